package rank

import "slices"

// Limit is a hard limit: why somebody or something is not offered at all. "" is none.
type Limit string

// The limits. A block reads as NotFoundBy: whoever is parted by one cannot be found.
const (
	None         Limit = ""
	NotFoundBy   Limit = "not_found_by" // cannot be found by who asks: say no more than "absent"
	Ineligible   Limit = "ineligible"   // oneself, or not in the programme
	Paused       Limit = "paused"
	QueueFull    Limit = "queue_full" // as many unanswered requests as they can have: nobody more can ask
	Full         Limit = "full"       // no place is free: whoever asks all the same waits for one
	NoLanguage   Limit = "no_common_language"
	NoHour       Limit = "no_common_hour" // though one of the two wants live sessions
	Taken        Limit = "taken"          // there is an open request or a live mentorship already
	FilteredAway Limit = "filtered"       // not what the question asked for
)

// scope is a Scope in words.
type scope struct {
	now        int64
	open       bool // the always-open programme
	programme  word
	programmes []word
	signedIn   bool
	blocked    map[string]bool
	taken      map[string]bool
	asked      map[string]bool
	filter     filter
	criteria   []criterion
}

type filter struct {
	skills, causes, languages, projects []word
	kinds                               [nKinds]bool
	anyKind, plain, mentored            bool
}

func (r *profiler) scope(s *Scope) scope {
	out := scope{
		now: millis(s.Now), open: s.Programme == "" || s.Programme == Open, signedIn: s.SignedIn,
		programmes: r.list(ofProgramme, s.Programmes),
		blocked:    set(s.Blocked), taken: set(s.Taken), asked: set(s.Asked),
	}
	out.programme = r.word(ofProgramme, clip(s.Programme))
	if out.open {
		out.programme = r.word(ofProgramme, Open)
	}
	f := &s.Filter
	out.filter = filter{
		skills: r.list(ofSkill, f.Skills), causes: r.list(ofCause, f.Causes), projects: r.list(ofProject, f.Projects),
		anyKind: len(f.Kinds) == 0, mentored: f.Mentored,
		plain: len(f.Skills)+len(f.Causes)+len(f.Languages)+len(f.Projects)+len(f.Kinds) == 0 && !f.Mentored,
	}
	for _, l := range first(f.Languages) {
		out.filter.languages = append(out.filter.languages, r.word(ofLanguage, tongue(l)))
	}
	for _, k := range first(f.Kinds) {
		out.filter.kinds[kindOf(k)] = true
	}
	for _, c := range first(s.Weights.Criteria) {
		n := criterion{weight: int64(min(max(c.Weight, 1), 100))}
		switch {
		case c.Skill != "":
			n.space, n.id = ofSkill, r.word(ofSkill, clip(c.Skill))
		case c.Cause != "":
			n.space, n.id = ofCause, r.word(ofCause, clip(c.Cause))
		case c.Language != "":
			n.space, n.id = ofLanguage, r.word(ofLanguage, tongue(c.Language))
		}
		out.criteria = append(out.criteria, n)
	}
	return out
}

func set(ids []string) map[string]bool {
	if len(ids) == 0 {
		return nil
	}
	m := make(map[string]bool, len(ids))
	for _, id := range ids {
		m[id] = true
	}
	return m
}

// found applies who may find somebody who is in these programmes.
func (s *scope) found(by uint8, shares bool) bool {
	switch by {
	case byEverybody:
		return true
	case byMembers:
		return s.signedIn
	case byProgramme:
		return s.signedIn && shares
	}
	return false
}

// mentor says whether a newcomer can be offered a mentor. What a stranger must not learn is asked first.
func (s *scope) mentor(n *profile, m *mentorRow) Limit {
	if l := s.standing(n, m); l != None {
		return l
	}
	if l := between(n, &m.profile); l != None {
		return l
	}
	if !s.filter.plain && !s.filter.person(&m.profile) {
		return FilteredAway
	}
	return None
}

// standing is as much of mentor as the id and mentorColumns.standing tell.
func (s *scope) standing(n *profile, m *mentorRow) Limit {
	if s.blocked[m.id] {
		return NotFoundBy
	}
	shares := false
	for _, p := range m.places {
		if p.member {
			if _, ok := slices.BinarySearch(s.programmes, p.programme); ok {
				shares = true
				break
			}
		}
	}
	if !s.found(m.foundBy, shares) || s.open && m.notOpen {
		return NotFoundBy
	}
	here, ok := m.place(s.programme)
	switch {
	case m.id == n.id && n.id != "", !s.open && !(ok && here.member):
		return Ineligible
	case s.taken[m.id]:
		return Taken
	}
	return m.limit(s.programme, s.now)
}

// newcomer says whether a mentor can be shown a newcomer.
func (s *scope) newcomer(m *profile, n *newcomerRow) Limit {
	shares := false
	for _, p := range n.programmes {
		if _, ok := slices.BinarySearch(s.programmes, p); ok {
			shares = true
			break
		}
	}
	asked := s.asked[n.id]
	_, here := slices.BinarySearch(n.programmes, s.programme)
	_, busy := slices.BinarySearch(n.busyIn, s.programme)
	switch {
	case s.blocked[n.id]:
		return NotFoundBy
	case !asked && !(n.offers && s.found(n.foundBy, shares)):
		return NotFoundBy
	case m.id == n.id, !s.open && !here:
		return Ineligible
	case busy, s.taken[n.id]:
		return Taken
	}
	if !asked {
		if l := between(&n.profile, m); l != None {
			return l
		}
	}
	if !s.filter.plain && !s.filter.person(&n.profile) {
		return FilteredAway
	}
	return None
}

// between are the limits between two people, whoever asks.
func between(n, m *profile) Limit {
	if _, ok := tongues(n.spoken, m.spoken); !ok {
		return NoLanguage
	}
	if _, _, ok := meeting(n, m); !ok {
		return NoHour
	}
	return None
}

// issue says whether a newcomer can be offered an issue.
func (s *scope) issue(n *profile, it *issueRow) Limit {
	switch {
	case it.claimed, s.taken[it.id]:
		return Taken
	case it.full:
		return Full
	}
	if _, ok := issueLanguage(n, it); !ok {
		return NoLanguage
	}
	if !s.filter.plain && !s.filter.issue(it) {
		return FilteredAway
	}
	return None
}

func (f *filter) person(p *profile) bool {
	return anyOf(f.skills, func(w word) bool {
		_, ok := findAble(p.able, w)
		return ok || wantsWord(p.wants, w)
	}) && anyOf(f.causes, func(w word) bool { _, ok := slices.BinarySearch(p.causes, w); return ok }) &&
		anyOf(f.languages, func(w word) bool { return speaks(p.spoken, w) })
}

func (f *filter) issue(it *issueRow) bool {
	return (f.anyKind || f.kinds[it.kind]) && (!f.mentored || it.mentored) &&
		anyOf(f.skills, func(w word) bool { return slices.ContainsFunc(it.needs, func(n need) bool { return n.skill == w }) }) &&
		anyOf(f.causes, func(w word) bool { _, ok := slices.BinarySearch(it.causes, w); return ok }) &&
		anyOf(f.languages, func(w word) bool { return it.language == w }) &&
		anyOf(f.projects, func(w word) bool { return it.project == w })
}

// anyOf: an empty list asks for nothing.
func anyOf(list []word, has func(word) bool) bool {
	return len(list) == 0 || slices.ContainsFunc(list, has)
}

func wantsWord(list []want, w word) bool {
	return slices.ContainsFunc(list, func(x want) bool { return x.skill == w })
}
