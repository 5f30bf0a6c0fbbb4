package mentoring

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

const tagWaiting = "Waiting for a place"

type waitingInput struct {
	httpserver.Matching
	Programme string `path:"programme" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the programme"`
}

type wishInput struct {
	httpserver.Matching
	Programme string `path:"programme" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the programme"`
	Body      api.WaitingWish
}

type waitingOutput struct {
	ETag string `header:"ETag" doc:"The version of the entry"`
	Body api.WaitingEntry
}

type waitingListOutput struct {
	Body api.WaitingList
}

func showWaiting(x waitingDoc) api.WaitingEntry {
	out := api.WaitingEntry{
		Programme: x.Programme, Mentors: append([]string{}, x.Mentors...), Anybody: x.Anybody, Since: x.Since, Until: x.Until(), First: x.First,
		Ahead: x.Ahead, Usual: usualWait(x.Waits), Version: entryTag(&x.Entry),
	}
	if x.Offer.Mentor != "" {
		out.Offer = &api.WaitingOffer{Mentor: x.Offer.Mentor, Until: x.Offer.Until}
	}
	return out
}

// usualWait is the band of the middle of what was measured; below five it is not said.
func usualWait(waits []int64) string {
	if len(waits) < 5 {
		return "unknown"
	}
	waits = slices.Sorted(slices.Values(waits))
	switch middle := seconds(waits[len(waits)/2]); {
	case middle <= 7*24*time.Hour:
		return "week"
	case middle <= 31*24*time.Hour:
		return "month"
	}
	return "longer"
}

func waitingAnswer(x waitingDoc, err error) (*waitingOutput, error) {
	if err != nil {
		return nil, err
	}
	e := showWaiting(x)
	return &waitingOutput{ETag: `"` + strconv.FormatInt(e.Version, 10) + `"`, Body: e}, nil
}

func (s *Service) waitingRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-waiting", Method: http.MethodGet, Path: "/api/v1/waiting", Tag: tagWaiting, Permission: auth.SignedIn,
		Summary: "Where one waits for a place; at most three programmes",
	}, func(ctx context.Context, _ *struct{}) (*waitingListOutput, error) {
		list, err := s.Waiting(ctx)
		if err != nil {
			return nil, err
		}
		out := &waitingListOutput{Body: api.WaitingList{Items: make([]api.WaitingEntry, 0, len(list))}}
		for _, x := range list {
			out.Body.Items = append(out.Body.Items, showWaiting(x))
		}
		return out, nil
	})
	one := "/api/v1/waiting/{programme}"
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-wait", Method: http.MethodPut, Path: one, Tag: tagWaiting, Permission: auth.SignedIn,
		Summary: "Wait for mentors, or for anybody",
		Errors:  []int{http.StatusConflict, http.StatusGone, http.StatusPreconditionFailed},
		Description: "A place that is free is offered for 48 hours to who waits longest; asking that mentor takes it up. It is a turn to ask, " +
			"not a seat. Repeating it with others changes for whom one waits; the place in the line stays.",
	}, func(ctx context.Context, in *wishInput) (*waitingOutput, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return waitingAnswer(s.WaitFor(ctx, in.Programme, in.Body.Mentors, in.Body.Anybody, want))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-stop-waiting", Method: http.MethodDelete, Path: one, Tag: tagWaiting, Permission: auth.SignedIn,
		Summary: "Wait no more; nothing of it is left", Status: http.StatusNoContent,
		Errors: []int{http.StatusGone, http.StatusPreconditionFailed},
	}, func(ctx context.Context, in *waitingInput) (*struct{}, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return nil, s.StopWaiting(ctx, in.Programme, want)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-skip-place", Method: http.MethodPost, Path: one + "/skip", Tag: tagWaiting, Permission: auth.SignedIn,
		Summary: "Let the place that is offered go to the next in line",
		Errors:  []int{http.StatusNotFound, http.StatusConflict, http.StatusGone, http.StatusPreconditionFailed},
	}, func(ctx context.Context, in *waitingInput) (*waitingOutput, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return waitingAnswer(s.SkipPlace(ctx, in.Programme, want))
	})
}
