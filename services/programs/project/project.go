package project

import (
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/programs/wording"
)

// States of a project.
const (
	Waiting   = "waiting"
	Approved  = "approved"
	Refused   = "refused"
	Withdrawn = "withdrawn"
)

// Limits.
const (
	projectsMost = 300 // of a cohort that are not withdrawn
	ownMost      = 20  // of one person that are not withdrawn, in all cohorts
	maxReason    = 1000
)

var personID = regexp.MustCompile(`^[a-z0-9-]{1,64}$`)

// Project is one that was offered to a cohort.
type Project struct {
	Org       string `json:"org"`
	Programme string `json:"programme"`
	Cohort    string `json:"cohort"`
	api.CohortProjectBody
	State  string `json:"state"`
	By     string `json:"by,omitempty"`     // who offered it
	Editor string `json:"editor,omitempty"` // who wrote last what is material in place of what was approved
	// Was is what was approved last, while it is approved and while something else waits.
	Was    *api.CohortProjectBody `json:"was,omitempty"`
	Reason string                 `json:"reason,omitempty"`
	Judge  string                 `json:"judge,omitempty"` // who decided
	Made   time.Time              `json:"made"`
	Moved  time.Time              `json:"moved"`
}

// Check cleans what is said of a project and says what is wrong with it.
func Check(b api.CohortProjectBody, tax *skill.Taxonomy) (api.CohortProjectBody, []fault.Field) {
	var wrong, w []fault.Field
	clean := func(v *string, pointer string, least, most int, lines bool) {
		*v, w = wording.Text(pointer, *v, least, most, lines)
		wrong = append(wrong, w...)
	}
	clean(&b.Title, "/title", 1, 120, false)
	clean(&b.Text, "/text", 1, 4000, true)
	clean(&b.Contact, "/contact", 0, 300, true)
	skills := b.Skills
	b.Skills = nil
	for i, s := range skills {
		switch id, ok := tax.Canon(s); {
		case !ok:
			wrong = append(wrong, fault.Field{Pointer: "/skills/" + strconv.Itoa(i), Code: "unknown_skill"})
		case !slices.Contains(b.Skills, id):
			b.Skills = append(b.Skills, id)
		}
	}
	b.Links = slices.Clone(b.Links)
	for i := range b.Links {
		at := "/links/" + strconv.Itoa(i)
		b.Links[i], w = wording.Link(at, b.Links[i])
		switch wrong = append(wrong, w...); {
		case len(w) > 0:
		case b.Links[i] == "":
			wrong = append(wrong, fault.Field{Pointer: at, Code: "required"})
		case slices.Contains(b.Links[:i], b.Links[i]):
			wrong = append(wrong, fault.Field{Pointer: at, Code: "repeated"})
		}
	}
	for i, p := range b.Mentors {
		if at := "/mentors/" + strconv.Itoa(i); !personID.MatchString(p) {
			wrong = append(wrong, fault.Field{Pointer: at, Code: "bad_id"})
		} else if slices.Contains(b.Mentors[:i], p) {
			wrong = append(wrong, fault.Field{Pointer: at, Code: "repeated"})
		}
	}
	if len(b.Mentors) == 0 {
		b.Mentors = nil
	}
	return b, wrong
}

// Material says in what two differ that an organiser approved: everything but how to reach who offered it. The order of skills, links and
// mentors says nothing.
func Material(a, b api.CohortProjectBody) (out []string) {
	add := func(name string, same bool) {
		if !same {
			out = append(out, name)
		}
	}
	add("title", a.Title == b.Title)
	add("text", a.Text == b.Text)
	add("skills", alike(a.Skills, b.Skills))
	add("links", alike(a.Links, b.Links))
	add("mentors", alike(a.Mentors, b.Mentors))
	add("money", a.Money == b.Money || a.Money != nil && b.Money != nil && *a.Money == *b.Money)
	add("partner", a.Partner == b.Partner)
	add("project", a.Project == b.Project)
	return out
}

// alike says whether two have the same members.
func alike(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}

// Own says whether somebody may not decide about it: they offered it, wrote what replaces what was approved, or are to mentor it. contact says that
// they speak for its partner. An organiser who corrects what others offered before anybody approved it has not offered it.
func (p *Project) Own(person string, contact bool) bool {
	return contact || person == p.By || person == p.Editor || slices.Contains(p.Mentors, person)
}

// Ways are the states into which somebody may take it.
func (p *Project) Ways(author, organiser, own bool) []string {
	out := []string{}
	if p.State == Withdrawn {
		return out
	}
	if organiser && !own {
		if p.State != Approved {
			out = append(out, Approved)
		}
		if p.State != Refused {
			out = append(out, Refused)
		}
	}
	if author || organiser {
		out = append(out, Withdrawn)
	}
	return out
}

// decide takes it into another state. Conflict "project.no_way"; Invalid for a refusal without a reason; Forbidden "project.own" for who
// may not decide about their own.
func (p *Project) decide(d api.CohortProjectDecision, by string, author, organiser, own bool, now time.Time) (changed bool, err error) {
	ways := p.Ways(author, organiser, own)
	switch {
	case p.State == d.State:
		return false, nil
	case slices.Contains(ways, d.State):
	case organiser && own && p.State != Withdrawn:
		return false, errOwn
	default:
		return false, fault.Newf(fault.Conflict, "project.no_way", "What is %s cannot become %s now.", p.State, d.State)
	}
	reason, wrong := wording.Text("/reason", d.Reason, 0, maxReason, true)
	switch {
	case len(wrong) > 0:
		return false, fault.InvalidFields(wrong...)
	case d.State == Refused && reason == "":
		return false, fault.InvalidFields(fault.Field{Pointer: "/reason", Code: "required"})
	case d.State != Refused && reason != "":
		return false, fault.InvalidFields(fault.Field{Pointer: "/reason", Code: "only_with_a_refusal"})
	}
	p.State, p.Reason, p.Judge, p.Moved, p.Was = d.State, reason, by, now, nil
	if d.State == Approved {
		was := p.CohortProjectBody
		p.Was = &was
	}
	return true, nil
}

// change replaces what is said of it. What was decided waits again once something material changed, whoever changes it. Conflict "project.over".
func (p *Project) change(b api.CohortProjectBody, by string, now time.Time) (changed bool, err error) {
	if p.State == Withdrawn {
		return false, fault.New(fault.Conflict, "project.over", "This was withdrawn. Offer it again instead.")
	}
	was := p.CohortProjectBody
	mat := Material(was, b)
	if len(mat) == 0 && was.Contact == b.Contact {
		return false, nil
	}
	p.CohortProjectBody = b
	if len(mat) == 0 {
		// What organisers read of it stays in the order in which it was read.
		p.Skills, p.Links, p.Mentors = was.Skills, was.Links, was.Mentors
		return true, nil
	}
	if p.Editor = ""; p.Was != nil {
		p.Editor = by
	}
	if p.State != Waiting {
		p.State, p.Moved, p.Reason, p.Judge = Waiting, now, "", ""
	}
	return true, nil
}

// unmentor takes somebody's name off, as a change of theirs. false: they are not named.
func (p *Project) unmentor(person string, now time.Time) bool {
	i := slices.Index(p.Mentors, person)
	if i < 0 {
		return false
	}
	p.Mentors = slices.Delete(slices.Clone(p.Mentors), i, i+1)
	if p.State == Approved {
		p.State, p.Moved, p.Judge = Waiting, now, ""
	}
	return true
}

// forget takes the id of somebody who has left out of it. A project whose mentor has left waits again, as it says something else now.
func (p *Project) forget(person string, now time.Time) {
	p.unmentor(person, now)
	if p.Was != nil {
		was := *p.Was
		was.Mentors = slices.DeleteFunc(slices.Clone(was.Mentors), func(m string) bool { return m == person })
		p.Was = &was
	}
	for _, id := range []*string{&p.Editor, &p.Judge} {
		if *id == person {
			*id = ""
		}
	}
}

// before is what was approved, where something else waits now, and in what they differ.
func (p *Project) before() (*api.CohortProjectBody, []string) {
	if p.State != Waiting || p.Was == nil {
		return nil, nil
	}
	was := *p.Was
	was.Contact = ""
	return &was, Material(was, p.CohortProjectBody)
}

var errOwn = fault.New(fault.Forbidden, "project.own",
	"You offered this, changed it after it was approved, mentor it or speak for its partner. Another organiser or an administrator decides about it.")
