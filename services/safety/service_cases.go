package safety

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

// maxTries bounds how often a change that depends on who else there is looks again.
const maxTries = 5

// maxRounds bounds how often a list reads on to fill a page past cases that the caller does not see.
const maxRounds = 50

// Cases pages through those that the caller sees, the oldest first: "open" or one state. For moderators; administrators see what no
// moderator is left for. A page is filled past the others, so that its length tells nothing of them.
func (s *Service) Cases(ctx context.Context, show string, limit int, after string) (docs []*store.Doc[Case], next string, err error) {
	e, err := s.eye(ctx)
	if err != nil {
		return nil, "", err
	}
	next = after
	for range maxRounds {
		page, err := s.c.list(ctx, show, limit-len(docs), next)
		if err != nil {
			return nil, "", err
		}
		seen, err := s.sees(ctx, e, page.Docs)
		if err != nil {
			return nil, "", err
		}
		docs, next = append(docs, seen...), page.Next
		if next == "" {
			return docs, "", nil
		}
		if len(docs) == limit {
			break
		}
	}
	more, err := s.more(ctx, e, show, next)
	if err != nil || !more {
		next = ""
	}
	return docs, next, err
}

// more says whether anything that the caller sees comes after a cursor.
func (s *Service) more(ctx context.Context, e eye, show, after string) (bool, error) {
	for range maxRounds {
		page, err := s.c.list(ctx, show, 20, after)
		if err != nil {
			return false, err
		}
		seen, err := s.sees(ctx, e, page.Docs)
		if err != nil || len(seen) > 0 {
			return len(seen) > 0, err
		}
		if after = page.Next; after == "" {
			return false, nil
		}
	}
	return true, nil
}

// Counts are of the cases that the caller sees, of the oldest 1,000 that are open.
type Counts struct{ Received, Overdue, Open, Appealed, Mine int }

// CountCases counts. For moderators.
func (s *Service) CountCases(ctx context.Context) (n Counts, err error) {
	e, err := s.eye(ctx)
	if err != nil {
		return n, err
	}
	page, err := s.c.list(ctx, byOpen, store.MaxLimit, "")
	if err != nil {
		return n, err
	}
	docs, err := s.sees(ctx, e, page.Docs)
	now := s.d.Now()
	for _, d := range docs {
		switch d.Body.Status {
		case Received:
			n.Received++
		case Appealed:
			n.Appealed++
		default:
			n.Open++
		}
		if d.Body.overdue(now) {
			n.Overdue++
		}
		if d.Body.Moderator == e.id {
			n.Mine++
		}
	}
	return n, err
}

// Case is one that the caller sees, without what is sealed. NotFound "case.absent".
func (s *Service) Case(ctx context.Context, id string) (*store.Doc[Case], error) {
	return s.seen(ctx, id)
}

// step is one change of a case that the caller sees, at the version they saw (0: any).
func (s *Service) step(ctx context.Context, point, id string, want int64, k Key,
	fn func(d *store.Doc[Case], m string, now time.Time) error) (*store.Doc[Case], error) {
	if _, err := s.seen(ctx, id); err != nil {
		return nil, err
	}
	m := auth.From(ctx).ID
	return s.update(ctx, point, id, k, func(d *store.Doc[Case], now time.Time) error {
		if slices.Contains(d.Body.Declared, m) {
			return errAbsent
		}
		if want != 0 && want != d.Version {
			return errChanged
		}
		return fn(d, m, now)
	})
}

// Acknowledge takes a case up. For moderators without conflict. Errors: NotFound; Conflict "case.moved" if somebody else has,
// "case.same_moderator" for the appeal of what the caller decided; Stale.
func (s *Service) Acknowledge(ctx context.Context, id string, want int64) (*store.Doc[Case], error) {
	return s.step(ctx, "acknowledge", id, want, Key{}, func(d *store.Doc[Case], m string, now time.Time) error {
		return d.Body.acknowledge(id, m, now)
	})
}

// Content is what is sealed in a case.
type Content struct {
	Words     string
	Copied    copied
	Messages  []Said
	Appeal    string
	Decisions []string
	Notes     []Note
}

// Note is what one moderator left for the next.
type Note struct {
	By, Words string
	At        time.Time
}

// Open reads what is sealed in a case; that is recorded, with the reason. For moderators without conflict. Errors: NotFound; Gone
// "case.destroyed".
func (s *Service) Open(ctx context.Context, id, reason string, k Key) (*store.Doc[Case], Content, error) {
	d, err := s.step(ctx, "open", id, 0, k, func(d *store.Doc[Case], m string, now time.Time) error {
		return d.Body.look(id, m, reason, now)
	})
	if err != nil {
		return nil, Content{}, err
	}
	content, err := s.content(d)
	return d, content, err
}

func (s *Service) content(d *store.Doc[Case]) (c Content, err error) {
	if len(d.Body.Key) == 0 {
		return c, errGone
	}
	read := func(part string) string {
		text, e := s.unseal(d, part)
		if e != nil && err == nil {
			err = e
		}
		return text
	}
	c.Words, c.Appeal = read("words"), read("appeal")
	for n := range d.Body.Decisions {
		c.Decisions = append(c.Decisions, read(decisionPart(n+1)))
	}
	for n := 1; n <= d.Body.Notes; n++ {
		if p := d.Body.part(notePart(n)); p != nil {
			c.Notes = append(c.Notes, Note{By: p.From, At: p.At, Words: read(p.Part)})
		}
	}
	if text := read("copy"); text != "" && err == nil {
		err = json.Unmarshal([]byte(text), &c.Copied)
	}
	if err != nil {
		return Content{}, err
	}
	c.Messages, err = s.conversation(d)
	return c, err
}

// Write writes to whoever reported. For moderators without conflict. Errors: NotFound; Conflict "case.closed"; TooMany.
func (s *Service) Write(ctx context.Context, id, words string, k Key) (Said, error) {
	if err := needed("/words", words, MaxWords); err != nil {
		return Said{}, err
	}
	if _, err := s.seen(ctx, id); err != nil {
		return Said{}, err
	}
	return s.write(ctx, id, fromModerator, auth.From(ctx).ID, words, k, nil)
}

// DeclareConflict takes the caller out of a case for good. For moderators who see it: afterwards it is not there for them. Whoever
// is left is told in the same change, so that no case is ever left with nobody told. Errors: NotFound; TooMany; Stale where the case
// moved again and again meanwhile.
func (s *Service) DeclareConflict(ctx context.Context, id string) error {
	for try := 1; ; try++ {
		err := s.declare(ctx, id)
		if try == maxTries || !fault.Coded(err, errChanged.Code) {
			return err
		}
	}
}

// declare is DeclareConflict at the version that it read: who is left is computed with the caller gone.
func (s *Service) declare(ctx context.Context, id string) error {
	d, err := s.seen(ctx, id)
	if err != nil {
		return err
	}
	m := auth.From(ctx).ID
	was, without := d.Body.Moderator == m || d.Body.Moderator == "", d.Body
	if without.Declared = append(slices.Clone(d.Body.Declared), m); without.Moderator == m {
		without.Moderator = ""
	}
	w, err := s.watch(ctx, &without)
	if err != nil {
		return err
	}
	d, err = s.step(ctx, "conflict", id, d.Version, Key{}, func(d *store.Doc[Case], m string, _ time.Time) error {
		if err := d.Body.conflict(id, m); err != nil {
			return err
		}
		d.Body.watched(id, w)
		if was && d.Body.open() && len(w.All) > 0 {
			d.Body.tell(id, "handed_over", time.Time{}, w.first())
		}
		return nil
	})
	if err == nil && d.Body.open() && len(w.All) == 0 {
		s.d.Log.WarnContext(ctx, "a case waits for somebody independent: make somebody else a moderator")
	}
	return err
}

// HandOver gives a case to another moderator ("" whoever is on duty), with sealed words, once for a key. Errors: NotFound; Conflict "case.moved";
// Invalid /to for everybody who could not look at it, whatever the reason; TooMany.
func (s *Service) HandOver(ctx context.Context, id, to, note string, want int64, k Key) (*store.Doc[Case], error) {
	if err := tooLong("/note", note, maxTo); err != nil {
		return nil, err
	}
	d, err := s.seen(ctx, id)
	if err != nil {
		return nil, err
	}
	if done, err := answered(d, k); err != nil || done {
		return d, err
	}
	w, err := s.watch(ctx, &d.Body)
	if err != nil {
		return nil, err
	}
	m := auth.From(ctx).ID
	if to != "" && (to == m || !slices.Contains(w.All, to)) {
		return nil, invalid("/to", "not_possible")
	}
	tell := []string{to}
	if to == "" {
		tell = slices.DeleteFunc(slices.Clone(w.first()), func(x string) bool { return x == m })
		if len(tell) == 0 {
			tell = slices.DeleteFunc(slices.Clone(w.All), func(x string) bool { return x == m })
		}
	}
	return s.step(ctx, "hand_over", id, want, k, func(d *store.Doc[Case], m string, now time.Time) error {
		if err := d.Body.handOver(id, m, to); err != nil {
			return err
		}
		d.Body.tell(id, "handed_over", time.Time{}, tell)
		if blank(note) {
			return nil
		}
		if d.Body.Notes >= maxNotes {
			return errNotes
		}
		d.Body.Notes++
		return s.seal(d, notePart(d.Body.Notes), m, note, now)
	})
}

// Decide decides a case that the caller has opened. For moderators without conflict; after an appeal for others than the first.
// Errors: NotFound; Invalid; Stale; Conflict "case.moved" (somebody else has decided), "case.not_opened", "case.same_moderator",
// "case.is_administrator", "case.unnamed".
func (s *Service) Decide(ctx context.Context, id string, v Verdict, want int64, k Key) (*store.Doc[Case], error) {
	d, err := s.seen(ctx, id)
	if err != nil {
		return nil, err
	}
	if done, err := answered(d, k); err != nil || done {
		return d, err
	}
	fresh, err := s.newMaintainers(ctx, &d.Body)
	if err != nil {
		return nil, err
	}
	if slices.Contains(fresh, auth.From(ctx).ID) {
		return nil, errAbsent
	}
	if d.Body.unnamed() && v.Measure != MeasureNone {
		return nil, errUnnamed
	}
	if err := v.check(d.Body.About, len(d.Body.fallsOn())+len(fresh) > 0, s.d.Now()); err != nil {
		return nil, err
	}
	if err := s.mayFall(ctx, d.Body.Person, v); err != nil {
		return nil, err
	}
	outcome := "o-" + s.room.Code("outcome of", d.ID) // nobody finds the case by it
	return s.step(ctx, "decide", id, want, k, func(d *store.Doc[Case], m string, now time.Time) error {
		d.Body.joined(fresh)
		if err := d.Body.decide(id, m, v, outcome, now); err != nil {
			return err
		}
		if blank(v.Words) || len(d.Body.Key) == 0 {
			return nil
		}
		return s.seal(d, decisionPart(len(d.Body.Decisions)), m, v.Words, now)
	})
}

// newMaintainers are who maintains the project of a case by now and did not when the report came: what is decided falls on them too. None
// where the catalogue does not answer, or shows the project no more.
func (s *Service) newMaintainers(ctx context.Context, c *Case) ([]string, error) {
	if c.About != AboutProject || len(c.Decisions) > 0 {
		return nil, nil
	}
	_, now, err := s.projectEvidence(ctx, c.Project)
	if err != nil && !away(err) && !fault.Has(err, fault.NotFound) {
		return nil, err
	}
	return slices.DeleteFunc(now, func(p string) bool { return slices.Contains(c.Maintainers, p) }), nil
}

// mayFall refuses what accounts could not do: an administrator is kept out only once the role was taken away.
func (s *Service) mayFall(ctx context.Context, person string, v Verdict) error {
	if person == "" || v.Measure != MeasureSuspension && v.Measure != MeasureRemoval {
		return nil
	}
	a, err := s.m.accounts.Get(ctx, person)
	if fault.Has(err, fault.NotFound) {
		return nil
	}
	if err == nil && slices.Contains(a.Roles, auth.Administrator) {
		err = fault.New(fault.Conflict, "case.is_administrator", "They are an administrator. Have that role taken away first.")
	}
	return err
}

// Close closes what is decided. For moderators without conflict. Errors: NotFound; Conflict "case.moved"; Stale.
func (s *Service) Close(ctx context.Context, id string, want int64) (*store.Doc[Case], error) {
	return s.step(ctx, "close", id, want, Key{}, func(d *store.Doc[Case], m string, now time.Time) error {
		return d.Body.closeBy(id, m, now)
	})
}

// can are the steps that the caller could take now, for pages.
func can(c *Case, m string) []string {
	out := []string{}
	add := func(when bool, what string) {
		if when {
			out = append(out, what)
		}
	}
	add(c.Status == Received || c.open() && c.Moderator == "" && !c.decidedFirst(m), "acknowledge")
	add(len(c.Key) > 0, "open")
	add((c.Status == LookedAt || c.Status == Appealed && !c.decidedFirst(m)) && c.openedBy(m), "decide")
	add(c.unnamed() && c.open() && c.openedBy(m), "subject")
	add(c.Status == Decided, "close")
	add(c.Status != Closed && c.Messages < maxMessages && (c.Reporter != "" || c.Code != ""), "message")
	add(c.open(), "hand_over")
	add(c.open(), "declare_conflict")
	return out
}
