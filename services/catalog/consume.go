package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// never given up: a person who is not forgotten, or a project that is not hidden, waits for no operator.
const never = 1 << 30

const (
	forgetBatch = 200
	forgetPages = 20 // of each kind at one delivery; the next one goes on
	// forgetAgain is when who has left is looked for once more: the last token is dead by then, and no write with it is on its way.
	forgetAgain = 30 * time.Minute
)

// Leaver is somebody whose account was closed a short while ago; its id is theirs.
type Leaver struct {
	At time.Time `json:"at"`
}

// consumers are the durable consumers of this service.
func (s *Service) consumers() []bus.Consumer {
	state := func(st wire.State) []string {
		from, kind := st.StateOf()
		return []string{wire.StateSubject(from, kind, "*")}
	}
	return []bus.Consumer{
		{
			Service: service, Name: "account_closed", From: "accounts", Dead: s.dead,
			Subjects: wire.SubjectsOf(wire.AccountClosed{}), Handle: s.accountClosed, MaxTries: never,
		},
		{
			Service: service, Name: "project_ruled", From: "safety", Dead: s.dead,
			Subjects: wire.SubjectsOf(wire.ProjectRuled{}), Handle: s.projectRuled, MaxTries: never,
		},
		{
			Service: service, Name: "tool_opened", From: "programs", Dead: s.dead,
			Subjects: wire.SubjectsOf(wire.BoardMoved{}), Handle: s.toolOpened,
		},
		{
			Service: service, Name: "issue_claim", From: "mentoring", Dead: s.dead,
			Subjects: state(wire.ClaimState{}), Handle: s.issueClaimed, MaxTries: never,
		},
		{
			Service: service, Name: "issue_done", From: "mentoring", Dead: s.dead,
			Subjects: wire.SubjectsOf(wire.ClaimEnded{}), Handle: s.finished,
		},
		{
			Service: service, Name: "issue_help", From: "mentoring", Dead: s.dead,
			Subjects: state(wire.HelpState{}), Handle: s.issueHelped, MaxTries: never,
		},
	}
}

// accountClosed forgets the person, now and, for what crossed it, once more later (tickLeavers).
func (s *Service) accountClosed(ctx context.Context, m bus.Message) error {
	d, err := wire.Read[wire.AccountClosed](m.Envelope)
	if err != nil || !store.ValidID(d.Account) {
		return bus.Hopeless("unreadable", errors.Join(err, errors.New("no account named")))
	}
	_, err = s.c.leavers.Insert(ctx, d.Account, Leaver{At: s.d.Now()}, nil)
	if err != nil && !fault.Coded(err, "store.exists") {
		return err
	}
	if err := s.forget(ctx, d.Account); err != nil {
		return err
	}
	return s.erasures.Confirm(ctx, s.relay, d.Account)
}

// tickLeavers forgets those who left some time ago once more, and that they were here.
func (s *Service) tickLeavers(ctx context.Context) error {
	page, err := s.c.leavers.Find(ctx, store.Query{
		Where: []store.Cond{store.Where("at", store.Le, store.At(s.d.Now().Add(-forgetAgain)))}, Sort: []store.Order{{Index: "at"}},
		Limit: sweepBatch,
	})
	if err != nil {
		return err
	}
	for _, d := range page.Docs {
		if err := s.forget(ctx, d.ID); err != nil {
			return err
		}
		if err := s.c.leavers.Drop(ctx, d.ID); err != nil {
			return err
		}
	}
	return nil
}

// forget removes a person from the catalogue: marks, claims, and who wished or imported. What they wished stays. It may be
// stopped anywhere and run again: what was forgotten is not found again.
func (s *Service) forget(ctx context.Context, person string) error {
	now := s.d.Now()
	err := forgetIn(ctx, s.c.issues, person, func(i *Issue) { i.forget(person, now) }, func(d *store.Doc[Issue]) {
		if err := s.recount(ctx, d.Body.Project); err != nil {
			s.d.Log.Warn("recount failed; the next change mends it", "project", d.Body.Project, "err", err)
		}
	})
	if err != nil {
		return err
	}
	if err := forgetIn(ctx, s.c.projects, person, func(p *Project) { p.forget(person) }, nil); err != nil {
		return err
	}
	return errors.Join(forgetIn(ctx, s.c.imports, person, func(i *Import) { i.By = "" }, nil),
		s.c.claiming.Forget(ctx, person), s.c.marking.Forget(ctx, person))
}

// forgetIn changes every document of a collection that names the person.
func forgetIn[T any](ctx context.Context, c *store.Collection[T], person string, change func(*T), then func(*store.Doc[T])) error {
	for range forgetPages {
		page, err := c.Find(ctx, store.Query{Where: []store.Cond{store.Where("people", store.Eq, person)}, Limit: forgetBatch})
		if err != nil || len(page.Docs) == 0 {
			return err
		}
		for _, d := range page.Docs {
			d, err := c.Update(ctx, d.ID, func(d *store.Doc[T]) error {
				change(&d.Body)
				return nil
			})
			if err != nil {
				return err
			}
			if then != nil {
				then(d)
			}
		}
	}
	return fmt.Errorf("catalog: somebody who left is named by more than %d documents; the next try goes on", forgetPages*forgetBatch)
}

// people are those whom an issue names.
func (i *Issue) people() []string {
	var out []string
	if i.DoneBy != "" {
		out = append(out, i.DoneBy)
	}
	for _, m := range i.Mistaken {
		out = append(out, m.Person)
	}
	for _, m := range i.Marks {
		out = append(out, m.Person)
	}
	return out
}

func (i *Issue) forget(person string, now time.Time) {
	i.Unmark(person, now)
	i.Mistaken = slices.DeleteFunc(i.Mistaken, func(m Mistake) bool { return m.Person == person })
	if i.DoneBy == person {
		i.DoneBy = ""
	}
}

// people are those whom a project names.
func (p *Project) people() []string {
	var out []string
	for _, c := range p.Claims {
		out = append(out, c.Person)
	}
	if by := p.Wishes.By; by != "" && !slices.Contains(out, by) {
		out = append(out, by)
	}
	return out
}

func (p *Project) forget(person string) {
	p.Claims = slices.DeleteFunc(p.Claims, func(c Claim) bool { return c.Person == person })
	if p.Wishes.By == person {
		p.Wishes.By = ""
	}
}
