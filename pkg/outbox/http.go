package outbox

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

// sealed is the service of whose facts the list of dead letters tells no ids: they are those of cases.
const sealed = "safety"

type lettersOutput struct {
	httpserver.Paged
	Body api.DeadLetterList
}

type letterInput struct {
	ID string `path:"id" maxLength:"200" pattern:"^[a-z0-9_-]+$" doc:"The letter's id"`
}

// RegisterDeadLetters gives a service its routes below /api/v1/ops-<service>/dead-letters: for administrators, who see what its
// consumers gave up and can send it again or discard it.
func RegisterDeadLetters(r *httpserver.Router, service string, d *DeadLetters) {
	base := "/api/v1/ops-" + service + "/dead-letters"
	httpserver.Register(r, httpserver.Op{
		ID: service + "-dead-letters", Method: http.MethodGet, Path: base, Tag: "Operation", Permission: auth.IsAdministrator,
		Summary: "Messages that " + service + " could not handle",
	}, func(ctx context.Context, in *httpserver.Paging) (*lettersOutput, error) {
		letters, next, err := d.List(ctx, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		out := &lettersOutput{Body: api.DeadLetterList{Items: make([]api.DeadLetter, 0, len(letters))}}
		for _, l := range letters {
			if from, _ := l.Envelope.TypeOf(); from == sealed { // administrators may be those a case is about
				l.Envelope.ID, l.Envelope.Subject = "", ""
			}
			out.Body.Items = append(out.Body.Items, api.DeadLetter{
				ID: l.ID, Consumer: l.Consumer, Type: l.Envelope.Type, Message: l.Envelope.ID, Aggregate: l.Envelope.Subject,
				Reason: l.Reason, Tries: l.Tries, At: l.At,
			})
		}
		out.Link = httpserver.NextLink(ctx, next)
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: service + "-send-dead-letter-again", Method: http.MethodPost, Path: base + "/{id}/retry", Tag: "Operation",
		Permission: auth.IsAdministrator, Status: http.StatusNoContent, Errors: []int{http.StatusConflict},
		Summary: "Hand a message to its consumer once more",
	}, func(ctx context.Context, in *letterInput) (*struct{}, error) { return nil, d.SendAgain(ctx, in.ID) })
	httpserver.Register(r, httpserver.Op{
		ID: service + "-discard-dead-letter", Method: http.MethodDelete, Path: base + "/{id}", Tag: "Operation",
		Permission: auth.IsAdministrator, Status: http.StatusNoContent,
		Summary: "Give up a message for good: it is never handled",
	}, func(ctx context.Context, in *letterInput) (*struct{}, error) { return nil, d.Discard(ctx, in.ID) })
}
