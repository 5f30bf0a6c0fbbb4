package profiles

import (
	"context"
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
	programmes, err := s.shared(ctx, p, ids)
	if err != nil {
		return nil, err
	}
	mentor := false
	if own, err := s.c.people.Get(ctx, p.ID); err == nil {
		mentor = own.Body.FoundAsMentor()
	} else if !fault.Has(err, fault.NotFound) && !fault.Has(err, fault.Gone) {
		return nil, err
	}
	for _, id := range ids {
		out[id] = Viewer{
			ID: p.ID, Moderator: p.Has(auth.Moderator), Mentor: mentor, Blocked: blocked[id],
			Matched: relations[id].Matched, Live: relations[id].Live,
			Shares: programmes[id].shares, Organises: programmes[id].organises,
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
			r := Related(*m, person, id)
			out[id] = Relation{Matched: out[id].Matched || r.Matched, Live: out[id].Live || r.Live}
		}
	}
	return out, nil
}

type sharing struct{ shares, organises bool }

// shared says of each person whether the caller is in a programme with them, or organises one that they are in. The always-open
// programme counts for neither: everybody is in it.
func (s *Service) shared(ctx context.Context, p auth.Principal, ids []string) (map[string]sharing, error) {
	out := map[string]sharing{}
	all, err := s.m.membersAmong(ctx, append([]string{p.ID}, ids...))
	if err != nil {
		return nil, err
	}
	own := map[string]bool{}
	for _, m := range all {
		if m.Person == p.ID && m.Programme != wire.AlwaysOpen {
			own[m.Programme] = true
		}
	}
	organised := map[string]bool{}
	for _, m := range all {
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
		was := out[m.Person]
		out[m.Person] = sharing{shares: was.shares || own[m.Programme] || organises, organises: was.organises || organises}
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
