package web

import (
	"maps"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/skill"
)

// ofCode is what a code's words are about, from the API's own table.
var ofCode = func() map[string]api.ReasonCode {
	out := map[string]api.ReasonCode{}
	for _, c := range api.ReasonCodes() {
		out[c.Code] = c
	}
	return out
}()

// reason is a reason or gap as a sentence; "" for a code that this program does not know yet. list is what it stands in: mentors,
// newcomers, issues; mine are the reader's own words, to name those that travel as an opaque id.
func (v *visit) reason(r api.Reason, list string, mine []string) string {
	key := "reason." + list + "_" + r.Code
	if !v.p.Has(key) {
		key = "reason." + r.Code
	}
	if !v.p.Has(key) {
		return ""
	}
	about := ofCode[r.Code]
	band := ""
	if r.Params.Band != "" {
		band = v.p.Code("band.", r.Params.Band)
	}
	words := v.reasonWords(r.Params.Words, about.Words, mine)
	if words == "" && about.Words != "" {
		words = v.p.T("reason.words_unknown")
	}
	return v.p.T(key, "Words", words, "From", v.reasonWords(r.Params.From, "skill", mine), "Band", band)
}

func (v *visit) reasonWords(ids []string, of string, mine []string) string {
	var out []string
	for _, id := range ids {
		switch of {
		case "cause":
			id = v.p.Within(v.site.causeName(v.p, id))
		case "language":
			id = v.p.Spoken(id)
		case "kind":
			id = v.p.Within(v.p.Code("kind.", id))
		default:
			id = v.wordName(id, mine)
		}
		if id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return v.p.Join(out)
}

// wordName names a skill or interest; one that the taxonomy does not have is found among the reader's own.
func (v *visit) wordName(id string, mine []string) string {
	if !skill.IsOpaque(id) {
		return v.skillWithin(id)
	}
	for _, own := range mine {
		if skill.Opaque(own) == id {
			return own
		}
	}
	return ""
}

// skillWithin is a skill's name within a sentence.
func (v *visit) skillWithin(id string) string {
	name := v.site.skillName(v.p, id)
	if v.p.Has("skill." + strings.ReplaceAll(id, "-", "_")) {
		return v.p.Within(name)
	}
	return name
}

// told turns a recommendation into sentences: at most three reasons and one gap.
func (v *visit) told(r api.Recommendation, list string, mine []string) (reasons []string, gap string) {
	for _, x := range r.Reasons {
		if s := v.reason(x, list, mine); s != "" && len(reasons) < 3 {
			reasons = append(reasons, s)
		}
	}
	if r.Gap != nil {
		gap = v.reason(*r.Gap, list, mine)
	}
	return reasons, gap
}

// detail is one part of the arithmetic: shown on request, per mille of what is possible. It says how two fit, and grades nobody.
type detail struct {
	Name   string
	Credit int
}

// arithmetic are all parts, the largest first.
func (v *visit) arithmetic(r api.Recommendation) []detail {
	names := slices.Sorted(maps.Keys(r.Credits))
	var out []detail
	for _, n := range names {
		if c := int(r.Credits[n] / 1000); c != 0 {
			out = append(out, detail{v.p.Code("part.", n), c})
		}
	}
	slices.SortStableFunc(out, func(a, b detail) int { return b.Credit - a.Credit })
	return out
}

// mine are the reader's own words.
func (a answers) mine() []string { return append(append(slices.Clone(a.Have), a.Want...), a.Causes...) }

// summary says what the answers say, in a sentence.
func (v *visit) summary(a answers) string {
	var out []string
	name := func(ids []string) string {
		var names []string
		for _, id := range ids[:min(len(ids), 3)] {
			names = append(names, v.skillWithin(id))
		}
		if rest := len(ids) - len(names); rest > 0 {
			names = append(names, v.p.T("list.more", "Number", rest))
		}
		return v.p.Join(names)
	}
	if len(a.Have) > 0 {
		out = append(out, v.p.T("fit.you_know", "Words", name(a.Have)))
	}
	if len(a.Want) > 0 {
		out = append(out, v.p.T("fit.you_want", "Words", name(a.Want)))
	}
	if len(a.Languages) > 0 {
		var names []string
		for _, s := range a.Languages {
			tag, _ := spokenOf(s)
			names = append(names, v.p.Spoken(tag))
		}
		out = append(out, v.p.T("fit.you_speak", "Words", v.p.Join(names)))
	}
	return strings.Join(out, " ")
}
