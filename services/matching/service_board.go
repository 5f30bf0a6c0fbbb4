package matching

import (
	"cmp"
	"context"
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// boardMost is how many entries somebody is shown.
const boardMost = 20

// askBoard asks programs what is on a board.
func (s *Service) askBoard(ctx context.Context, q wire.BoardNeedsQuestion) (wire.BoardNeedsAnswer, error) {
	return bus.Ask[wire.BoardNeedsQuestion, wire.BoardNeedsAnswer](ctx, s.d.Bus, "programs", "board_needs", q)
}

// BoardHelpers are who would like to help with something on a board, best first, by the skills and languages that are asked for and nothing else
// of them: no wish of theirs counts, and nobody else is in it. The programme's organisers. Errors: Unavailable; NotFound "matching.absent".
func (s *Service) BoardHelpers(ctx context.Context, entry string) (api.BoardFits, error) {
	if err := s.knowsRoles(); err != nil {
		return api.BoardFits{}, err
	}
	got, err := s.askBoard(ctx, wire.BoardNeedsQuestion{Entry: entry, Person: auth.From(ctx).ID})
	if err != nil {
		return api.BoardFits{}, err
	}
	if _, ok := s.organises(ctx, got.Programme); !ok || len(got.Needs) == 0 {
		return api.BoardFits{}, errAbsent
	}
	need := got.Needs[0]
	var people []rank.Person
	s.live.mu.Lock()
	for _, id := range need.Willing {
		p := rank.Person{ID: id} // somebody without a profile would like to help too
		if own := s.live.picture.persons[id]; own != nil {
			full := s.live.picture.personOf(own)
			p.Have, p.Languages = full.Have, full.Languages
		}
		people = append(people, p)
	}
	s.live.mu.Unlock()
	out := newBoard(s.live.tax.Load(), got.Needs, rank.Scope{Now: s.d.Now(), SignedIn: true, Programme: got.Programme})
	var fits []boardFit
	for i := range people {
		f := out.fit(&people[i], need)
		f.Person = people[i].ID
		fits = append(fits, f)
	}
	return bestOf(fits, len(fits)), nil
}

// BoardForMe are the entries of a programme's board that the caller could help with, best first: with their own profile, which nobody else
// reads here. Those of whom a block parts are left out. Who is in the programme. Faults as of ask.
func (s *Service) BoardForMe(ctx context.Context, programme string) (api.BoardFits, error) {
	if err := s.live.ready(); err != nil {
		return api.BoardFits{}, err
	}
	me := auth.From(ctx).ID
	s.live.mu.Lock()
	p := s.live.picture
	in := inProgramme(p, me, programme, asNewcomer)
	if in != nil {
		in = inProgramme(p, me, programme, asMentor)
	}
	own := p.persons[me]
	var person rank.Person
	if own != nil {
		person = p.learner(own)
	}
	s.live.mu.Unlock()
	if in != nil {
		return api.BoardFits{}, in
	}
	if own == nil {
		return api.BoardFits{}, errNoOwn
	}
	got, err := s.askBoard(ctx, wire.BoardNeedsQuestion{Programme: programme, Person: me})
	if err != nil {
		return api.BoardFits{}, err
	}
	board := newBoard(s.live.tax.Load(), got.Needs, rank.Scope{Now: s.d.Now(), SignedIn: true, Programme: programme})
	var fits []boardFit
	for _, n := range got.Needs {
		if f := board.fit(&person, n); f.less == 0 {
			fits = append(fits, f)
		}
	}
	return bestOf(fits, boardMost), nil
}

// board is an index of what is on a board alone: entries are scored as issues are, once for each language in which they are talked about.
type board struct {
	index *rank.Index
	scope rank.Scope
}

func newBoard(tax *skill.Taxonomy, needs []wire.BoardNeed, scope rank.Scope) board {
	b := board{index: rank.NewIndex(tax, scope.Now), scope: scope}
	var rows []rank.Issue
	for _, n := range needs {
		row := rank.Issue{Project: n.Entry}
		for _, x := range n.Skills {
			row.Skills = append(row.Skills, rank.Skill{ID: tax.Heard(x)})
		}
		for _, l := range spokenIn(n) {
			row.ID, row.Language = rowID(n.Entry, l), l
			rows = append(rows, row)
		}
	}
	b.index.Apply(rank.Change{Issues: rows})
	return b
}

func spokenIn(n wire.BoardNeed) []string {
	if len(n.Languages) == 0 {
		return []string{""}
	}
	return n.Languages
}

func rowID(entry, language string) string { return entry + "|" + language }

// boardFit is a fit with what it is sorted by.
type boardFit struct {
	api.BoardFit
	less  int // 1: nothing that is asked for is shared; 2: no language either
	score int64
}

// fit is how somebody fits an entry, in the language in which they fit it best.
func (b board) fit(p *rank.Person, n wire.BoardNeed) boardFit {
	best := boardFit{less: 3}
	for _, l := range spokenIn(n) {
		r, ok := b.index.ExplainIssue(p, &b.scope, rowID(n.Entry, l))
		if !ok {
			continue
		}
		f := boardFit{score: r.Score, BoardFit: api.BoardFit{Entry: n.Entry, Reasons: []api.Reason{}, Gap: maybe(r.Gap)}}
		for _, x := range r.Reasons {
			f.Reasons = append(f.Reasons, reason(x))
		}
		switch {
		case r.Limit != rank.None:
			f.less = 2
		case r.Less:
			f.less = 1
		}
		if f.less > 0 {
			f.Fits = "less"
		}
		if compareFits(f, best) < 0 {
			best = f
		}
	}
	return best
}

// compareFits puts the better first; ties are told by ids.
func compareFits(a, b boardFit) int {
	return cmp.Or(cmp.Compare(a.less, b.less), cmp.Compare(b.score, a.score), cmp.Compare(a.Entry, b.Entry), cmp.Compare(a.Person, b.Person))
}

func bestOf(fits []boardFit, most int) api.BoardFits {
	slices.SortFunc(fits, compareFits)
	out := api.BoardFits{Items: []api.BoardFit{}}
	for _, f := range fits[:min(len(fits), most)] {
		out.Items = append(out.Items, f.BoardFit)
	}
	return out
}
