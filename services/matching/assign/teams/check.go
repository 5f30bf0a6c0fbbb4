package teams

import (
	"fmt"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// mostFields is how many fields one refusal names.
const mostFields = 20

type refusal []fault.Field

func (r *refusal) add(code, detail, pointer string, at ...any) {
	if len(*r) < mostFields {
		*r = append(*r, fault.Field{Pointer: fmt.Sprintf(pointer, at...), Code: code, Detail: detail})
	}
}

func (r *refusal) length(name string, n, most int) bool {
	if n > most {
		*r = append(*r, fault.Field{Pointer: "/" + name, Code: "too_many_items", Detail: "There are too many.", Params: map[string]any{"max": most}})
	}
	return n <= most
}

// Check refuses a problem that is beyond the bounds or does not hang together, with a fault that names up to twenty fields. Neither
// solver nor verifier take another one.
func (p *Problem) Check() error {
	var r refusal
	ok := r.length("people", len(p.People), MaxPeople)
	ok = r.length("projects", len(p.Projects), MaxProjects) && ok
	ok = r.length("wishes", len(p.Wishes), MaxWishes) && ok
	ok = r.length("apart", len(p.Apart), MaxApart) && ok
	ok = r.length("pinned", len(p.Pinned), MaxPeople) && ok
	ok = r.length("together", len(p.Together), MaxPeople) && ok
	if ok {
		p.checkPeople(&r)
		p.checkProjects(&r)
		p.checkTogether(&r)
		p.checkPairs(&r)
	}
	if p.NeedWorth < 0 || p.NeedWorth > MaxWorth {
		r.add("out_of_range", "What a lack costs is 0 to 4,194,304.", "/need_worth")
	}
	return fault.InvalidFields(r...)
}

func (p *Problem) checkPeople(r *refusal) {
	for i := range p.People {
		x := &p.People[i]
		if len(x.Skills) > MaxSkills {
			r.add("too_many_items", "A person has at most 100 skills.", "/people/%d/skills", i)
		}
		for k, s := range x.Skills {
			if s.Skill < 0 {
				r.add("out_of_range", "A skill is a row number.", "/people/%d/skills/%d", i, k)
			}
		}
		languages(r, x.Languages, "/people/%d/languages", i)
	}
}

func languages(r *refusal, list []int32, pointer string, at int) {
	if len(list) > MaxSpoken {
		r.add("too_many_items", "At most 32 languages are named.", pointer, at)
	}
	for _, l := range list {
		if l < 0 || l >= MaxLanguages {
			r.add("out_of_range", "A language is a row number below 256.", pointer, at)
		}
	}
}

func (p *Problem) checkProjects(r *refusal) {
	type kind struct {
		skill int32
		level uint8
	}
	kinds, teams := map[kind]bool{}, int64(0)
	for j := range p.Projects {
		x := &p.Projects[j]
		if x.Least < 1 || x.Least > x.Most || x.Most > MaxSize {
			r.add("out_of_range", "A team has at least 1, at most 50 people, and not fewer at most than at least.", "/projects/%d/least", j)
		}
		if x.Teams < 0 || x.Teams > MaxTeams {
			r.add("out_of_range", "A project has 0 to 10,000 teams.", "/projects/%d/teams", j)
		}
		teams += int64(max(x.Teams, 0))
		languages(r, x.Languages, "/projects/%d/languages", j)
		if len(x.Needs) > MaxNeeds {
			r.add("too_many_items", "A project has at most 16 needs.", "/projects/%d/needs", j)
		}
		own := map[kind]bool{}
		for k, n := range x.Needs {
			if own[kind{n.Skill, n.Level}] {
				r.add("duplicate", "The same need is there twice: say for how many people.", "/projects/%d/needs/%d", j, k)
			}
			own[kind{n.Skill, n.Level}] = true
			if n.Skill < 0 || n.People < 1 || n.People > MaxSize {
				r.add("out_of_range", "A need is a skill by its row number, and 1 to 50 people.", "/projects/%d/needs/%d", j, k)
			}
			kinds[kind{n.Skill, n.Level}] = true
		}
	}
	if teams > MaxTeams {
		r.add("too_many_items", "All projects together have at most 10,000 teams.", "/projects")
	}
	if len(kinds) > MaxKinds {
		r.add("too_many_items", "There are at most 4,096 different needs.", "/projects")
	}
}

func (p *Problem) checkTogether(r *refusal) {
	of := make([]int32, len(p.People)) // group and 1
	for g, list := range p.Together {
		for k, i := range list {
			switch {
			case i < 0 || int(i) >= len(p.People):
				r.add("unknown", "There is nobody with this row number.", "/together/%d/%d", g, k)
			case of[i] != 0:
				r.add("duplicate", "Somebody is in one group, once.", "/together/%d/%d", g, k)
			default:
				of[i] = int32(g) + 1
			}
		}
	}
	for k, x := range p.Apart {
		for _, i := range x {
			if i < 0 || int(i) >= len(p.People) {
				r.add("unknown", "There is nobody with this row number.", "/apart/%d", k)
				return
			}
		}
		if x[0] == x[1] || of[x[0]] != 0 && of[x[0]] == of[x[1]] {
			r.add("conflict", "These two are one, or in a group that stays together.", "/apart/%d", k)
		}
	}
}

func (p *Problem) checkPairs(r *refusal) {
	known := func(i, j int32) bool {
		return i >= 0 && int(i) < len(p.People) && j >= 0 && int(j) < len(p.Projects)
	}
	pinned := map[int32]bool{}
	for k, x := range p.Pinned {
		switch {
		case !known(x.Person, x.Project):
			r.add("unknown", "There is no person or project with this row number.", "/pinned/%d", k)
		case pinned[x.Person]:
			r.add("duplicate", "Somebody is pinned to one project.", "/pinned/%d", k)
		}
		pinned[x.Person] = true
	}
	seen := make(map[Seat]bool, len(p.Wishes))
	for k, w := range p.Wishes {
		at := Seat{w.Person, w.Project}
		switch {
		case !known(w.Person, w.Project):
			r.add("unknown", "There is no person or project with this row number.", "/wishes/%d", k)
		case w.Score < 0 || w.Score > MaxScore:
			r.add("out_of_range", "A wish is worth 0 to 1,048,576.", "/wishes/%d/score", k)
		case seen[at]:
			r.add("duplicate", "The wish is there twice.", "/wishes/%d", k)
		}
		seen[at] = true
	}
}
