package rounds

import (
	"context"
	"slices"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/cohort"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
)

// load reads what a round was made of from its chunks, unless this process has it.
func (s *Service) load(ctx context.Context, d *store.Doc[Round]) (*loaded, error) {
	if d.Body.Input == nil {
		return nil, errNotReady
	}
	if l := s.cache.get(d.Body.Input.Draw); l != nil {
		return l, nil
	}
	b, err := s.chunks(ctx, d.ID, kindProblem, d.Body.Input.Problem)
	if err != nil {
		return nil, err
	}
	l := &loaded{}
	if l.problem, err = unpackProblem(b); err != nil {
		return nil, err
	}
	if names := d.Body.Input.Wishes; len(names) > 0 {
		if b, err = s.chunks(ctx, d.ID, kindWishes, names); err != nil {
			return nil, err
		}
		if l.problem.MentorScore, err = unpackWishes(b, len(l.problem.Mentor)); err != nil {
			return nil, err
		}
	}
	if b, err = s.chunks(ctx, d.ID, kindGroups, d.Body.Input.Groups); err != nil {
		return nil, err
	}
	if l.groups, err = unpackGroups(b); err != nil {
		return nil, err
	}
	l.why = &casting.Why{}
	if len(d.Body.Input.Why) > 0 {
		if b, err = s.chunks(ctx, d.ID, kindWhy, d.Body.Input.Why); err != nil {
			return nil, err
		}
		if l.why, err = unpackWhy(b, len(l.problem.Mentor)); err != nil {
			return nil, err
		}
	}
	return s.cache.put(d.Body.Input.Draw, l), nil
}

func (s *Service) chunks(ctx context.Context, round, kind string, names []string) ([]byte, error) {
	list := make([][]byte, len(names))
	for i, n := range names {
		var err error
		if list[i], err = s.d.DB.GetChunk(ctx, n); err != nil {
			return nil, err
		}
	}
	return unpack(round, kind, list)
}

// read reads an answer with its measures.
func (s *Service) read(ctx context.Context, round string, l *loaded, a *Answered) (*read, error) {
	if len(a.Chunks) == 0 {
		return nil, errDamaged
	}
	if r := s.cache.answer(l, a.Chunks[0]); r != nil {
		return r, nil
	}
	b, err := s.chunks(ctx, round, kindAnswer, a.Chunks)
	if err != nil {
		return nil, err
	}
	x, err := unpackAnswer(b)
	if err != nil {
		return nil, err
	}
	if len(x.Of) != l.problem.Newcomers() || slices.ContainsFunc(x.Of, func(j int32) bool { return int(j) >= l.problem.Mentors() }) {
		return nil, errDamaged
	}
	r := &read{*x, cohort.Measure(x.of(l.problem), x.Of)}
	s.cache.putAnswer(l, a.Chunks[0], r)
	return r, nil
}

// Objective is the one that is asked for, or where none is named the one that was published, else the first that there is an answer for. For
// organisers. NotFound.
func (s *Service) Objective(ctx context.Context, id, named string) (assign.Objective, error) {
	if named != "" {
		return assign.Objective(named), nil
	}
	d, err := s.own(ctx, id)
	if err != nil {
		return "", err
	}
	return d.Body.usual(), nil
}

// answered reads what an objective made of a round that the caller organises.
func (s *Service) answered(ctx context.Context, id string, objective assign.Objective) (*store.Doc[Round], *loaded, *read, error) {
	d, err := s.own(ctx, id)
	if err != nil {
		return nil, nil, nil, err
	}
	a := d.Body.Answers[objective]
	if a == nil {
		return nil, nil, nil, errUnsolved
	}
	l, err := s.load(ctx, d)
	if err != nil {
		return nil, nil, nil, err
	}
	r, err := s.read(ctx, id, l, a)
	return d, l, r, err
}

// Row is one newcomer of a round with what an objective gave them.
type Row struct {
	Row       int
	Newcomer  string // "" for one who was erased
	MentorRow int    // -1 for none
	Mentor    string
	Score     int64
	Rank      int // of the mentor among those possible, from 1; 0 without
	Options   int
	Pinned    bool
	Envious   bool
	Alone     string         // why there is nobody: "left_out", "no_candidates", "forbidden", "full", "other"
	Limits    []string       // of "no_candidates": what makes every mentor impossible, the most frequent first
	Said      []casting.Said // what the criteria say of the pair
	Outcome   string         // once it is published
	Status    string         // of the proposal now: proposed, accepted, active; "" of any other
	// PinTo and Not are what is settled for the newcomer now, whether or not it was when the pairs were made: the mentor they are pinned to,
	// nil without one, and those who are forbidden.
	PinTo *PairedWith
	Not   []PairedWith
	Left  bool // out of the round, now
}

// Which rows are listed.
const (
	showAll      = "all"
	showAlone    = "alone"
	showReturned = "returned"
	showPinned   = "pinned"  // now
	showSettled  = "settled" // pinned, forbidden or left out now
)

// Pairs lists rows from one on, at most limit, and says with which the next page begins (-1: none). For organisers of the programme. Errors:
// NotFound; Conflict "round.unsolved".
func (s *Service) Pairs(ctx context.Context, id string, objective assign.Objective, show string, from, limit int) ([]Row, int, error) {
	d, l, r, err := s.answered(ctx, id, objective)
	if err != nil {
		return nil, -1, err
	}
	var rows []Row
	pages := map[int]*People{}
	next := -1
	for i := max(from, 0); i < len(r.Of); i++ {
		page := pages[i/peoplePer]
		if page == nil {
			if err := s.pagesFrom(ctx, d, i/peoplePer, show, pages); err != nil {
				return nil, -1, err
			}
			page = pages[i/peoplePer]
		}
		x := rowOf(l, r, i)
		x.Newcomer = page.IDs[i-page.From]
		if p := d.Body.Publication; p != nil && p.Objective == objective && len(page.Outcome) > 0 {
			x.Outcome = told(page.Outcome[i-page.From])
		}
		x.settledBy(&d.Body)
		_, x.Left = slices.BinarySearch(d.Body.LeftOut, int32(i))
		if !shown(show, &x) {
			continue
		}
		if len(rows) == limit {
			next = i
			break
		}
		if x.Outcome == proposed {
			x.Status = s.d.Match(matchID(id, i))
		}
		rows = append(rows, x)
	}
	if err := s.nameMentors(ctx, d, rows); err != nil {
		return nil, -1, err
	}
	return rows, next, s.nameSettled(ctx, d, rows)
}

func shown(show string, x *Row) bool {
	switch show {
	case showAlone:
		return x.MentorRow < 0
	case showReturned:
		return x.Outcome != "" && x.Outcome != proposed && x.Outcome != alone
	case showPinned:
		return x.PinTo != nil
	case showSettled:
		return x.PinTo != nil || len(x.Not) > 0 || x.Left
	}
	return true
}

func rowOf(l *loaded, r *read, i int) Row {
	x := Row{Row: i, MentorRow: int(r.Of[i]), Rank: int(r.measures.Rank[i]), Options: int(r.measures.Options[i]), Envious: r.measures.Envious[i]}
	pair := assign.Pair{Newcomer: int32(i), Mentor: r.Of[i]}
	if x.MentorRow >= 0 {
		x.Score = l.problem.ScoreOf(pair)
		if k, ok := l.problem.Find(pair); ok {
			x.Said = l.why.Of(k)
		}
		_, x.Pinned = slices.BinarySearchFunc(r.Pinned, pair, byRow)
		if x.Rank > x.Options { // pinned, and none of the candidates
			x.Rank = 0
		}
		return x
	}
	if x.Alone = aloneFor(l.problem, r, i); x.Alone == "no_candidates" {
		x.Limits = l.why.Alone[i]
	}
	return x
}

// aloneFor says why a newcomer has nobody.
func aloneFor(p *assign.Problem, r *read, i int) string {
	_, left := slices.BinarySearch(r.LeftOut, int32(i))
	switch {
	case left:
		return "left_out"
	case p.Start[i] == p.Start[i+1]:
		return "no_candidates"
	case r.measures.Options[i] == 0:
		return "forbidden"
	}
	for k := p.Start[i]; k < p.Start[i+1]; k++ {
		if j := p.Mentor[k]; r.measures.Taken[j] < r.places(j, p.Capacity[j]) {
			return "other"
		}
	}
	return "full"
}

// nameMentors puts in who the mentors are.
func (s *Service) nameMentors(ctx context.Context, d *store.Doc[Round], rows []Row) error {
	var ids []string
	for i := range rows {
		if j := rows[i].MentorRow; j >= 0 {
			ids = append(ids, pageID(d.Body.Input.Draw, mentors, j/peoplePer))
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	docs := map[string]*store.Doc[People]{}
	for some := range slices.Chunk(ids, store.MaxLimit) {
		got, err := s.c.people.GetMany(ctx, some)
		if err != nil {
			return err
		}
		for id, p := range got {
			docs[id] = p
		}
	}
	for i := range rows {
		if j := rows[i].MentorRow; j >= 0 {
			if p := docs[pageID(d.Body.Input.Draw, mentors, j/peoplePer)]; p != nil && j-p.Body.From < len(p.Body.IDs) {
				rows[i].Mentor = p.Body.IDs[j-p.Body.From]
			}
		}
	}
	return nil
}

// Candidate is a mentor whom a newcomer could have.
type Candidate struct {
	Row    int
	Mentor string
	Score  int64
	Places int                      // in this round
	Most   int                      // how many they can carry
	Taken  map[assign.Objective]int // of those places, by what each objective made
	Fixed  string                   // pinned, forbidden or ""
	Said   []casting.Said           // what the criteria say of the pair
}

// Candidates are the mentors that one newcomer could have, best first, whom each objective gave them (-1: nobody), and who they are. For
// organisers. NotFound where there is no such row.
func (s *Service) Candidates(ctx context.Context, id string, row int) (newcomer string, has map[assign.Objective]int, out []Candidate, err error) {
	d, err := s.own(ctx, id)
	if err != nil {
		return "", nil, nil, err
	}
	l, err := s.load(ctx, d)
	if err != nil {
		return "", nil, nil, err
	}
	if row < 0 || row >= l.problem.Newcomers() {
		return "", nil, nil, errAbsent
	}
	page, err := s.c.people.Get(ctx, pageID(d.Body.Input.Draw, newcomers, row/peoplePer))
	if err != nil {
		return "", nil, nil, err
	}
	newcomer, has = page.Body.IDs[row-page.Body.From], map[assign.Objective]int{}
	answers := map[assign.Objective]*read{}
	for _, o := range Objectives {
		if a := d.Body.Answers[o]; a != nil {
			if answers[o], err = s.read(ctx, id, l, a); err != nil {
				return "", nil, nil, err
			}
			has[o] = int(answers[o].Of[row])
		}
	}
	fixed := func(j int32) string {
		pair := assign.Pair{Newcomer: int32(row), Mentor: j}
		if slices.Contains(d.Body.Pinned, pair) {
			return asPinned
		}
		if slices.Contains(d.Body.Forbidden, pair) {
			return asForbidden
		}
		return ""
	}
	add := func(j int32, score int64) {
		c := Candidate{Row: int(j), Score: score, Most: int(l.problem.Capacity[j]), Taken: map[assign.Objective]int{}, Fixed: fixed(j),
			Places: int(d.Body.places(j, l.problem.Capacity[j]))}
		for o, r := range answers {
			c.Taken[o] = int(r.measures.Taken[j])
		}
		out = append(out, c)
	}
	for k := l.problem.Start[row]; k < l.problem.Start[row+1]; k++ {
		add(l.problem.Mentor[k], l.problem.Score[k])
		out[len(out)-1].Said = l.why.Of(int(k))
	}
	for _, x := range slices.Concat(d.Body.Pinned, d.Body.Forbidden) { // none of the candidates
		if _, listed := l.problem.Find(x); int(x.Newcomer) == row && !listed {
			add(x.Mentor, 0)
		}
	}
	slices.SortStableFunc(out, func(a, b Candidate) int { return int(b.Score - a.Score) })
	rows := make([]Row, len(out))
	for i := range out {
		rows[i].MentorRow = out[i].Row
	}
	if err := s.nameMentors(ctx, d, rows); err != nil {
		return "", nil, nil, err
	}
	for i := range out {
		out[i].Mentor = rows[i].Mentor
	}
	return newcomer, has, out, nil
}

// Mentors lists the mentors of a round by row, at most limit from one on: so that anybody of them can be pinned. Where show is showSettled it
// is those who have other places here than they can carry. It says with which row the next page begins (-1: none).
func (s *Service) Mentors(ctx context.Context, id, show string, from, limit int) ([]Candidate, int, error) {
	d, err := s.own(ctx, id)
	if err != nil {
		return nil, -1, err
	}
	l, err := s.load(ctx, d)
	if err != nil {
		return nil, -1, err
	}
	var rows []Row
	next := -1
	for j := max(from, 0); j < l.problem.Mentors(); j++ {
		if show == showSettled {
			k, _ := d.Body.seat(int32(j))
			if k == len(d.Body.Seats) {
				break
			}
			j = int(d.Body.Seats[k].Mentor)
		}
		if len(rows) == limit {
			next = j
			break
		}
		rows = append(rows, Row{MentorRow: j})
	}
	if err := s.nameMentors(ctx, d, rows); err != nil {
		return nil, -1, err
	}
	out := make([]Candidate, len(rows))
	for i, r := range rows {
		out[i] = Candidate{Row: r.MentorRow, Mentor: r.Mentor, Most: int(l.problem.Capacity[r.MentorRow]), Taken: map[assign.Objective]int{},
			Places: int(d.Body.places(int32(r.MentorRow), l.problem.Capacity[r.MentorRow]))}
		for _, o := range Objectives {
			if a := d.Body.Answers[o]; a != nil {
				x, err := s.read(ctx, id, l, a)
				if err != nil {
					return nil, -1, err
				}
				out[i].Taken[o] = int(x.measures.Taken[r.MentorRow])
			}
		}
	}
	return out, next, nil
}

// Certificate is the proof of an answer, with the weights it stands on, and the criteria as they were ("" without, and of earlier versions). For
// organisers. Errors: NotFound; Conflict "round.unsolved".
func (s *Service) Certificate(ctx context.Context, id string, objective assign.Objective) (*store.Doc[Round], *Answer, string, error) {
	d, _, r, err := s.answered(ctx, id, objective)
	if err != nil {
		return nil, nil, "", err
	}
	var set []byte
	if names := d.Body.Input.CriteriaSet; len(names) > 0 {
		if set, err = s.chunks(ctx, id, kindSet, names); err != nil {
			return nil, nil, "", err
		}
	}
	return d, &r.Answer, string(set), nil
}
