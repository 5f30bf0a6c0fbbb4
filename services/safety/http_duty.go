package safety

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

type weekInput struct {
	Week string `path:"week" maxLength:"8" pattern:"^[0-9]{4}-w[0-9]{2}$" doc:"Such as 2026-w45"`
}

type dutyInput struct {
	Week string `path:"week" maxLength:"8" pattern:"^[0-9]{4}-w[0-9]{2}$" doc:"Such as 2026-w45; this week or one of the 11 after it"`
	Body api.DutyBody
}

func (s *Service) dutyRoutes(r *httpserver.Router) {
	base := "/api/v1/duty"
	httpserver.Register(r, httpserver.Op{
		ID: "safety-duty", Method: http.MethodGet, Path: base, Tag: tagDuty, Permission: auth.IsModerator,
		Summary: "Who is on duty this week and in the 11 after it",
	}, func(ctx context.Context, _ *nothing) (*answerOf[api.Duty], error) {
		weeks, err := s.Duty(ctx)
		if err != nil {
			return nil, err
		}
		now := s.d.Now()
		out := &answerOf[api.Duty]{api.Duty{Now: weekOf(now), Weeks: []api.DutyWeek{}}}
		for _, from := range rota(now) {
			id := weekOf(from)
			out.Body.Weeks = append(out.Body.Weeks, api.DutyWeek{
				Week: id, From: from, To: from.AddDate(0, 0, 7), Moderator: weeks[id].Moderator, Note: len(weeks[id].Key) > 0,
			})
		}
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "safety-set-duty", Method: http.MethodPut, Path: base + "/{week}", Tag: tagDuty, Permission: auth.IsModerator,
		Summary: "Put somebody on duty in a week, with words for them",
	}, func(ctx context.Context, in *dutyInput) (*answerOf[api.DutyWeek], error) {
		d, err := s.SetDuty(ctx, in.Week, in.Body.Moderator, in.Body.Note)
		if err != nil {
			return nil, err
		}
		from, err := inRota(in.Week, s.d.Now())
		if err != nil {
			return nil, err
		}
		return &answerOf[api.DutyWeek]{api.DutyWeek{
			Week: in.Week, From: from, To: from.AddDate(0, 0, 7), Moderator: d.Body.Moderator, Note: len(d.Body.Key) > 0,
		}}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "safety-open-duty", Method: http.MethodPost, Path: base + "/{week}/openings", Tag: tagDuty, Permission: auth.IsModerator,
		Summary: "Read the words that were left for you", Description: "For whoever is on duty in the week, and whoever left them. Recorded.",
	}, func(ctx context.Context, in *weekInput) (*answerOf[api.DutyNote], error) {
		n, err := s.OpenDuty(ctx, in.Week)
		if err != nil {
			return nil, err
		}
		return &answerOf[api.DutyNote]{api.DutyNote{Words: n.Words, By: n.By, At: n.At}}, nil
	})
}
