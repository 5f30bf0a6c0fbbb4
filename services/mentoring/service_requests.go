package mentoring

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

var errNotMade = fault.New(fault.Conflict, "request.not_made",
	"A request with this Idempotency-Key was begun and did not come about. Send it again with a fresh one.")

// Create makes a request under the id of the key. Anybody signed in whose account is confirmed. Errors: Invalid, "mentor.unavailable"
// for whoever cannot be asked, also where a block stands between the two, "issue.absent"; Unavailable "issue.unchecked"; Conflict
// "issue.hidden",
// "request.asked_lately", "request.another_open", "request.has_mentorship", "mentor.paused", "mentor.busy",
// "account.unconfirmed", "request.not_made", "idempotency.reused"; TooMany "request.too_many_today".
func (s *Service) Create(ctx context.Context, n NewRequest, k Key) (*store.Doc[Match], error) {
	newcomer := auth.From(ctx).ID
	if n.Programme == "" {
		n.Programme = wire.AlwaysOpen
	}
	if err := n.validate(newcomer); err != nil {
		return nil, err
	}
	for i, p := range n.Mentors {
		if !store.ValidID(p) {
			return nil, errNoMentor(i)
		}
	}
	if !store.ValidID(n.Programme) {
		return nil, errNoProgramme
	}
	d, err := s.c.matches.Get(ctx, k.ID)
	if err == nil {
		return made(d, newcomer, k)
	}
	if !fault.Has(err, fault.NotFound) {
		return nil, err
	}
	pr, err := s.programme(ctx, n.Programme)
	if err != nil {
		return nil, err
	}
	if err := s.tooSoon(ctx, Listing{Match: k.ID, Programme: pr.ID, Newcomer: newcomer, Mentors: n.Mentors, At: s.d.Now()}); err != nil {
		return nil, err
	}
	parted, err := s.parted(ctx, newcomer, n.Mentors)
	if err != nil {
		return nil, err
	}
	if err := s.eligible(ctx, pr, newcomer, n.Mentors, parted); err != nil {
		return nil, err
	}
	if n.Issue != "" { // asked before anything is written, never within a change
		if err := s.askable(ctx, n.Issue); err != nil {
			return nil, err
		}
	}
	if err := s.lookBeforeAsking(ctx, n, pr, newcomer, k.ID); err != nil {
		return nil, err
	}
	now := s.d.Now()
	l := Listing{Match: k.ID, Programme: pr.ID, Newcomer: newcomer, Mentors: n.Mentors, At: now}
	if err := s.list(ctx, l, pr); err != nil {
		if !fault.Has(err, fault.Conflict) && !fault.Has(err, fault.TooMany) && !fault.Has(err, fault.Invalid) {
			return nil, err // not refused: the same key may go on where this stopped
		}
		s.tidy(ctx, k.ID, append([]string{newcomer}, n.Mentors...)...)
		return nil, err
	}
	d, err = s.insert(ctx, n, pr, newcomer, k)
	if fault.Coded(err, "store.exists") {
		if d, err = s.c.matches.Get(ctx, k.ID); err != nil {
			return nil, err
		}
		if d, err = made(d, newcomer, k); err != nil {
			s.tidy(ctx, k.ID, append([]string{newcomer}, n.Mentors...)...)
		}
	}
	if err != nil {
		return nil, err
	}
	s.flush(ctx, d)
	return d, nil
}

// tooSoon refuses a request that comes too soon after others of its newcomer, also after a no in one that still goes on elsewhere. It comes
// before everything that a block has a part in: who was refused by one rests like who was refused without.
func (s *Service) tooSoon(ctx context.Context, l Listing) error {
	d, err := s.standing(ctx, l.Newcomer)
	if d == nil || err != nil || s.cfg.Unpaced {
		return err
	}
	own, ids := &d.Body, []string{}
	for _, x := range own.Listings {
		if x.Newcomer == own.Person && x.Match != l.Match {
			ids = append(ids, x.Match)
		}
	}
	if len(ids) > 0 {
		matches, err := s.c.matches.GetMany(ctx, ids)
		if err != nil {
			return err
		}
		for id, m := range matches {
			own.asked(id, &m.Body, l.At)
		}
	}
	return own.mayAsk(l)
}

// list lists a request with its newcomer, then with each of its mentors: each one replace.
func (s *Service) list(ctx context.Context, l Listing, pr programme) error {
	_, err := s.upsert(ctx, "request.newcomer", l.Newcomer, func(st *Standing) error {
		return s.steps.listNewcomer(st, l, pr.Rules)
	})
	if err != nil {
		return gone(err, errAnother)
	}
	for i, p := range l.Mentors {
		_, err := s.upsert(ctx, "request.mentor"+strconv.Itoa(i+1), p, func(st *Standing) error {
			return s.steps.listMentor(st, l, pr.Rules, s.d.Now())
		})
		if err != nil {
			return gone(err, errNoMentor(i))
		}
	}
	return nil
}

// gone reads a standing of somebody who left as instead.
func gone(err error, instead error) error {
	if fault.Has(err, fault.Gone) {
		return instead
	}
	return err
}

func (s *Service) insert(ctx context.Context, n NewRequest, pr programme, newcomer string, k Key) (*store.Doc[Match], error) {
	now := s.d.Now()
	m := newRequest(k.ID, n, pr.Org, newcomer, pr.Rules, now)
	s.at("request.insert.before")
	d, err := s.c.matches.Insert(ctx, k.ID, m, func(d *store.Doc[Match]) {
		s.emitMatch(ctx, d)
		if k.Hash != "" {
			d.Record(k.op(201, k.ID, now))
		}
	})
	if err == nil {
		s.at("request.insert.after")
	}
	return d, err
}

// made answers a repeated request with the one that was made.
func made(d *store.Doc[Match], newcomer string, k Key) (*store.Doc[Match], error) {
	if d.Body.Status == Void || d.Body.Newcomer != newcomer {
		return nil, errNotMade
	}
	if _, err := answered(d, k); err != nil {
		return nil, err
	}
	return d, nil
}

// parted are those of the mentors whom a block parts from the newcomer, whoever wants it.
func (s *Service) parted(ctx context.Context, newcomer string, mentors []string) (map[string]bool, error) {
	docs, err := s.c.standings.GetMany(ctx, append([]string{newcomer}, mentors...))
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, p := range mentors {
		own, other := docs[newcomer], docs[p]
		out[p] = own != nil && own.Body.blocked(p) || other != nil && (other.Body.Closed || other.Body.blocked(newcomer))
	}
	return out, nil
}

// lookBeforeAsking refuses what the listing would refuse, before anything is written, so that a refusal leaves nothing behind.
// What it finds stale it settles first.
func (s *Service) lookBeforeAsking(ctx context.Context, n NewRequest, pr programme, newcomer, match string) error {
	for settled := false; ; settled = true {
		docs, err := s.c.standings.GetMany(ctx, append([]string{newcomer}, n.Mentors...))
		if err != nil {
			return err
		}
		whose, refused := s.wouldRefuse(docs, n, pr, newcomer, match, s.d.Now())
		if refused == nil || settled || whose == "" {
			return refused
		}
		if freed, err := s.settle(ctx, whose, "", gentle); err != nil || freed == 0 {
			return refused
		}
	}
}

// wouldRefuse gives the refusal, and in whose standing something stale could be its cause.
func (s *Service) wouldRefuse(docs map[string]*store.Doc[Standing], n NewRequest, pr programme, newcomer, match string,
	now time.Time) (whose string, refused error) {
	own := Standing{Person: newcomer}
	if d := docs[newcomer]; d != nil {
		own = d.Body
	}
	if own.claims(pr.ID, match) {
		return newcomer, errHasOne
	}
	l := Listing{Match: match, Programme: pr.ID, Newcomer: newcomer, Mentors: n.Mentors, At: now}
	own.Listings, own.Made, own.Rests = slices.Clone(own.Listings), slices.Clone(own.Made), slices.Clone(own.Rests)
	if err := s.steps.listNewcomer(&own, l, pr.Rules); err != nil && err != error(errKept) {
		return newcomer, err
	}
	for _, p := range n.Mentors {
		st := Standing{Person: p}
		if d := docs[p]; d != nil {
			st = d.Body
		}
		st.Listings = slices.Clone(st.Listings)
		err := s.steps.listMentor(&st, l, pr.Rules, now)
		if err != nil && err != error(errKept) {
			return p, err
		}
	}
	return "", nil
}

// Request reads one request or proposal: its newcomer, and the mentors who were asked. NotFound for everybody else.
func (s *Service) Request(ctx context.Context, id string) (*store.Doc[Match], error) {
	d, _, err := s.known(ctx, id)
	return d, err
}

// Decline is the asked mentor's "not this time", with a ready-made reason that the newcomer reads, or "", or either side's to a proposal.
// The next in line is asked in the same change. Errors: NotFound; Invalid; Conflict "match.not_asked"; Stale.
func (s *Service) Decline(ctx context.Context, id, reason string, want int64, k Key) (*store.Doc[Match], error) {
	if err := reasonable(reason); err != nil {
		return nil, err
	}
	return s.transition(ctx, "forward", id, want, k, func(m *Match, p string) bool {
		o := m.offer(p)
		return o != nil && o.State == OfferDeclined
	}, func(d *store.Doc[Match], p string, pr programme, now time.Time) error {
		if o := d.Body.offer(p); o != nil && d.Body.acceptable(p) {
			o.Reason = reason
		}
		return d.Body.decline(id, p, pr.Rules, now)
	})
}

// AskInfo is the asked mentor's question before an answer; the clock pauses, at most for what the rules leave. Errors:
// NotFound; Conflict "match.not_asked", "match.info_asked_already", "match.info_pause_used"; Stale.
func (s *Service) AskInfo(ctx context.Context, id, text string, want int64, k Key) (*store.Doc[Match], error) {
	return s.speak(ctx, id, text, k, func(d *store.Doc[Match], p string, pr programme, stored int, now time.Time) error {
		if err := expected(d.Body.seenVersion(p, d.Version), want); err != nil {
			return err
		}
		if err := d.Body.askInfo(id, p, pr.Rules, now); err != nil {
			return err
		}
		_, err := d.Body.append(id, p, d.Body.Newcomer, text, k.Hash, k.Body, stored, now)
		return err
	})
}

// GiveInfo is the newcomer's answer to AskInfo; the mentor's clock goes on. Errors: NotFound; Conflict "match.not_open",
// "match.no_info_wanted"; Stale.
func (s *Service) GiveInfo(ctx context.Context, id, text string, want int64, k Key) (*store.Doc[Match], error) {
	return s.speak(ctx, id, text, k, func(d *store.Doc[Match], p string, pr programme, stored int, now time.Time) error {
		if err := expected(d.Body.seenVersion(p, d.Version), want); err != nil {
			return err
		}
		if p != d.Body.Newcomer {
			return errAbsent
		}
		mentor := d.Body.asked()
		if err := d.Body.giveInfo(id, pr.Rules, now); err != nil {
			return err
		}
		_, err := d.Body.append(id, p, mentor, text, k.Hash, k.Body, stored, now)
		return err
	})
}

// Withdraw takes the newcomer's own open request back. Errors: NotFound; Conflict "match.not_open"; Stale.
func (s *Service) Withdraw(ctx context.Context, id string, want int64, k Key) (*store.Doc[Match], error) {
	return s.transition(ctx, "withdraw", id, want, k, func(m *Match, p string) bool {
		return p == m.Newcomer && m.Status == Withdrawn
	}, func(d *store.Doc[Match], p string, pr programme, now time.Time) error {
		if p != d.Body.Newcomer {
			return errAbsent
		}
		return d.Body.withdraw(id, pr.Rules, now)
	})
}

// MoveOn asks the next mentor although the asked one has time left, once the newcomer has waited long enough. Errors:
// NotFound; Conflict "match.not_open", "match.move_on_too_early"; Stale.
func (s *Service) MoveOn(ctx context.Context, id string, want int64, k Key) (*store.Doc[Match], error) {
	return s.transition(ctx, "forward", id, want, k, nil, func(d *store.Doc[Match], p string, pr programme, now time.Time) error {
		if p != d.Body.Newcomer {
			return errAbsent
		}
		return d.Body.moveOn(id, pr.Rules, now)
	})
}

// OwnRequests pages through the caller's own requests, newest first: all (""), those that run (showRunning), or those of one status.
func (s *Service) OwnRequests(ctx context.Context, status string, limit int, after string) (*store.Page[Match], error) {
	where := []store.Cond{store.Where("newcomer", store.Eq, auth.From(ctx).ID)}
	switch status {
	case "":
	case showRunning:
		where = append(where, store.Among("status", []string{string(Open), string(NeedsInfo), string(Proposed)}))
	default:
		where = append(where, store.Where("status", store.Eq, status))
	}
	return s.c.matches.Find(ctx, newestFirst(limit, after, where...))
}

// AskedRequests pages through the requests and proposals that wait for the caller's answer, newest first.
func (s *Service) AskedRequests(ctx context.Context, limit int, after string) (*store.Page[Match], error) {
	return s.c.matches.Find(ctx, newestFirst(limit, after, store.Where("asked", store.Eq, auth.From(ctx).ID)))
}

// ProgrammeRequests pages through a programme's matches for its organisers and observers, and those of the programmes around it
// and of its organisation: ids and states only. Everybody else finds no such programme.
func (s *Service) ProgrammeRequests(ctx context.Context, id, status string, limit int, after string) (*store.Page[Match], error) {
	scopes, err := s.scopes(ctx, id)
	if err != nil || !s.d.Granted(auth.From(ctx), []string{auth.Organiser, auth.Observer}, scopes...) {
		if err == nil || fault.Coded(err, "programme.absent") {
			err = fault.New(fault.NotFound, "programme.absent", "There is no such programme that you could see.")
		}
		return nil, err
	}
	where := []store.Cond{store.Where("programme", store.Eq, id)}
	if status != "" {
		where = append(where, store.Where("status", store.Eq, status))
	}
	return s.c.matches.Find(ctx, newestFirst(limit, after, where...))
}

// scopes are those whose grants reach a programme: its own, the ones of the programmes around it, and the organisation's.
func (s *Service) scopes(ctx context.Context, id string) (scopes []string, err error) {
	for depth := 0; id != "" && depth < maxDepth; depth++ {
		pr, err := s.programme(ctx, id)
		if depth > 0 && fault.Coded(err, errNoProgramme.Code) {
			break
		}
		if err != nil {
			return nil, err
		}
		scopes = append(scopes, "programme:"+id, "org:"+pr.Org)
		id = pr.Parent
	}
	return scopes, nil
}
