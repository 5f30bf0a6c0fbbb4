package rounds

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
)

const (
	tag     = "Rounds"
	service = "matching"
)

type listInput struct {
	httpserver.Paging
	Programme string `query:"programme" required:"true" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Id of the programme"`
}

type listOutput struct {
	httpserver.Paged
	Body api.RoundList
}

type newInput struct {
	Body api.NewRound
}

type idInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Id of the round"`
}

type seenInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Id of the round"`
	httpserver.Matching
}

type fixInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Id of the round"`
	httpserver.Matching
	Body api.RoundFix
}

type leaveInput struct {
	ID  string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Id of the round"`
	Row int    `path:"row" minimum:"0" maximum:"1000000" doc:"Row of the newcomer"`
	httpserver.Matching
	Body api.RoundLeaving
}

type placesInput struct {
	ID  string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Id of the round"`
	Row int    `path:"row" minimum:"0" maximum:"1000000" doc:"Row of the mentor"`
	httpserver.Matching
	Body api.RoundPlaces
}

type solveInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Id of the round"`
	httpserver.Matching
	Body api.RoundSolving
}

type publishInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Id of the round"`
	httpserver.Matching
	Body api.RoundPublishing
}

type pairsInput struct {
	httpserver.Paging
	ID        string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Id of the round"`
	Objective string `query:"objective" enum:"fit,stable,fair" doc:"Whose pairs; of the objective that was published, or of the first there is, if left out"`
	Show      string `query:"show" enum:"all,alone,returned,pinned,settled" default:"all" doc:"Which newcomers; settled: pinned, forbidden or left out now"`
}

type rowsOutput struct {
	httpserver.Paged
	Body api.RoundRows
}

type rowInput struct {
	ID  string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Id of the round"`
	Row int    `path:"row" minimum:"0" maximum:"1000000" doc:"Row of the newcomer"`
}

type pairInput struct {
	ID     string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Id of the round"`
	Row    int    `path:"row" minimum:"0" maximum:"1000000" doc:"Row of the newcomer"`
	Mentor int    `path:"mentor" minimum:"0" maximum:"1000000" doc:"Row of the mentor"`
}

type worthOutput struct {
	Body api.RoundWorth
}

type choicesOutput struct {
	Body api.RoundChoices
}

type mentorsInput struct {
	httpserver.Paging
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Id of the round"`
	Show string `query:"show" enum:"all,settled" default:"all" doc:"Which mentors; settled: those who have other places here than they can carry"`
}

type mentorsOutput struct {
	httpserver.Paged
	Body api.RoundMentors
}

type answerInput struct {
	ID        string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Id of the round"`
	Objective string `query:"objective" enum:"fit,stable,fair" doc:"Of which answer; of the one that was published, or of the first there is, if left out"`
}

type repliesOutput struct {
	Body api.RoundReplies
}

type auditOutput struct {
	Body api.RoundAudit
}

type certificateOutput struct {
	Body api.RoundCertificate
}

type output struct {
	httpserver.Versioned
	Body api.Round
}

func objectivesOf(names []string) []assign.Objective {
	if len(names) == 0 {
		return Objectives
	}
	var out []assign.Objective
	for _, o := range Objectives { // in one order, each once
		if slices.Contains(names, string(o)) {
			out = append(out, o)
		}
	}
	return out
}

// sideOf and showSide translate whose best stable answer it is; "" stays.
func sideOf(side string) assign.Side {
	switch side {
	case newcomers:
		return assign.NewcomerSide
	case mentors:
		return assign.MentorSide
	}
	return ""
}

func showSide(side assign.Side) string {
	if side == assign.MentorSide {
		return mentors
	}
	return newcomers
}

// Routes registers the routes.
func (s *Service) Routes(r *httpserver.Router) {
	base, one := "/api/v1/rounds", "/api/v1/rounds/{id}"
	changed := []int{http.StatusConflict, http.StatusPreconditionFailed}
	httpserver.Register(r, httpserver.Op{
		ID: "matching-rounds", Method: http.MethodGet, Path: base, Tag: tag, Permission: auth.ScopedRole,
		Summary: "Rounds of a programme, newest first", Description: "For organisers of the programme.", Errors: []int{http.StatusNotFound},
	}, s.list)
	httpserver.Register(r, httpserver.Op{
		ID: "matching-draft-round", Method: http.MethodPost, Path: base, Tag: tag, Permission: auth.ScopedRole, Idempotent: true,
		Status: http.StatusCreated, Summary: "Draft a round", Errors: []int{http.StatusNotFound, http.StatusConflict},
		Description: "For organisers. Who takes part is gathered and the round solved in the background; nobody else hears of it. " +
			"Load it again until there is no work any more.",
	}, func(ctx context.Context, in *newInput) (*output, error) {
		k := httpserver.KeyFrom(ctx)
		d, err := s.Create(ctx, k.ID("round"), in.Body.Programme, in.Body.Cohort, objectivesOf(in.Body.Objectives), sideOf(in.Body.Side),
			store.Op{Key: k.Hash, Body: k.Body})
		return answer(d, nil, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "matching-round", Method: http.MethodGet, Path: one, Tag: tag, Permission: auth.ScopedRole, Summary: "One round, with what goes on",
	}, func(ctx context.Context, in *idInput) (*output, error) { return answer(s.Get(ctx, in.ID)) })
	httpserver.Register(r, httpserver.Op{
		ID: "matching-discard-round", Method: http.MethodDelete, Path: one, Tag: tag, Permission: auth.ScopedRole,
		Status: http.StatusNoContent, Summary: "Forget a draft", Errors: changed,
	}, func(ctx context.Context, in *seenInput) (*struct{}, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return nil, s.Discard(ctx, in.ID, want)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "matching-fix-pair", Method: http.MethodPut, Path: one + "/fixed", Tag: tag, Permission: auth.ScopedRole,
		Summary: "Pin a pair, forbid it, or let it be", Errors: append(changed, http.StatusPreconditionRequired),
		Description: "Needs If-Match: two organisers do not undo each other unseen. Nothing is solved by it.",
	}, func(ctx context.Context, in *fixInput) (*output, error) {
		want, err := s.needed(ctx, in.ID, in.Matching)
		if err != nil {
			return nil, err
		}
		pair := assign.Pair{Newcomer: int32(in.Body.Newcomer), Mentor: int32(in.Body.Mentor)}
		d, err := s.Fix(ctx, in.ID, want, pair, in.Body.As)
		return answer(d, nil, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "matching-leave-round", Method: http.MethodPut, Path: one + "/newcomers/{row}/left", Tag: tag, Permission: auth.ScopedRole,
		Summary: "Leave a newcomer out of a draft, or take them in again", Errors: append(changed, http.StatusPreconditionRequired),
		Description: "Needs If-Match. Somebody who withdrew, say. Nothing is solved by it; solving again mends the answer.",
	}, func(ctx context.Context, in *leaveInput) (*output, error) {
		want, err := s.needed(ctx, in.ID, in.Matching)
		if err != nil {
			return nil, err
		}
		d, err := s.LeaveOut(ctx, in.ID, want, int32(in.Row), in.Body.Left)
		return answer(d, nil, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "matching-round-places", Method: http.MethodPut, Path: one + "/mentors/{row}/places", Tag: tag, Permission: auth.ScopedRole,
		Summary: "Give a mentor another number of places in a draft", Errors: append(changed, http.StatusPreconditionRequired),
		Description: "Needs If-Match. 0 for one who takes no part any more; never more than they can carry. Nothing is solved by it.",
	}, func(ctx context.Context, in *placesInput) (*output, error) {
		want, err := s.needed(ctx, in.ID, in.Matching)
		if err != nil {
			return nil, err
		}
		d, err := s.Places(ctx, in.ID, want, int32(in.Row), int32(in.Body.Places))
		return answer(d, nil, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "matching-solve-round", Method: http.MethodPost, Path: one + "/solve", Tag: tag, Permission: auth.ScopedRole,
		Summary: "Solve a round again, with what is pinned and forbidden", Errors: changed,
	}, func(ctx context.Context, in *solveInput) (*output, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		d, err := s.Solve(ctx, in.ID, want, objectivesOf(in.Body.Objectives), sideOf(in.Body.Side))
		return answer(d, nil, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "matching-check-round", Method: http.MethodPost, Path: one + "/check", Tag: tag, Permission: auth.ScopedRole,
		Summary: "Prove what is stored, and solve it again from there", Errors: []int{http.StatusConflict},
		Description: "Also of a round that was published years ago: of people it needs nothing.",
	}, func(ctx context.Context, in *idInput) (*output, error) {
		d, err := s.Check(ctx, in.ID)
		return answer(d, nil, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "matching-publish-round", Method: http.MethodPost, Path: one + "/publish", Tag: tag, Permission: auth.ScopedRole,
		Summary: "Propose the pairs to their mentors", Errors: append(changed, http.StatusPreconditionRequired),
		Description: "Needs If-Match. It cannot be taken back. A pair whose place has gone meanwhile is not proposed; see the outcome of its row. " +
			"Publishing that was given up goes on, as it was begun.",
	}, func(ctx context.Context, in *publishInput) (*output, error) {
		want, err := s.needed(ctx, in.ID, in.Matching)
		if err != nil {
			return nil, err
		}
		d, err := s.Publish(ctx, in.ID, want, assign.Objective(in.Body.Objective), in.Body.Days)
		return answer(d, nil, err)
	})
	s.readRoutes(r, one)
}

func (s *Service) readRoutes(r *httpserver.Router, one string) {
	conflict := []int{http.StatusConflict}
	httpserver.Register(r, httpserver.Op{
		ID: "matching-round-pairs", Method: http.MethodGet, Path: one + "/pairs", Tag: tag, Permission: auth.ScopedRole,
		Summary: "What an objective gave each newcomer, and what became of it", Errors: conflict,
	}, s.pairs)
	httpserver.Register(r, httpserver.Op{
		ID: "matching-round-replies", Method: http.MethodGet, Path: one + "/replies", Tag: tag, Permission: auth.ScopedRole,
		Summary: "How the pairs of a published round went on",
		Description: "Yes, no answer yet, and what came to nothing, exactly: each pair says as much. Whether a pair ended by a word or by silence " +
			"nobody is told; these two are told apart once nothing waits, and neither is fewer than ten.",
	}, s.replies)
	httpserver.Register(r, httpserver.Op{
		ID: "matching-round-choices", Method: http.MethodGet, Path: one + "/newcomers/{row}", Tag: tag, Permission: auth.ScopedRole,
		Summary: "The mentors whom one newcomer could have, best first", Errors: conflict,
	}, s.choices)
	httpserver.Register(r, httpserver.Op{
		ID: "matching-round-worth", Method: http.MethodGet, Path: one + "/newcomers/{row}/mentors/{mentor}", Tag: tag, Permission: auth.ScopedRole,
		Summary: "What a pair would be worth, or why it cannot be", Errors: conflict,
		Description: "Of any newcomer and any mentor of the round. One that was not looked at is worked out from profiles as they are now.",
	}, s.worth)
	httpserver.Register(r, httpserver.Op{
		ID: "matching-round-mentors", Method: http.MethodGet, Path: one + "/mentors", Tag: tag, Permission: auth.ScopedRole,
		Summary: "The mentors of a round, by row", Errors: conflict,
	}, s.mentorsPage)
	httpserver.Register(r, httpserver.Op{
		ID: "matching-round-audit", Method: http.MethodGet, Path: one + "/audit", Tag: tag, Permission: auth.ScopedRole,
		Summary: "How groups of people did", Errors: conflict,
		Description: "By region, language, experience and track. Groups of fewer than ten are put together. Of a draft it is how they did before " +
			"anything was settled; rounded.",
	}, s.audit)
	httpserver.Register(r, httpserver.Op{
		ID: "matching-round-certificate", Method: http.MethodGet, Path: one + "/certificate", Tag: tag, Permission: auth.ScopedRole,
		Summary: "Why an answer is right, by row numbers", Errors: conflict,
	}, s.certificate)
}

// needed refuses a change without If-Match; whoever may not see the round is told that first.
func (s *Service) needed(ctx context.Context, id string, m httpserver.Matching) (int64, error) {
	want, err := m.Expected()
	if err != nil || want > 0 {
		return want, err
	}
	if _, err := s.own(ctx, id); err != nil {
		return 0, err
	}
	return 0, fault.New(fault.Unconditional, "round.version_needed", "Send the ETag of the round that you saw as If-Match.")
}

func (s *Service) list(ctx context.Context, in *listInput) (*listOutput, error) {
	page, err := s.List(ctx, in.Programme, in.Limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	out := &listOutput{Body: api.RoundList{Items: make([]api.Round, 0, len(page.Docs))}}
	for _, d := range page.Docs {
		out.Body.Items = append(out.Body.Items, show(d, nil))
	}
	out.Link = httpserver.NextLink(ctx, page.Next)
	return out, nil
}

// at reads a cursor of rows.
func at(cursor string) (int, error) {
	if cursor == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(cursor)
	if err != nil || n < 0 || n > assign.MaxPeople {
		return 0, fault.InvalidFields(fault.Field{Pointer: "?cursor", Code: "invalid"})
	}
	return n, nil
}

func cursorOf(next int) string {
	if next < 0 {
		return ""
	}
	return strconv.Itoa(next)
}

func (s *Service) pairs(ctx context.Context, in *pairsInput) (*rowsOutput, error) {
	from, err := at(in.Cursor)
	if err != nil {
		return nil, err
	}
	objective, err := s.Objective(ctx, in.ID, in.Objective)
	if err != nil {
		return nil, err
	}
	rows, next, err := s.Pairs(ctx, in.ID, objective, in.Show, from, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &rowsOutput{Body: api.RoundRows{Objective: string(objective), Items: make([]api.RoundRow, 0, len(rows))}}
	for _, x := range rows {
		out.Body.Items = append(out.Body.Items, api.RoundRow{
			Row: x.Row, Newcomer: x.Newcomer, MentorRow: x.MentorRow, Mentor: x.Mentor, Score: x.Score, Rank: x.Rank, Options: x.Options,
			Pinned: x.Pinned, Envious: x.Envious, Alone: x.Alone, Limits: x.Limits, Outcome: x.Outcome, Status: x.Status,
			Reasons: showSaid(x.Said), PinTo: showSettledOne(x.PinTo), Not: showSettledList(x.Not),
		})
	}
	out.Link = httpserver.NextLink(ctx, cursorOf(next))
	return out, nil
}

func showSettledOne(x *PairedWith) *api.RoundSettled {
	if x == nil {
		return nil
	}
	return &api.RoundSettled{Row: x.Row, Mentor: x.Mentor}
}

func showSettledList(list []PairedWith) (out []api.RoundSettled) {
	for i := range list {
		out = append(out, *showSettledOne(&list[i]))
	}
	return out
}

func (s *Service) choices(ctx context.Context, in *rowInput) (*choicesOutput, error) {
	who, has, list, err := s.Candidates(ctx, in.ID, in.Row)
	if err != nil {
		return nil, err
	}
	d, err := s.own(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := &choicesOutput{Body: api.RoundChoices{Row: in.Row, Newcomer: who, Has: map[string]int{}, Items: showCandidates(list),
		LeftOut: slices.Contains(d.Body.LeftOut, int32(in.Row))}}
	for o, j := range has {
		out.Body.Has[string(o)] = j
	}
	return out, nil
}

func showCandidates(list []Candidate) []api.RoundCandidate {
	out := make([]api.RoundCandidate, 0, len(list))
	for _, c := range list {
		x := api.RoundCandidate{Row: c.Row, Mentor: c.Mentor, Score: c.Score, Places: c.Places, Most: c.Most, Taken: map[string]int{}, Fixed: c.Fixed,
			Reasons: showSaid(c.Said)}
		for o, n := range c.Taken {
			x.Taken[string(o)] = n
		}
		out = append(out, x)
	}
	return out
}

func showSaid(list []casting.Said) (out []api.RoundReason) {
	for _, x := range list {
		out = append(out, api.RoundReason{Criterion: x.Name, Rule: x.Rule, For: x.For})
	}
	return out
}

func (s *Service) mentorsPage(ctx context.Context, in *mentorsInput) (*mentorsOutput, error) {
	from, err := at(in.Cursor)
	if err != nil {
		return nil, err
	}
	list, next, err := s.Mentors(ctx, in.ID, in.Show, from, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &mentorsOutput{Body: api.RoundMentors{Items: showCandidates(list)}}
	out.Link = httpserver.NextLink(ctx, cursorOf(next))
	return out, nil
}
