package profiles

import (
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/waymark-dev/waymark/pkg/api"
)

// TestBodiesSayTheSame: words and limits of the public bodies are those of the rules.
func TestBodiesSayTheSame(t *testing.T) {
	enums := map[string][]string{"format": Formats, "found_by": FoundBys, "goals": Goals, "style": Styles}
	limits := map[string]int{
		"display_name": MaxName, "pronouns": MaxPronouns, "about": MaxAbout, "have": MaxSkills, "want": MaxSkills, "teach": MaxSkills, "interests": MaxInterests,
		"causes": MaxCauses, "languages": MaxLanguages, "hours": MaxSlots, "goals": len(Goals), "style": len(Styles), "links": MaxLinks,
		"contributed": MaxContributed,
	}
	for _, body := range []reflect.Type{reflect.TypeFor[api.ProfileBody](), reflect.TypeFor[api.ProfilePatch]()} {
		seen := 0
		for i := range body.NumField() {
			f := body.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if enum := f.Tag.Get("enum"); enum != "" {
				seen++
				if diff := cmp.Diff(enums[name], strings.Split(enum, ",")); diff != "" {
					t.Errorf("%s.%s: %s", body, name, diff)
				}
			}
			for _, tag := range []string{"maxLength", "maxItems"} {
				if v := f.Tag.Get(tag); v != "" && name != "zone" {
					seen++
					if n, _ := strconv.Atoi(v); n != limits[name] {
						t.Errorf("%s.%s: %s, want %d", body, name, v, limits[name])
					}
				}
			}
		}
		if seen != len(enums)+len(limits) {
			t.Errorf("%s: %d words and limits", body, seen)
		}
	}
	reason, _ := reflect.TypeFor[api.MentorRefusal]().FieldByName("Reason")
	if diff := cmp.Diff(RefusalReasons, strings.Split(reason.Tag.Get("enum"), ",")); diff != "" {
		t.Error(diff)
	}
}
