package programs

import (
	"net/http"
	"testing"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/naming"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

func TestNamesOfOrganisationsAndProgrammes(t *testing.T) {
	for name, want := range map[string]string{"Ελλάδα OSS": "", "Adm\u0456n club": "mixed_scripts_in_word",
		"Club\u200b": "invisible_character", "...": "no_letter",
	} {
		_, org := Organisation{Name: name}.Check()
		_, programme := Programme{Name: name}.Check()
		for _, wrong := range [][]string{codesOf(org), codesOf(programme)} {
			if want == "" && len(wrong) > 0 || want != "" && (len(wrong) != 1 || wrong[0] != want) {
				t.Errorf("%+q: %v, want %q", name, wrong, want)
			}
		}
	}
}

func codesOf(fields []fault.Field) []string {
	var out []string
	for _, f := range fields {
		out = append(out, f.Code)
	}
	return out
}

// TestNamesThatPretendToRunThePlace: an organiser gives none to a programme or an organisation; an administrator may, and then it stays.
func TestNamesThatPretendToRunThePlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	o, id := w.house(`"open":true`)
	organiser := testkit.Token(org)
	titled := func(a answer) {
		t.Helper()
		p := read[fault.Problem](a.is(http.StatusUnprocessableEntity))
		if len(p.Fields) != 1 || p.Fields[0].Pointer != "/name" || p.Fields[0].Code != naming.Titled {
			t.Errorf("%s", a.body)
		}
	}
	for _, name := range []string{"Waymark Moderators", "Waymark", "Waymark Safety", "Trust & Safety"} {
		titled(w.ask(organiser, http.MethodPatch, "programmes/"+id, `{"name":"`+name+`"}`))
		titled(w.ask(organiser, http.MethodPost, "programmes", `{"org":"`+o+`","parent":"`+id+`","name":"`+name+`"}`))
	}
	for _, name := range []string{"Safety of trees", "Systems Administration", "Research on moderation"} {
		w.ask(organiser, http.MethodPatch, "programmes/"+id, `{"name":"`+name+`"}`).is(http.StatusOK)
	}
	w.ask(admin, http.MethodPatch, "programmes/"+id, `{"name":"Waymark"}`).is(http.StatusOK)
	w.ask(organiser, http.MethodPatch, "programmes/"+id, `{"name":"Waymark","about":"As it was."}`).is(http.StatusOK)
	w.ask(admin, http.MethodPost, "organisations", `{"name":"Waymark Foundation"}`).is(http.StatusCreated)
}
