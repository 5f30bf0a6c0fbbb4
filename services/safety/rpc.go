package safety

import (
	"context"
	"encoding/json"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// askWithin is how long another service has to answer before we go on without: the clock asks again.
const askWithin = 2 * time.Second

// copied is what a sealed copy holds.
type copied struct {
	Messages []wire.EvidenceMessage `json:"messages,omitempty"`
	Lines    []wire.EvidenceLine    `json:"lines,omitempty"`
}

// bytes are the copy to be sealed, cut to its bound: what is farthest from the message asked for, or last on the page, goes first.
func (c copied) bytes() ([]byte, error) {
	for {
		b, err := json.Marshal(c)
		if err != nil || len(b) <= maxCopy {
			return b, err
		}
		switch {
		case len(c.Lines) > 0:
			c.Lines = c.Lines[:len(c.Lines)-1]
		case len(c.Messages) > 1 && c.Messages[0].Asked:
			c.Messages = c.Messages[:len(c.Messages)-1]
		case len(c.Messages) > 1:
			c.Messages = c.Messages[1:]
		default:
			return nil, nil
		}
	}
}

func (s *Service) messageEvidence(ctx context.Context, q wire.MessageEvidenceQuestion) (wire.MessageEvidenceAnswer, error) {
	ctx, done := context.WithTimeout(ctx, askWithin)
	defer done()
	return bus.Ask[wire.MessageEvidenceQuestion, wire.MessageEvidenceAnswer](ctx, s.d.Bus, "mentoring", "evidence", q)
}

func (s *Service) personEvidence(ctx context.Context, person, viewer string) (copied, error) {
	ctx, done := context.WithTimeout(ctx, askWithin)
	defer done()
	a, err := bus.Ask[wire.PersonEvidenceQuestion, wire.PersonEvidenceAnswer](ctx, s.d.Bus, "profiles", "evidence",
		wire.PersonEvidenceQuestion{Person: person, Viewer: viewer})
	return copied{Lines: a.Lines}, err
}

func (s *Service) projectEvidence(ctx context.Context, project string) (copied, []string, error) {
	ctx, done := context.WithTimeout(ctx, askWithin)
	defer done()
	a, err := bus.Ask[wire.ProjectEvidenceQuestion, wire.ProjectEvidenceAnswer](ctx, s.d.Bus, "catalog", "evidence",
		wire.ProjectEvidenceQuestion{Project: project})
	return copied{Lines: a.Lines}, a.Maintainers, err
}

// askToStop asks mentoring to part the two of a case.
func (s *Service) askToStop(ctx context.Context, id string, c *Case) error {
	ctx, done := context.WithTimeout(ctx, askWithin)
	defer done()
	_, err := bus.Ask[wire.StopContactQuestion, wire.StopContactAnswer](ctx, s.d.Bus, "mentoring", "stop_contact",
		wire.StopContactQuestion{Case: id, Person: c.Reporter, Other: c.Person})
	return err
}

// partedBy are those of others who have themselves blocked a person.
func (s *Service) partedBy(ctx context.Context, person string, others []string) ([]string, error) {
	ctx, done := context.WithTimeout(ctx, askWithin)
	defer done()
	a, err := bus.Ask[wire.PartedByQuestion, wire.PartedByAnswer](ctx, s.d.Bus, "mentoring", "parted_by",
		wire.PartedByQuestion{Person: person, Asked: others})
	return a.By, err
}

// leastProof is the length of a code of this service's own. What accounts gives who is refused is longer.
const leastProof = 40

// appellant asks accounts whose the code is that a refused sign-in gave.
func (s *Service) appellant(ctx context.Context, code string) (string, error) {
	ctx, done := context.WithTimeout(ctx, askWithin)
	defer done()
	a, err := bus.Ask[wire.AppellantQuestion, wire.AppellantAnswer](ctx, s.d.Bus, "accounts", "appellant", wire.AppellantQuestion{Code: code})
	return a.Account, err
}

// away says that a neighbour did not answer: nothing is known, and asking again may help.
func away(err error) bool { return fault.Has(err, fault.Unavailable) || fault.Has(err, fault.Deadline) }

// answer answers the questions of other services until ctx ends.
func (s *Service) answer(ctx context.Context) error {
	return bus.Answer(ctx, s.d.Bus, self, "appeal_code", s.AppealCode)
}

// AppealCode gives the code with which somebody who cannot sign in reads an outcome that fell on them, and appeals. For
// notifications alone (the bus lets nobody else ask). NotFound if it did not fall on them.
func (s *Service) AppealCode(ctx context.Context, q wire.AppealCodeQuestion) (wire.AppealCodeAnswer, error) {
	d, err := s.c.ofOutcome(ctx, q.Outcome)
	if err != nil {
		return wire.AppealCodeAnswer{}, err
	}
	if d == nil || q.Person == "" || d.Body.Person != q.Person {
		return wire.AppealCodeAnswer{}, errOutcome
	}
	return wire.AppealCodeAnswer{Code: s.outcomeCode(q.Outcome)}, nil
}

func (s *Service) outcomeCode(outcome string) string { return s.room.Code("outcome", outcome) }
