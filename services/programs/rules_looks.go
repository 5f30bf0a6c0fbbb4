package programs

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// What a programme can look for in its mentors.
const (
	aSkill    = "skill"
	aCause    = "cause"
	aLanguage = "language"
)

// maxLooks is how much a programme can look for; maxLooksWeight is the greatest weight of one among the others.
const maxLooks, maxLooksWeight = 12, 10

// cleanLooks gives what a programme looks for with canonical ids, and says what is wrong with it. Pointers begin with prefix, as those of
// CheckRules.
func cleanLooks(list []wire.LookedFor, prefix string) (out []wire.LookedFor, wrong []fault.Field) {
	at := prefix + "/looks_for"
	if len(list) > maxLooks {
		return nil, []fault.Field{{Pointer: at, Code: "too_many", Params: map[string]any{"max": maxLooks}}}
	}
	tax := skill.Shipped()
	for i, x := range list {
		here := at + "/" + strconv.Itoa(i)
		known, code := false, ""
		switch x.Kind {
		case aSkill:
			x.ID, known = tax.Canon(x.ID)
			code = "unknown_skill"
		case aCause:
			x.ID, known = tax.CanonCause(x.ID)
			code = "unknown_cause"
		case aLanguage:
			x.ID, known = baseOf(x.ID)
			code = "not_a_language"
		default:
			wrong = append(wrong, fault.Field{Pointer: here + "/kind", Code: "not_one_of", Params: map[string]any{"allowed": []string{aSkill, aCause, aLanguage}}})
			continue
		}
		twice := func(y wire.LookedFor) bool { return y.Kind == x.Kind && y.ID == x.ID }
		switch {
		case !known:
			wrong = append(wrong, fault.Field{Pointer: here + "/id", Code: code})
		case slices.ContainsFunc(out, twice):
			wrong = append(wrong, fault.Field{Pointer: here + "/id", Code: "duplicate"})
		}
		if x.Weight < 1 || x.Weight > maxLooksWeight {
			wrong = append(wrong, fault.Field{Pointer: here + "/weight", Code: "out_of_range", Params: map[string]any{"min": 1, "max": maxLooksWeight}})
		}
		out = append(out, x)
	}
	return out, wrong
}

// baseOf is the language of a tag without its region and script, by which people are compared.
func baseOf(tag string) (string, bool) {
	t, err := language.Parse(strings.TrimSpace(tag))
	base, _ := t.Base()
	return base.String(), err == nil && base.String() != "und"
}
