package profiles

import (
	"context"
	"maps"
	"slices"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// viewers gathers what the caller has to do with each of the people.
func (s *Service) viewers(ctx context.Context, docs map[string]*store.Doc[Profile]) (map[string]Viewer, error) {
	p := auth.From(ctx)
	out := make(map[string]Viewer, len(docs))
	if !p.SignedIn() || len(docs) == 0 {
		return out, nil
	}
	ids := make([]string, 0, len(docs))
	for id := range docs {
		ids = append(ids, id)
	}
	if len(ids) == 1 && ids[0] == p.ID {
		out[p.ID] = Viewer{ID: p.ID}
		return out, nil
	}
	blocked, err := s.blocked(ctx, p.ID, ids)
	if err != nil {
		return nil, err
	}
	relations, err := s.relations(ctx, p.ID, ids)
	if err != nil {
		return nil, err
	}
	together, err := s.m.teamMates(ctx, p.ID, ids)
	if err != nil {
		return nil, err
	}
	mentor := false
	states := map[string]*wire.PersonState{}
	if own, err := s.c.people.Get(ctx, p.ID); err == nil {
		mentor, states[p.ID] = own.Body.FoundAsMentor(), own.Body.offer()
	} else if !fault.Has(err, fault.NotFound) && !fault.Has(err, fault.Gone) {
		return nil, err
	}
	for id, d := range docs {
		states[id] = d.Body.offer()
	}
	programmes, err := s.shared(ctx, p, states)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		out[id] = Viewer{
			ID: p.ID, Moderator: p.Has(auth.Moderator), Mentor: mentor, Blocked: blocked[id],
			Matched: relations[id].Matched, Live: relations[id].Live, AskedBy: relations[id].AskedBy, Together: together[id],
			Shares: programmes[id].shares, Organises: programmes[id].organises, Asks: programmes[id].asks, Asked: programmes[id].asked,
		}
	}
	return out, nil
}

// blocked are those of ids whom a block parts from person, whichever side blocked.
func (s *Service) blocked(ctx context.Context, person string, ids []string) (map[string]bool, error) {
	standings, err := s.m.standings.GetMany(ctx, append([]string{person}, ids...))
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, id := range ids {
		if own := standings[person]; own != nil && slices.Contains(own.Blocked, id) {
			out[id] = true
		}
		if other := standings[id]; other != nil && slices.Contains(other.Blocked, person) {
			out[id] = true
		}
	}
	return out, nil
}

// relations are what matches say about person and ids: all of theirs, and no others', are looked at.
func (s *Service) relations(ctx context.Context, person string, ids []string) (map[string]Relation, error) {
	found, err := s.m.matchesBetween(ctx, person, ids)
	if err != nil {
		return nil, err
	}
	out := map[string]Relation{}
	for _, m := range found {
		for _, id := range ids {
			r, was := Related(*m, person, id), out[id]
			out[id] = Relation{Matched: was.Matched || r.Matched, Live: was.Live || r.Live, AskedBy: was.AskedBy || r.AskedBy}
		}
	}
	return out, nil
}

// sharing is what two people have with each other in programmes; asks and asked as in Viewer.
type sharing struct{ shares, organises, asks, asked bool }

// shared says of each person whether the caller is in a programme with them and whether one of the two mentors there, or organises one
// that they are in. The always-open programme counts for neither: everybody is in it.
func (s *Service) shared(ctx context.Context, p auth.Principal, people map[string]*wire.PersonState) (map[string]sharing, error) {
	ids := []string{p.ID}
	for id := range people {
		if id != p.ID {
			ids = append(ids, id)
		}
	}
	members, err := s.m.membersAmong(ctx, ids)
	if err != nil {
		return nil, err
	}
	own, names := map[string]*wire.MemberState{}, map[string]bool{}
	for _, m := range members {
		if m.Person == p.ID && m.Programme != wire.AlwaysOpen {
			own[m.Programme] = m
		}
		names[m.Programme] = true
	}
	rules, err := s.rulesOf(ctx, names)
	if err != nil {
		return nil, err
	}
	out := map[string]sharing{}
	organised := map[string]bool{}
	for _, m := range members {
		if m.Person == p.ID || m.Programme == wire.AlwaysOpen {
			continue
		}
		organises, known := organised[m.Programme]
		if !known {
			if organises, err = s.organises(ctx, p, m.Programme); err != nil {
				return nil, err
			}
			organised[m.Programme] = organises
		}
		x, mine := out[m.Person], own[m.Programme]
		x.organises = x.organises || organises
		x.shares = x.shares || mine != nil || organises
		if r, known := rules[m.Programme]; mine != nil && known {
			x.asks = x.asks || people[m.Person].MentorsIn(m.Programme, r, m)
			x.asked = x.asked || people[p.ID] != nil && people[p.ID].MentorsIn(m.Programme, r, mine)
		}
		out[m.Person] = x
	}
	return out, nil
}

// hidden says why others do not see a profile; "" if they do.
func (s *Service) hidden(ctx context.Context, id string, p *Profile) (string, error) {
	members, err := s.m.membersAmong(ctx, []string{id})
	if err != nil {
		return "", err
	}
	names := map[string]bool{}
	for _, m := range members {
		names[m.Programme] = true
	}
	delete(names, wire.AlwaysOpen)
	rules, err := s.rulesOf(ctx, names)
	if err != nil {
		return "", err
	}
	mentors := false
	for _, m := range members {
		r, known := rules[m.Programme]
		mentors = mentors || known && p.offer().MentorsIn(m.Programme, r, m)
	}
	return p.Hidden(len(names) > 0, mentors), nil
}

// rulesOf are the rules of those programmes that are known here.
func (s *Service) rulesOf(ctx context.Context, programmes map[string]bool) (map[string]wire.Rules, error) {
	out := map[string]wire.Rules{}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(programmes)), store.MaxLimit) {
		found, err := s.m.programmes.GetMany(ctx, ids)
		if err != nil {
			return nil, err
		}
		for id, x := range found {
			out[id] = x.Rules
		}
	}
	return out, nil
}

// organises says whether the caller is an organiser of the programme, of one around it, or of its organisation; administrators
// are. A programme that is not known is nobody's.
func (s *Service) organises(ctx context.Context, p auth.Principal, programme string) (bool, error) {
	if p.Has(auth.Administrator) {
		return true, nil
	}
	if s.d.Guard == nil || !p.SignedIn() {
		return false, nil
	}
	var scopes []string
	for range 5 { // a programme is at most four deep
		state, err := s.m.programmes.Get(ctx, programme)
		if fault.Has(err, fault.NotFound) {
			break
		}
		if err != nil {
			return false, err
		}
		scopes = append(scopes, "programme:"+programme, "org:"+state.Org)
		if programme = state.Parent; programme == "" {
			break
		}
	}
	return len(scopes) > 0 && s.d.Guard.Granted(p, []string{auth.Organiser}, scopes...), nil
}
