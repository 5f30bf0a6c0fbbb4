package matching

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
)

// deepest is how many programmes lie around each other at most.
const deepest = 5

// knowsRoles fails as long as it is not known who has which role on what, and which programmes there are: until then organises says no
// to everybody.
func (s *Service) knowsRoles() error {
	if s.d.Guard != nil && s.d.Guard.Ready() != nil {
		return errCatchingUp
	}
	return s.live.ready()
}

// organises says whether the caller organises a programme, one around it or its organisation, and gives that.
func (s *Service) organises(ctx context.Context, programme string) (org string, ok bool) {
	var scopes []string
	s.live.mu.Lock()
	at := s.live.picture.programmes[programme]
	if at == nil {
		s.live.mu.Unlock()
		return "", false
	}
	org = at.Org
	for id, depth := programme, 0; at != nil && depth < deepest; depth++ {
		scopes = append(scopes, "programme:"+id)
		id = at.Parent
		at = s.live.picture.programmes[id]
	}
	s.live.mu.Unlock()
	return org, s.d.Granted(auth.From(ctx), []string{auth.Organiser}, append(scopes, "org:"+org)...)
}

// matchStatus is what a proposal is now: "" once it has ended.
func (s *Service) matchStatus(id string) string {
	s.live.mu.Lock()
	defer s.live.mu.Unlock()
	if m := s.live.picture.matches[id]; m != nil {
		return m.Status
	}
	return ""
}

// cast is who takes part in a round now; of newcomers this one alone, unless it is "". Unavailable before all is caught up.
func (s *Service) cast(_ context.Context, programme, cohort, newcomer string) (*casting.Cast, error) {
	if err := s.live.ready(); err != nil {
		return nil, err
	}
	s.live.mu.Lock()
	defer s.live.mu.Unlock()
	return s.live.picture.cast(programme, cohort, newcomer, s.d.Now().UnixMilli(), casting.Cast{At: s.d.Now()}), nil
}

// cast puts the people of a cohort together; where it is "" those of the whole programme, of its newcomers only who allow offers. Where only
// is not "" it is the one newcomer of it. It never looks at blocks: what an organiser reads of two drafts, before and after one, is the same.
func (p *picture) cast(programme, cohort, only string, now int64, out casting.Cast) *casting.Cast {
	rules := p.rules(programme)
	out.Left, out.Rules, out.Weights = map[string]int{}, rules.Version, p.weights(programme)
	newcomer := func(id string, tracks []string) {
		if only != "" && id != only {
			return
		}
		s := p.persons[id]
		switch busy := p.inProgramme(id, programme); {
		case s == nil || s.Invited:
			out.Left["no_profile"]++
		case busy == "proposed":
			out.Left["proposed"]++
		case busy != "":
			out.Left["has_mentor"]++
		default:
			out.Newcomers = append(out.Newcomers, casting.Newcomer{
				Person: p.personOf(s), Taking: takingOf(s, tracks), Taken: p.together(id),
			})
		}
	}
	mentor := func(id string, tracks []string, most int) {
		s := p.persons[id]
		if s == nil || s.Invited || s.Refused {
			out.Left["no_profile"]++
			return
		}
		m := casting.Mentor{Person: p.personOf(s), Taking: takingOf(s, tracks), Places: p.free(id, programme, rules, most, now)}
		if st := p.standings[id]; st != nil {
			m.Answers, m.Asked = st.Answers, st.Asked
		}
		out.Mentors = append(out.Mentors, m)
	}
	if cohort != "" {
		members := map[string]*wire.MemberState{}
		for x := range p.membersOf[programme] {
			members[p.members[x].Person] = p.members[x]
		}
		for x := range p.takesPart[cohort] {
			if t := p.participants[x]; t.Programme == programme && t.State == "accepted" {
				if s := p.persons[t.Person]; t.As == "mentor" && s != nil && !s.Mentor && !s.Invited && !s.Refused {
					out.Left["not_offering"]++ // they take part, and have not said that they mentor
				} else if t.As == "mentor" && s != nil && !s.MentorsIn(programme, rules, members[t.Person]) {
					out.Left["not_approved"]++ // they take part, and may not be asked yet
				} else if t.As == "mentor" {
					mentor(t.Person, t.Tracks, t.Places)
				} else {
					newcomer(t.Person, t.Tracks)
				}
			}
		}
		return &out
	}
	for x := range p.membersOf[programme] {
		m := p.members[x]
		if m.Newcomer {
			if s := p.persons[m.Person]; s != nil && !s.Invited && !s.Offers && p.inProgramme(m.Person, programme) == "" {
				out.Left["no_offers"]++ // they neither applied to a cohort nor allow offers: mentors do not see them
			} else {
				newcomer(m.Person, nil)
			}
		}
		if s := p.persons[m.Person]; s != nil && s.MentorsIn(programme, rules, m) {
			mentor(m.Person, nil, 0)
		}
	}
	return &out
}

// inProgramme is what a newcomer has in a programme already: the status of a proposal or a mentorship, "" for nothing.
func (p *picture) inProgramme(id, programme string) (status string) {
	for x := range p.matchesOf[id] {
		if m := p.matches[x]; m.Newcomer == id && m.Programme == programme && (isLive(m.Status) || m.Status == "proposed") {
			if status = m.Status; isLive(status) {
				return status
			}
		}
	}
	return status
}

// together are those with whom a newcomer has a live mentorship, anywhere.
func (p *picture) together(id string) (out []string) {
	for x := range p.matchesOf[id] {
		if m := p.matches[x]; m.Newcomer == id && isLive(m.Status) {
			out = append(out, m.Mentor)
		}
	}
	return out
}

// free is how many newcomers of a programme a mentor can be given: what no mentorship and no proposal takes, at most what the mentor, the
// programme and the cohort (most, 0: no word) allow. Nobody while they are on leave.
func (p *picture) free(id, programme string, rules wire.Rules, most int, now int64) int {
	places, taken := rules.DefaultPlaces, 0
	st := p.standings[id]
	if st != nil {
		if st.CapacitySet || st.Capacity != wire.DefaultRules().DefaultPlaces {
			places = st.Capacity
		}
		taken = st.Taken
		if st.PausedUntil.UnixMilli() > now {
			return 0
		}
	}
	here := 0
	for x := range p.matchesOf[id] {
		switch m := p.matches[x]; {
		case m.Mentor == id && isLive(m.Status):
			if m.Programme == programme {
				here++
			}
		case m.Status == "proposed" && m.Newcomer != id:
			taken++
			if m.Programme == programme {
				here++
			}
		}
	}
	out := places - taken
	if rules.MentorCap > 0 {
		out = min(out, rules.MentorCap-here)
	}
	if st != nil {
		if limit, ok := st.Caps[programme]; ok {
			out = min(out, limit-here)
		}
	}
	if most > 0 {
		out = min(out, most-here)
	}
	return max(out, 0)
}

// participant is somebody who takes part in a cohort.
func (p *picture) participant(id string, s *wire.ParticipantState) {
	if old := keep(p.participants, id, s); old != nil {
		p.takesPart.drop(old.Cohort, id)
	}
	if s != nil {
		p.takesPart.add(s.Cohort, id)
	}
}

// takingOf is what the audit of a round compares: the continent of the time zone, the language that is spoken best, the highest level of a
// skill in bands, the first track.
func takingOf(s *wire.PersonState, tracks []string) (t casting.Taking) {
	if region, _, ok := strings.Cut(s.Zone, "/"); ok && region != "Etc" {
		t.Region = region
	}
	if len(s.Languages) > 0 {
		best := slices.MaxFunc(s.Languages, func(a, b wire.SpokenLanguage) int { return cmp.Compare(a.Level, b.Level) })
		t.Language, _, _ = strings.Cut(strings.ToLower(best.Language), "-")
	}
	level := 0
	for _, h := range s.Have {
		level = max(level, h.Level)
	}
	switch {
	case level >= 4:
		t.Experience = "own"
	case level == 3:
		t.Experience = "helped"
	case level > 0:
		t.Experience = "starting"
	}
	if len(tracks) > 0 {
		t.Track = tracks[0]
	}
	return t
}
