package office

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/mentoring/session"
)

const (
	tag     = "Office hours"
	service = "mentoring"
)

type listInput struct {
	httpserver.Paging
	Mentor    string `query:"mentor" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Only this mentor's"`
	Programme string `query:"programme" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Of this programme; the always-open one by default"`
	Box       string `query:"box" enum:"own,coming" doc:"own: those the caller holds; coming: those the caller comes to; of all programmes"`
}

type listOutput struct {
	httpserver.Paged
	Body api.OfficeHourList
}

type newInput struct {
	Body api.NewOfficeHour
}

type idInput struct {
	ID string `path:"id" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the office hour"`
}

type ownInput struct {
	ID string `path:"id" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the office hour"`
	httpserver.Matching
}

type changeInput struct {
	ID string `path:"id" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the office hour"`
	httpserver.Matching
	Body api.NewOfficeHour
}

type output struct {
	httpserver.Versioned
	Body api.OfficeHour
}

// Full says which of the slots are full to the caller although they have places: a block parts them from somebody who comes.
func (s *Service) Full(ctx context.Context, docs []*store.Doc[Slot]) (map[string]bool, error) {
	p := auth.From(ctx).ID
	var others []string
	for _, d := range docs {
		if x := &d.Body; x.Mentor != p && !x.has(p) {
			others = append(others, x.people()...)
		}
	}
	full := map[string]bool{}
	if len(others) == 0 {
		return full, nil
	}
	slices.Sort(others)
	parted := map[string]bool{}
	for some := range slices.Chunk(slices.Compact(others), store.MaxLimit-1) {
		got, err := s.d.Parted(ctx, p, some)
		if err != nil {
			return nil, err
		}
		maps.Copy(parted, got)
	}
	for _, d := range docs {
		x := &d.Body
		full[d.ID] = x.Mentor != p && !x.has(p) && slices.ContainsFunc(x.people(), func(o string) bool { return parted[o] })
	}
	return full, nil
}

// Show shows a slot to p. full is what Full says of it.
func (s *Service) Show(d *store.Doc[Slot], p string, full bool) api.OfficeHour {
	x := &d.Body
	out := api.OfficeHour{
		ID: d.ID, Mentor: x.Mentor, Programme: x.Programme, Status: x.status(s.d.Now()), Yours: "none", Starts: x.Starts, Ends: x.Ends(),
		Minutes: x.Minutes, Zone: x.Zone, Topic: x.Topic, Most: x.Most, Coming: len(x.People), People: []string{}, Changed: x.Changed,
	}
	switch {
	case x.parted(p) != nil:
		was := x.parted(p)
		out.Yours, out.Status, out.Topic, out.Coming, out.Most, out.Changed = "coming", "cancelled", was.Topic, was.Coming, was.Most, was.Changed
		out.Starts, out.Ends, out.Minutes, out.Zone = was.Starts, was.Ends(), was.Minutes, was.Zone
	case full && out.Status == "open":
		out.Status, out.Coming = "full", x.Most
	case p == x.Mentor:
		out.Yours, out.People = "mentor", x.people()
	case x.has(p):
		out.Yours = "coming"
	}
	if out.Yours == "mentor" || out.Yours == "coming" && out.Status != "cancelled" {
		out.Place = x.Place
	}
	return out
}

func (s *Service) answer(ctx context.Context, d *store.Doc[Slot], err error) (*output, error) {
	if err != nil {
		return nil, err
	}
	full, err := s.Full(ctx, []*store.Doc[Slot]{d})
	if err != nil {
		return nil, err
	}
	out := &output{Body: s.Show(d, auth.From(ctx).ID, full[d.ID])}
	if d.Body.Mentor == auth.From(ctx).ID { // the version counts who comes and goes
		out.Versioned = httpserver.VersionedOf(service, "office_hour", d.ID, d.Version)
	}
	return out, nil
}

func wishOf(b api.NewOfficeHour) Wish {
	return Wish{Plan: session.Plan{Starts: b.Starts, Minutes: b.Minutes, Zone: b.Zone, Place: b.Place}, Topic: b.Topic, Most: b.Most}
}

// Routes registers the routes.
func (s *Service) Routes(r *httpserver.Router) {
	base, one := "/api/v1/office-hours", "/api/v1/office-hours/{id}"
	conflict := []int{http.StatusConflict}
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-office-hours", Method: http.MethodGet, Path: base, Tag: tag, Permission: auth.SignedIn,
		Summary: "Office hours ahead, in the order of their time",
	}, s.list)
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-hold-office-hour", Method: http.MethodPost, Path: base, Tag: tag, Permission: auth.SignedIn, Idempotent: true,
		Summary: "A mentor talks with up to five people", Status: http.StatusCreated, Errors: []int{http.StatusForbidden, http.StatusConflict},
		Description: "It takes no place and obliges nobody to anything afterwards.",
	}, func(ctx context.Context, in *newInput) (*output, error) {
		programme := in.Body.Programme
		if programme == "" {
			programme = wire.AlwaysOpen
		}
		if !store.ValidID(programme) {
			return nil, fault.InvalidFields(fault.Field{Pointer: "/programme", Code: "absent"})
		}
		k := httpserver.KeyFrom(ctx)
		d, err := s.Hold(ctx, k.ID("office_hour"), programme, wishOf(in.Body), store.Op{Key: k.Hash, Body: k.Body})
		return s.answer(ctx, d, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-office-hour", Method: http.MethodGet, Path: one, Tag: tag, Permission: auth.OwnObject, Summary: "One office hour",
	}, func(ctx context.Context, in *idInput) (*output, error) {
		d, err := s.Get(ctx, in.ID)
		return s.answer(ctx, d, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-change-office-hour", Method: http.MethodPut, Path: one, Tag: tag, Permission: auth.OwnObject,
		Summary: "Its mentor changes when, where, for how many and about what it is", Errors: []int{http.StatusConflict, http.StatusPreconditionFailed},
	}, func(ctx context.Context, in *changeInput) (*output, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		d, err := s.Change(ctx, in.ID, wishOf(in.Body), want)
		return s.answer(ctx, d, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-cancel-office-hour", Method: http.MethodPost, Path: one + "/cancel", Tag: tag, Permission: auth.OwnObject,
		Summary: "Its mentor cancels it", Errors: []int{http.StatusConflict, http.StatusPreconditionFailed},
	}, func(ctx context.Context, in *ownInput) (*output, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		d, err := s.Cancel(ctx, in.ID, want)
		return s.answer(ctx, d, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-come-to-office-hour", Method: http.MethodPut, Path: one + "/me", Tag: tag, Permission: auth.OwnObject,
		Summary: "Take one of its places", Errors: conflict,
	}, func(ctx context.Context, in *idInput) (*output, error) {
		d, err := s.Come(ctx, in.ID)
		return s.answer(ctx, d, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-leave-office-hour", Method: http.MethodDelete, Path: one + "/me", Tag: tag, Permission: auth.OwnObject,
		Summary: "Give it back", Status: http.StatusNoContent,
	}, func(ctx context.Context, in *idInput) (*struct{}, error) { return nil, s.Leave(ctx, in.ID) })
	httpserver.RegisterText(r, httpserver.Op{
		ID: "mentoring-office-hour-calendar", Method: http.MethodGet, Path: one + "/calendar", Tag: tag, Permission: auth.OwnObject,
		Summary: "As a calendar file",
	}, "text/calendar", func(ctx context.Context, in *idInput) (*httpserver.Text, error) {
		b, err := s.Calendar(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &httpserver.Text{Body: b, Name: "office-hour.ics"}, nil
	})
}

func (s *Service) list(ctx context.Context, in *listInput) (*listOutput, error) {
	if in.Box != "" && in.Programme != "" {
		return nil, fault.InvalidFields(fault.Field{Pointer: "?box", Code: "not_with", Params: map[string]any{"parameter": "programme"}})
	}
	if in.Programme == "" {
		in.Programme = wire.AlwaysOpen
	}
	docs, next, err := s.List(ctx, in.Mentor, in.Programme, in.Box, in.Limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	full, err := s.Full(ctx, docs)
	if err != nil {
		return nil, err
	}
	out := &listOutput{Body: api.OfficeHourList{Items: make([]api.OfficeHour, 0, len(docs))}}
	for _, d := range docs {
		out.Body.Items = append(out.Body.Items, s.Show(d, auth.From(ctx).ID, full[d.ID]))
	}
	out.Link = httpserver.NextLink(ctx, next)
	return out, nil
}
