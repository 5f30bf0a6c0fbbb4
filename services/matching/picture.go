package matching

import (
	"cmp"
	"encoding/base64"
	"maps"
	"slices"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// picture is what this process knows of everybody, by id, and what has to be scored anew. It is not safe for concurrent use.
type picture struct {
	tax *skill.Taxonomy

	persons    map[string]*wire.PersonState
	standings  map[string]*wire.StandingState
	projects   map[string]*wire.ProjectState
	issues     map[string]*wire.IssueState
	programmes map[string]*wire.ProgrammeState
	members    map[string]*wire.MemberState // by membership
	// participants take part in a cohort; takesPart has them by cohort. They are for rounds alone.
	participants map[string]*wire.ParticipantState
	takesPart    group
	matches      map[string]*wire.MatchState // open or live ones only
	claims       map[string]*wire.ClaimState // by issue
	helps        map[string]*wire.HelpState  // by issue
	skills       map[string]*wire.SkillState // what moderators decided
	steered      bool                        // they decided something that is not in tax yet

	memberOf  group             // person: memberships
	membersOf group             // programme: memberships
	matchesOf group             // person: matches, as newcomer, mentor or asked
	onIssue   group             // issue: matches
	issuesOf  group             // project: issues
	asking    group             // project: live matches on its issues
	counted   map[string]string // match: the project it is counted for
	blockers  group             // person: those whose standing names them as blocked

	dirtyPeople map[string]bool
	dirtyIssues map[string]bool
	redoPeople  map[string]bool // shown while an index is made beside; nil otherwise
	redoIssues  map[string]bool
}

// group are sets of ids by id.
type group map[string]map[string]bool

func (g group) add(of, id string) {
	if of == "" {
		return
	}
	if g[of] == nil {
		g[of] = map[string]bool{}
	}
	g[of][id] = true
}

func (g group) drop(of, id string) {
	delete(g[of], id)
	if len(g[of]) == 0 {
		delete(g, of)
	}
}

func newPicture(tax *skill.Taxonomy) *picture {
	return &picture{
		tax:     tax,
		persons: map[string]*wire.PersonState{}, standings: map[string]*wire.StandingState{}, projects: map[string]*wire.ProjectState{},
		issues: map[string]*wire.IssueState{}, participants: map[string]*wire.ParticipantState{}, takesPart: group{},
		programmes: map[string]*wire.ProgrammeState{}, members: map[string]*wire.MemberState{},
		matches: map[string]*wire.MatchState{}, claims: map[string]*wire.ClaimState{}, helps: map[string]*wire.HelpState{},
		skills: map[string]*wire.SkillState{}, memberOf: group{}, membersOf: group{}, matchesOf: group{}, onIssue: group{}, issuesOf: group{},
		asking: group{}, counted: map[string]string{}, blockers: group{}, dirtyPeople: map[string]bool{}, dirtyIssues: map[string]bool{},
	}
}

func keep[S any](m map[string]*S, id string, s *S) (old *S) {
	old = m[id]
	if s == nil {
		delete(m, id)
	} else {
		m[id] = s
	}
	return old
}

func (p *picture) person(id string, s *wire.PersonState) {
	keep(p.persons, id, s)
	p.dirtyPeople[id] = true
}

func (p *picture) skill(id string, s *wire.SkillState) {
	keep(p.skills, id, s)
	p.steered = true
}

func (p *picture) claim(id string, s *wire.ClaimState) {
	keep(p.claims, id, s)
	p.dirtyIssues[id] = true
}

func (p *picture) help(id string, s *wire.HelpState) {
	keep(p.helps, id, s)
	p.dirtyIssues[id] = true
}

// life is what goes on with an issue.
func (p *picture) life(id string) api.IssueLife {
	var out api.IssueLife
	if c := p.claims[id]; c != nil {
		out.Claimed, out.Waiting = true, c.Waiting
	}
	if h := p.helps[id]; h != nil {
		out.Mentored = h.Mentors > 0
	}
	return out
}

func (p *picture) standing(id string, s *wire.StandingState) {
	if old := keep(p.standings, id, s); old != nil {
		for _, b := range old.Blocked {
			p.blockers.drop(b, id)
		}
	}
	if s != nil {
		for _, b := range s.Blocked {
			p.blockers.add(b, id)
		}
	}
	p.dirtyPeople[id] = true
}

func (p *picture) project(id string, s *wire.ProjectState) {
	keep(p.projects, id, s)
	for i := range p.issuesOf[id] {
		p.dirtyIssues[i] = true
	}
}

func (p *picture) issue(id string, s *wire.IssueState) {
	if old := keep(p.issues, id, s); old != nil {
		p.issuesOf.drop(old.Project, id)
	}
	if s != nil {
		p.issuesOf.add(s.Project, id)
	}
	p.dirtyIssues[id] = true
	for m := range p.onIssue[id] { // the match may have come first
		p.countProject(p.matches[m], m)
	}
}

func (p *picture) programme(id string, s *wire.ProgrammeState) {
	keep(p.programmes, id, s)
	if id == wire.AlwaysOpen {
		for person := range p.persons {
			p.dirtyPeople[person] = true
		}
	}
	for m := range p.membersOf[id] {
		p.dirtyPeople[p.members[m].Person] = true
	}
}

func (p *picture) member(id string, s *wire.MemberState) {
	if old := keep(p.members, id, s); old != nil {
		p.memberOf.drop(old.Person, id)
		p.membersOf.drop(old.Programme, id)
		p.dirtyPeople[old.Person] = true
	}
	if s != nil {
		p.memberOf.add(s.Person, id)
		p.membersOf.add(s.Programme, id)
		p.dirtyPeople[s.Person] = true
	}
}

// rules of a programme, with the defaults where they say nothing, as mentoring reads them; the defaults until they are known.
func (p *picture) rules(programme string) wire.Rules {
	r := wire.DefaultRules()
	if s := p.programmes[programme]; s != nil {
		places, unanswered := r.DefaultPlaces, r.Unanswered
		r = s.Rules
		if r.DefaultPlaces <= 0 {
			r.DefaultPlaces = places
		}
		if r.Unanswered <= 0 {
			r.Unanswered = unanswered
		}
	}
	return r
}

// closed programmes take no requests: nobody is recommended to anybody there. The always-open one is never closed.
func (p *picture) closed(programme string) bool {
	s := p.programmes[programme]
	return programme != wire.AlwaysOpen && (s == nil || !s.Open)
}

// mentor is the row of a person who can be found as a mentor, somewhere at least.
func (p *picture) mentor(id string) (rank.Mentor, bool) {
	s := p.persons[id]
	if s == nil || !s.Mentor || s.Invited || s.Refused {
		return rank.Mentor{}, false
	}
	open := p.rules(wire.AlwaysOpen)
	m := rank.Mentor{Person: p.personOf(s), FoundBy: s.FoundBy, Capacity: open.DefaultPlaces, MostAsked: open.Unanswered}
	m.NotOpen = open.MentorApproval && !s.Approved
	if st := p.standings[id]; st != nil {
		m.Capacity, m.Taken, m.Unanswered, m.PausedUntil = st.Capacity, st.Taken, st.Unanswered, st.PausedUntil
		m.Answers, m.Asked = st.Answers, st.Asked
	}
	at := p.carries(id)
	if !m.NotOpen {
		m.Places = append(m.Places, p.place(id, wire.AlwaysOpen, at))
	}
	for x := range p.memberOf[id] {
		mem := p.members[x]
		approved := s.Approved && mem.Approved || !p.rules(mem.Programme).MentorApproval
		if mem.Mentor && mem.Programme != wire.AlwaysOpen && approved {
			here := p.place(id, mem.Programme, at)
			here.Member = true
			m.Places = append(m.Places, here)
		}
	}
	if len(m.Places) == 0 {
		return rank.Mentor{}, false
	}
	slices.SortFunc(m.Places, func(a, b rank.Place) int { return cmp.Compare(a.Programme, b.Programme) })
	return m, true
}

// newcomer is the row of a person who looks for a mentor.
func (p *picture) newcomer(id string) (rank.Newcomer, bool) {
	if s := p.persons[id]; s == nil || !s.Newcomer || s.Invited {
		return rank.Newcomer{}, false
	}
	return p.whoAsks(id)
}

// whoAsks is the row of a person who has asked somebody, whether lists show them or not.
func (p *picture) whoAsks(id string) (rank.Newcomer, bool) {
	s := p.persons[id]
	if s == nil {
		return rank.Newcomer{}, false
	}
	return rank.Newcomer{Person: p.personOf(s), FoundBy: s.FoundBy, Offers: s.Offers, Programmes: p.programmesOf(id, true),
		BusyIn: p.busyIn(id)}, true
}

// weights of a programme with what it looks for, by the version of its rules; those of the house where it has none of its own.
func (p *picture) weights(programme string) rank.Weights {
	if r := p.programmes[programme]; r != nil {
		return WeightsOf(p.tax, programme, r.Rules)
	}
	return rank.Weights{}
}

// WeightsOf are the weights that a programme's rules make; the zero value where they say nothing of it.
func WeightsOf(tax *skill.Taxonomy, programme string, r wire.Rules) rank.Weights {
	if len(r.Weights)+len(r.LooksFor) == 0 {
		return rank.Weights{}
	}
	return rank.Weights{Version: programme + "@" + strconv.Itoa(r.Version), ByName: r.Weights, Criteria: looksFor(tax, r.LooksFor)}
}

// looksFor is what a programme looks for, in the words by which people are compared.
func looksFor(tax *skill.Taxonomy, list []wire.LookedFor) (out []rank.Criterion) {
	for _, x := range list {
		c := rank.Criterion{Weight: x.Weight}
		switch x.Kind {
		case "skill":
			c.Skill = tax.Heard(x.ID)
		case "cause":
			c.Cause = x.ID
		case "language":
			c.Language = x.ID
		default: // of a newer programs
			continue
		}
		out = append(out, c)
	}
	return out
}

// programmesOf lists a person's programmes but the always-open one; as a newcomer only, if asked.
func (p *picture) programmesOf(id string, newcomer bool) []string {
	var out []string
	for x := range p.memberOf[id] {
		if m := p.members[x]; m.Programme != wire.AlwaysOpen && (m.Newcomer || !newcomer) {
			out = append(out, m.Programme)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// openIssue is the row of an issue that is shown, of a project that is known and shown: the two come on their own, and a maintainer's
// pause must not wait for each of its issues.
func (p *picture) openIssue(id string) (rank.Issue, bool) {
	s := p.issues[id]
	if s == nil || !s.Shown {
		return rank.Issue{}, false
	}
	pr := p.projects[s.Project]
	if pr == nil || !pr.Shown {
		return rank.Issue{}, false
	}
	out := rank.Issue{
		ID: id, Project: s.Project, Skills: p.skillsOf(s.Skills), Topics: p.outward(s.Topics), Causes: s.Causes, Kind: s.Kind,
		Language: s.Language, Target: s.Into,
		Level: s.Level, Opened: s.Opened, Seen: s.Seen, Comments: s.Comments, Stars: pr.Stars,
		ProjectFull: pr.Cap > 0 && len(p.asking[s.Project]) >= pr.Cap,
	}
	if len(out.Skills) == 0 {
		out.Skills = p.skillsOf(pr.Skills)
	}
	if len(out.Topics) == 0 {
		out.Topics = p.outward(pr.Topics)
	}
	if len(out.Causes) == 0 {
		out.Causes = pr.Causes
	}
	life := p.life(id)
	out.Claimed, out.Mentored, out.Asked = life.Claimed, life.Mentored, life.Waiting
	for m := range p.onIssue[id] {
		if isLive(p.matches[m].Status) {
			out.Claimed = true
		} else {
			out.Asked++
		}
	}
	return out, true
}

// learner is a person who looks for themselves. What they help others with they know, whether they said so elsewhere or not; rows that
// others are shown do not have it, for not everybody sees what somebody would help with.
func (p *picture) learner(s *wire.PersonState) rank.Person {
	out := p.personOf(s)
	for _, x := range out.Teach {
		if !slices.ContainsFunc(out.Have, func(h rank.Skill) bool { return h.ID == x.ID }) {
			out.Have = append(out.Have, rank.Skill{ID: x.ID, Level: max(x.Level, int(skill.OnMyOwn))})
		}
	}
	out.Teach = nil
	return out
}

func (p *picture) personOf(s *wire.PersonState) rank.Person {
	learn, teach := s.Lists()
	out := rank.Person{
		ID: s.Person, Have: p.skillsOf(s.Have), Want: p.skillsOf(learn), Teach: p.skillsOf(teach), Interests: p.outward(s.Interests),
		Causes: s.Causes, Zone: s.Zone, Hours: hoursOf(s.Hours), Format: s.Format, Goals: s.Goals, Style: s.Style,
	}
	for _, l := range s.Languages {
		out.Languages = append(out.Languages, rank.Spoken{Language: l.Language, Level: l.Level})
	}
	return out
}

func (p *picture) skillsOf(list []wire.SkillLevel) []rank.Skill {
	out := make([]rank.Skill, 0, len(list))
	for _, s := range list {
		out = append(out, rank.Skill{ID: p.tax.Heard(s.Skill), Level: s.Level})
	}
	return out
}

func (p *picture) outward(ids []string) []string {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		out = append(out, p.tax.Heard(id)) // the catalogue publishes unknown words as they are, for they are public; profiles opaque ids
	}
	return out
}

// hoursOf reads a mask; what is none is unknown.
func hoursOf(code string) (h rank.Hours) {
	if b, err := base64.StdEncoding.DecodeString(code); err == nil && len(b) == len(h) {
		copy(h[:], b)
	}
	return h
}

// change is everything that has to be scored anew, as one step of the index, and nothing is left to do then.
func (p *picture) change() rank.Change {
	var c rank.Change
	p.rows(&c, p.tax, slices.Collect(maps.Keys(p.dirtyPeople)), slices.Collect(maps.Keys(p.dirtyIssues)))
	if p.redoPeople != nil {
		maps.Copy(p.redoPeople, p.dirtyPeople)
		maps.Copy(p.redoIssues, p.dirtyIssues)
	}
	p.dirtyPeople, p.dirtyIssues = map[string]bool{}, map[string]bool{}
	return c
}

// rows adds people and issues to a step of an index, with the words of a taxonomy.
func (p *picture) rows(c *rank.Change, tax *skill.Taxonomy, people, issues []string) {
	own := p.tax
	defer func() { p.tax = own }()
	p.tax = tax
	for _, id := range people {
		if m, ok := p.mentor(id); ok {
			c.Mentors = append(c.Mentors, m)
		} else {
			c.RemoveMentors = append(c.RemoveMentors, id)
		}
		if n, ok := p.newcomer(id); ok {
			c.Newcomers = append(c.Newcomers, n)
		} else {
			c.RemoveNewcomers = append(c.RemoveNewcomers, id)
		}
	}
	for _, id := range issues {
		if i, ok := p.openIssue(id); ok {
			c.Issues = append(c.Issues, i)
		} else {
			c.RemoveIssues = append(c.RemoveIssues, id)
		}
	}
}

// again remembers from now on what is changed, for an index that is made meanwhile; heardAgain gives that and stops.
func (p *picture) again() { p.redoPeople, p.redoIssues = map[string]bool{}, map[string]bool{} }

func (p *picture) heardAgain() (people, issues []string) {
	people, issues = slices.Collect(maps.Keys(p.redoPeople)), slices.Collect(maps.Keys(p.redoIssues))
	p.redoPeople, p.redoIssues = nil, nil
	return people, issues
}
