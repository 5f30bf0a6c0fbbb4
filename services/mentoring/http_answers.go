package mentoring

import (
	"context"
	"net/http"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
)

type lookInput struct {
	Body api.AnswerToken
}

type mailAnswerInput struct {
	Body api.MailAnswer
}

type answerOutput struct {
	Body api.AnswerView
}

// showAnswer shows what the mail could know: nothing of the person who asks.
func showAnswer(d *store.Doc[Match], t turn, err error) (*answerOutput, error) {
	if err != nil {
		return nil, err
	}
	m := &d.Body
	o := m.offer(t.Mentor)
	out := api.AnswerView{Open: m.acceptable(t.Mentor), Status: string(o.State), Issue: m.Issue, Goals: len(m.Goals), Reasons: declineReasons}
	switch {
	case o.State == OfferHandedOver:
		out.Status = string(OfferAccepted)
	case o.State == OfferAccepted:
		out.Mentorship = d.ID
	case out.Open && m.Status != NeedsInfo:
		out.Until = maybe(o.Until)
	}
	if !out.Open {
		out.Reasons = []string{}
	}
	return &answerOutput{Body: out}, nil
}

func (s *Service) answerRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-look-at-answer", Method: http.MethodPost, Path: "/api/v1/answers/look", Tag: tagRequests, Permission: auth.Unsubscribe,
		Summary: "Where a request stands, with the token of the mail that asked", MaxBody: 2 << 10, Errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *lookInput) (*answerOutput, error) {
		return showAnswer(s.LookAtAnswer(ctx, in.Body.Token))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-answer-by-token", Method: http.MethodPost, Path: "/api/v1/answers", Tag: tagRequests, Permission: auth.Unsubscribe,
		Summary: "A mentor answers from the mail, without signing in", MaxBody: 2 << 10, Timeout: 20 * time.Second,
		Errors:      []int{http.StatusNotFound, http.StatusConflict},
		Description: "The same as accepting or declining when signed in. Repeating it changes nothing.",
	}, func(ctx context.Context, in *mailAnswerInput) (*answerOutput, error) {
		return showAnswer(s.AnswerByToken(ctx, in.Body.Token, in.Body.How == "accept", in.Body.Reason))
	})
}
