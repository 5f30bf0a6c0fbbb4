package mentoring

import (
	"context"
	"maps"
	"net/http"
	"strconv"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	tagStanding = "Places"
	tagBlocks   = "Blocks"
)

type standingOutput struct {
	ETag string `header:"ETag" doc:"Names what was answered; it moves only when that does"`
	Body api.Standing
}

type placesInput struct {
	httpserver.Matching
	Body api.Places
}

type pauseInput struct {
	Body api.Pause
}

type blocksOutput struct {
	httpserver.Paged
	Body api.BlockedPersonList
}

type blockInput struct {
	Person string `path:"person" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the person"`
}

func (s *Service) standingAnswer(d *store.Doc[Standing], err error) (*standingOutput, error) {
	if err != nil {
		return nil, err
	}
	v := d.Body.see(s.d.Now())
	out := &standingOutput{ETag: `"` + strconv.FormatInt(v.tag(), 10) + `"`, Body: api.Standing{
		Capacity: v.Capacity, Caps: map[string]int{}, Taken: v.Taken, Unanswered: v.Unanswered,
		PausedUntil: maybe(v.PausedUntil), PausedWhy: v.PausedWhy,
	}}
	maps.Copy(out.Body.Caps, v.Caps)
	out.Body.Load = make([]api.ProgrammeLoad, 0, len(v.Load))
	for _, x := range v.Load {
		p := api.ProgrammeLoad{Programme: x.Programme, Taken: x.Taken, Unanswered: x.Unanswered}
		if limit, capped := v.Caps[x.Programme]; capped {
			p.Cap = &limit
		}
		out.Body.Load = append(out.Body.Load, p)
	}
	// What they asked as a newcomer is left out of the tag: it is no reason to refuse the places that they write as a mentor.
	out.Body.NextRequest = maybe(d.Body.nextAsk(s.d.Now()))
	for _, r := range d.Body.resting(s.d.Now()) {
		out.Body.AskAgain = append(out.Body.AskAgain, api.AskAgain{Mentor: r.Mentor, From: r.Until})
	}
	return out, nil
}

func (s *Service) standingRoutes(r *httpserver.Router) {
	base := "/api/v1/standing/me"
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-standing", Method: http.MethodGet, Path: base, Tag: tagStanding, Permission: auth.SignedIn,
		Summary: "One's own places, and what is taken",
	}, func(ctx context.Context, _ *struct{}) (*standingOutput, error) {
		return s.standingAnswer(s.OwnStanding(ctx))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-set-places", Method: http.MethodPut, Path: base + "/places", Tag: tagStanding, Permission: auth.SignedIn,
		Summary: "How many people one can carry", Errors: []int{http.StatusPreconditionFailed},
		Description: "Lowering ends nobody's mentorship. Once it is answered, nobody new comes beyond it.",
	}, func(ctx context.Context, in *placesInput) (*standingOutput, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return s.standingAnswer(s.SetPlaces(ctx, Places{Capacity: in.Body.Capacity, Caps: in.Body.Caps}, want))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-pause", Method: http.MethodPut, Path: base + "/pause", Tag: tagStanding, Permission: auth.SignedIn,
		Summary: "Take no new requests until a time",
	}, func(ctx context.Context, in *pauseInput) (*standingOutput, error) {
		return s.standingAnswer(s.Pause(ctx, in.Body.Until))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-resume", Method: http.MethodDelete, Path: base + "/pause", Tag: tagStanding, Permission: auth.SignedIn,
		Summary: "Take requests again",
	}, func(ctx context.Context, _ *struct{}) (*standingOutput, error) {
		return s.standingAnswer(s.Pause(ctx, time.Time{}))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-blocks", Method: http.MethodGet, Path: "/api/v1/blocks", Tag: tagBlocks, Permission: auth.SignedIn,
		Summary: "The people one has blocked",
	}, func(ctx context.Context, _ *struct{}) (*blocksOutput, error) {
		blocks, err := s.Blocks(ctx)
		if err != nil {
			return nil, err
		}
		out := &blocksOutput{Body: api.BlockedPersonList{Items: make([]api.BlockedPerson, 0, len(blocks))}}
		for _, b := range blocks {
			out.Body.Items = append(out.Body.Items, api.BlockedPerson{Person: b.Person, Since: b.At})
		}
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-block", Method: http.MethodPut, Path: "/api/v1/blocks/{person}", Tag: tagBlocks, Permission: auth.SignedIn,
		Summary: "Have nothing to do with somebody", Status: http.StatusNoContent, Errors: []int{http.StatusGone},
		Description: "Ends everything open or live between the two and hides each from the other. They are given no reason.",
	}, func(ctx context.Context, in *blockInput) (*struct{}, error) {
		return nil, s.blockPerson(ctx, in.Person)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-unblock", Method: http.MethodDelete, Path: "/api/v1/blocks/{person}", Tag: tagBlocks, Permission: auth.SignedIn,
		Summary: "Lift one's own block", Status: http.StatusNoContent,
	}, func(ctx context.Context, in *blockInput) (*struct{}, error) { return nil, s.Unblock(ctx, in.Person) })
}
