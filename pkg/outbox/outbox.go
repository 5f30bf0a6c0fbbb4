package outbox

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Scope says to which organisation and programme a fact belongs; both may be "".
type Scope struct{ Org, Programme string }

// Fact makes a fact of an event, with actor (auth.From, else bus.Actor) and trace from ctx. It panics if the payload breaks
// wire.MaxFact: that is a programming mistake.
func Fact(ctx context.Context, db *store.DB, ev wire.Event, scope Scope) store.Fact {
	data, err := json.Marshal(ev)
	if err != nil || len(data) > wire.MaxFact {
		panic(fmt.Sprintf("outbox: %T is no fact: %d bytes, at most %d are allowed (%v)", ev, len(data), wire.MaxFact, err))
	}
	_, typ := ev.Fact()
	p := auth.From(ctx)
	actor := p.ID
	if actor == "" {
		actor = p.Service
	}
	if actor == "" {
		actor = bus.Actor(ctx)
	}
	return store.Fact{Type: typ, At: db.Now(), Actor: actor, Org: scope.Org, Programme: scope.Programme, Trace: bus.Trace(ctx), Data: data}
}
