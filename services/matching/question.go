package matching

import (
	"strconv"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// said turns what somebody sent along into a person, in canonical words, and in opaque ids of those that the taxonomy does not have.
// Pointers of faults begin with "/profile".
func said(tax *skill.Taxonomy, p *api.RecommendProfile) (rank.Person, error) {
	var wrong []fault.Field
	out := rank.Person{
		Have: skillsSaid(tax, p.Have), Want: skillsSaid(tax, p.Want), Interests: canon(tax, p.Interests), Causes: causes(tax, p.Causes),
		Zone: p.Zone, Format: p.Format, Goals: p.Goals, Style: p.Style,
		Coarse: true, // anybody can send a profile, as often as they like: it must not find out somebody's hours one by one
	}
	for _, l := range p.Languages {
		out.Languages = append(out.Languages, rank.Spoken{Language: l.Language, Level: l.Level})
	}
	if p.Zone != "" {
		if _, err := time.LoadLocation(p.Zone); err != nil || p.Zone == "Local" {
			wrong = append(wrong, fault.Field{Pointer: "/profile/zone", Code: "unknown_zone"})
		}
	} else if len(p.Hours) > 0 {
		wrong = append(wrong, fault.Field{Pointer: "/profile/zone", Code: "required_with_hours"})
	}
	for i, h := range p.Hours {
		from, okFrom := halfHour(h.From)
		to, okTo := halfHour(h.To)
		day := dayOf(h.Day)
		if day < 0 || !okFrom || !okTo || from >= to {
			wrong = append(wrong, fault.Field{Pointer: "/profile/hours/" + strconv.Itoa(i), Code: "not_a_run",
				Params: map[string]any{"within": "one day, on half hours"}})
			continue
		}
		for n := day*48 + from; n < day*48+to; n++ {
			out.Hours[n/8] |= 1 << (n % 8)
		}
	}
	return out, fault.InvalidFields(wrong...)
}

func skillsSaid(tax *skill.Taxonomy, list []api.RecommendSkill) []rank.Skill {
	out := make([]rank.Skill, 0, len(list))
	for _, s := range list {
		if id := tax.Heard(s.Skill); id != "" {
			out = append(out, rank.Skill{ID: id, Level: s.Level})
		}
	}
	return out
}

func canon(tax *skill.Taxonomy, words []string) []string {
	out := make([]string, 0, len(words))
	for _, w := range words {
		if id := tax.Heard(w); id != "" {
			out = append(out, id)
		}
	}
	return out
}

func causes(tax *skill.Taxonomy, words []string) []string {
	out := make([]string, 0, len(words))
	for _, w := range words {
		id, known := tax.CanonCause(w)
		if !known && !skill.IsOpaque(w) {
			id = skill.Opaque(w)
		}
		if id != "" {
			out = append(out, id)
		}
	}
	return out
}

func filterOf(tax *skill.Taxonomy, f api.RecommendFilter) rank.Filter {
	return rank.Filter{Skills: canon(tax, f.Skills), Causes: causes(tax, f.Causes), Languages: f.Languages, Kinds: f.Kinds,
		Projects: f.Projects, Mentored: f.Mentored}
}

func dayOf(name string) int {
	for i, d := range [...]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		if d == name {
			return i
		}
	}
	return -1
}

// halfHour reads "HH:MM" on the half hour, up to "24:00", as the number of half hours since midnight.
func halfHour(s string) (int, bool) {
	if len(s) != 5 || s[2] != ':' {
		return 0, false
	}
	h, err := strconv.Atoi(s[:2])
	if err != nil || h < 0 || h > 24 || s[0] == '+' || s[0] == '-' {
		return 0, false
	}
	switch s[3:] {
	case "00":
		return h * 2, true
	case "30":
		return h*2 + 1, h < 24
	}
	return 0, false
}

// recommendation puts a result into the words of the API.
func recommendation(r rank.Result, credits bool) api.Recommendation {
	out := api.Recommendation{Reasons: []api.Reason{}, Wait: string(r.Wait), Load: string(r.Load)}
	for _, x := range r.Reasons {
		out.Reasons = append(out.Reasons, reason(x))
	}
	if r.Less {
		out.Fits = "less"
	}
	out.Gap = maybe(r.Gap)
	if credits {
		score := r.Score
		out.Score, out.Credits = &score, map[string]int64{}
		for _, p := range rank.Parts() {
			if c := r.Credits[p]; c != 0 || p == rank.Price {
				out.Credits[p.String()] = c
			}
		}
	}
	return out
}

// compared puts a result with all parts into the words of the API.
func compared(r rank.Result) api.Compared {
	out := api.Compared{Parts: []api.ComparedPart{}}
	if r.Limit == rank.Paused {
		out.Recommendation = api.Recommendation{Person: r.ID, Reasons: []api.Reason{}, Limit: string(r.Limit)}
		return out
	}
	out.Recommendation = asPerson(r, true)
	out.Limit = string(r.Limit)
	for _, p := range r.Parts {
		out.Parts = append(out.Parts, api.ComparedPart{Part: p.Part.String(), Credit: p.Credit, Reason: maybe(p.Good), Gap: maybe(p.Bad)})
	}
	return out
}

func maybe(r *rank.Reason) *api.Reason {
	if r == nil {
		return nil
	}
	out := reason(*r)
	return &out
}

func reason(r rank.Reason) api.Reason {
	words := r.Words
	if words == nil {
		words = []string{}
	}
	return api.Reason{Code: r.Code, Params: api.ReasonParams{Words: words, From: r.From, Band: r.Band}, Credit: r.Credit}
}
