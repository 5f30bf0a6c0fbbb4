package safety

import (
	"context"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// NewReport is what somebody reports.
type NewReport struct {
	About, Person, Thread, Message, Project string
	Kind, Words, Language                   string
}

func invalid(pointer, code string) error {
	return fault.InvalidFields(fault.Field{Pointer: pointer, Code: code})
}

// check says what is wrong with a report by person ("" signed out).
func (n NewReport) check(person string) error {
	var fields []fault.Field
	for _, x := range []struct{ pointer, value, about string }{
		{"/person", n.Person, AboutPerson}, {"/thread", n.Thread, AboutMessage}, {"/message", n.Message, AboutMessage},
		{"/project", n.Project, AboutProject},
	} {
		switch {
		case n.About == x.about && !store.ValidID(x.value):
			fields = append(fields, fault.Field{Pointer: x.pointer, Code: "required"})
		case n.About != x.about && x.value != "":
			fields = append(fields, fault.Field{Pointer: x.pointer, Code: "not_with_about"})
		}
	}
	switch {
	case len(fields) > 0:
		return fault.InvalidFields(fields...)
	case n.About == AboutMessage && person == "":
		return invalid("/about", "sign_in_first")
	case n.About == AboutPerson && person == n.Person:
		return invalid("/person", "yourself")
	case n.About == AboutSomebody && blank(n.Words): // who it is stands there, and nowhere else
		return invalid("/words", "required")
	}
	most := MaxWords
	if n.About == AboutSomebody {
		most += MaxWho
	}
	return tooLong("/words", n.Words, most)
}

// Report makes a case and stops contact. For anybody, signed in or not; code is for who is not. The same key has one effect and
// one answer. Errors: Invalid (a message that the caller does not take part in reads like one that is absent); TooMany
// "report.too_many" and "report.network"; Unavailable where a message cannot be looked up now.
func (s *Service) Report(ctx context.Context, n NewReport, k Key) (d *store.Doc[Case], code string, err error) {
	p := auth.From(ctx)
	if err := n.check(p.ID); err != nil {
		return nil, "", err
	}
	d, err = s.c.cases.Get(ctx, k.ID)
	if fault.Has(err, fault.NotFound) {
		if d, err = s.take(ctx, n, k); err != nil {
			return nil, "", err
		}
	} else if err != nil {
		return nil, "", err
	} else if done, err := answered(d, k); err != nil || !done || d.Body.Reporter != p.ID {
		return nil, "", fault.KeyReused
	}
	// Before somebody who has left is forgotten: the block stands in the reporter's list like one of anybody else.
	if stopped, err := s.stopContact(ctx, d); err == nil {
		d = stopped
	} else {
		s.d.Log.WarnContext(ctx, "contact is not stopped yet; it is tried again", "case", d.ID, "err", err)
	}
	if d, err = s.settleReporter(ctx, d); err != nil {
		return nil, "", err
	}
	if d.Body.SignedOut {
		code = s.reportCode(d.ID)
	}
	return d, code, nil
}

func (s *Service) reportCode(id string) string { return s.room.Code("report", id) }

// take makes the case of a report that was not made before.
func (s *Service) take(ctx context.Context, n NewReport, k Key) (*store.Doc[Case], error) {
	p, now := auth.From(ctx), s.d.Now()
	back, many, err := s.enough(p.ID, httpserver.AddressFrom(ctx), now)
	if err != nil {
		return nil, err
	}
	if p.ID != "" {
		free, err := s.c.reporting.Take(ctx, p.ID, k.ID, "", func(ctx context.Context, others store.Held) error {
			return store.Room(ctx, s.c.cases, others, s.cfg.PerDay, errManyReports,
				store.Where(byReporter, store.Eq, p.ID), store.Where(byCreated, store.Gt, store.At(now.Add(-24*time.Hour))))
		})
		if err != nil {
			return nil, err
		}
		defer free()
	}
	c := Case{
		About: n.About, Kind: n.Kind, Language: n.Language, Person: n.Person, Thread: n.Thread, Message: n.Message, Project: n.Project,
		Reporter: p.ID, SignedOut: !p.SignedIn(), Status: Received, Created: now, Contact: ContactNone,
	}
	sealed, err := s.evidence(ctx, &c, n.Words)
	if err != nil {
		back() // what could not be reported does not count
		return nil, err
	}
	if c.Reporter != "" && c.Person != "" {
		c.Contact = ContactPending
	}
	if c.SignedOut {
		c.Code = CodeHash(s.reportCode(k.ID))
	}
	key, wrapped, err := s.room.NewKey(k.ID)
	if err != nil {
		return nil, err
	}
	c.Key = wrapped
	if !blank(n.Words) {
		c.put("words", fromReporter, key.Seal("words", []byte(n.Words)), now)
	}
	if len(sealed) > 0 {
		c.put("copy", "", key.Seal("copy", sealed), now)
	}
	if err := s.bar(ctx, &c); err != nil {
		return nil, err
	}
	w, err := s.watch(ctx, &c)
	if err != nil {
		return nil, err
	}
	c.Alone = len(w.All) == 0
	tell := w.first()
	if c.Many = many; many && !s.doors.together.AllowN(now, 1) {
		tell = nil
	}
	c.receive(k.ID, tell)
	s.at("report.before")
	d, err := s.c.cases.Insert(ctx, k.ID, c, func(d *store.Doc[Case]) {
		if k.Hash != "" {
			d.Record(store.Op{Key: k.Hash, Body: k.Body, Status: 201, ID: k.ID, At: now})
		}
		s.emit(quiet(ctx), d)
	})
	if fault.Coded(err, "store.exists") { // the same key came twice at once
		if d, err = s.c.cases.Get(ctx, k.ID); err == nil {
			if done, e := answered(d, k); e != nil || !done || d.Body.Reporter != p.ID {
				err = fault.KeyReused
			}
		}
	}
	if err != nil {
		return nil, err
	}
	s.at("report.after")
	if d.Body.Alone {
		s.d.Log.WarnContext(ctx, "a case waits for somebody independent: make somebody else a moderator")
	}
	return d, nil
}

var errManyReports = fault.New(fault.TooMany, "report.too_many",
	"You have reported as often as one can in a day. Add a message to a report that is open, or report again tomorrow.").After(time.Hour)

// enough holds the limits of this process: of a person who is signed in by who they are alone, else of the network (see doors). back gives
// back what a report took from a person; many says that moderators are not to be told of it by itself.
func (s *Service) enough(person, address string, now time.Time) (back func(), many bool, err error) {
	if person == "" {
		many, err = s.doors.enter(address, now)
		return func() {}, many, err
	}
	_, back, ok := s.people.Allow(person, now)
	if !ok {
		return back, false, errManyReports
	}
	return back, false, nil
}

// evidence looks up what is reported, as the reporter can see it, and gives the copy to be sealed (nil: none). It says in c who
// is concerned and what became of the copy; of a report without a subject, whom of the staff its words may name.
func (s *Service) evidence(ctx context.Context, c *Case, words string) ([]byte, error) {
	var found copied
	var err error
	switch {
	case c.unnamed():
		var named []string
		if named, err = s.namedStaff(ctx, words); err == nil {
			c.Barred = append(c.Barred, named...)
		}
	case c.About == AboutMessage:
		a, err := s.messageEvidence(ctx, wire.MessageEvidenceQuestion{Match: c.Thread, Message: c.Message, Reader: c.Reporter})
		switch {
		case fault.Has(err, fault.NotFound):
			return nil, invalid("/message", "absent")
		case err != nil:
			return nil, err // whose message it is, and whether the reporter takes part, is not known without
		case a.Writer == c.Reporter:
			return nil, invalid("/message", "yourself")
		}
		c.Person, c.Programme = a.Writer, a.Programme
		found = copied{Messages: a.Messages}
	case c.About == AboutPerson, c.About == AboutSomebody: // the answer is the same whoever it is, or is not: nobody finds out here who has an account
		if found, err = s.personEvidence(ctx, c.Person, c.Reporter); fault.Absent(err) {
			err = nil
		}
	default:
		found, c.Maintainers, err = s.projectEvidence(ctx, c.Project)
		if fault.Has(err, fault.NotFound) {
			return nil, invalid("/project", "unknown")
		}
	}
	switch {
	case away(err): // the report counts all the same; the clock asks again
		c.Copy = CopyWaits
		return nil, nil
	case err != nil:
		return nil, err
	case len(found.Messages)+len(found.Lines) == 0:
		c.Copy = CopyNothing
		return nil, nil
	}
	c.Copy = CopyKept
	return found.bytes()
}

// bar notes which of the staff have a conflict now: what they had to do with somebody may be forgotten later.
func (s *Service) bar(ctx context.Context, c *Case) error {
	staff, err := s.staff(ctx)
	if err != nil {
		return err
	}
	all := slices.Concat(staff.Moderators, staff.Administrators)
	ties, err := s.ties(ctx, all, c)
	if err != nil {
		return err
	}
	for _, m := range all {
		if m != c.Reporter && m != c.Person && c.Conflicted(m, ties[m]) && len(c.Barred) < maxBarred && !slices.Contains(c.Barred, m) {
			c.Barred = append(c.Barred, m)
		}
	}
	return nil
}

// settleReporter forgets somebody who left while they were reporting. Whom the mirror does not know yet (a new account, a mirror
// that is being filled) is kept: only who is known to have left is forgotten.
func (s *Service) settleReporter(ctx context.Context, d *store.Doc[Case]) (*store.Doc[Case], error) {
	for _, p := range []string{d.Body.Reporter, d.Body.Person} {
		if p == "" {
			continue
		}
		left, err := s.m.accounts.Gone(ctx, p)
		if err != nil {
			return nil, err
		}
		if !left {
			continue
		}
		if d, err = s.forgetIn(ctx, d.ID, p); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// stopContact asks mentoring to part the two, if that is still to be done, and notes that it has. Asking twice is asking once.
func (s *Service) stopContact(ctx context.Context, d *store.Doc[Case]) (*store.Doc[Case], error) {
	if d.Body.Contact != ContactPending && d.Body.Contact != ContactFull {
		return d, nil
	}
	ctx = quiet(context.WithoutCancel(ctx)) // whoever hangs up has reported all the same
	s.at("stop.before")
	err := s.askToStop(ctx, d.ID, &d.Body)
	to := ContactStopped
	switch {
	case fault.Has(err, fault.TooMany):
		to = ContactFull
	case fault.Has(err, fault.Gone), fault.Has(err, fault.NotFound): // one of them has left
		to = ContactNone
	case err != nil:
		return d, err
	}
	s.at("stop.after")
	return s.update(ctx, "stopped", d.ID, Key{}, func(d *store.Doc[Case], _ time.Time) error {
		if d.Body.Contact == to || d.Body.Contact == ContactNone {
			return errKept
		}
		d.Body.Contact = to
		return nil
	})
}

// own reads a report as whoever made it: signed in, or with its code. NotFound "report.absent" for everybody else.
func (s *Service) own(ctx context.Context, id, code string) (*store.Doc[Case], error) {
	d, err := s.c.cases.Get(ctx, id)
	if fault.Absent(err) {
		return nil, errNoReport
	}
	if err != nil {
		return nil, err
	}
	if p := auth.From(ctx).ID; p != "" && d.Body.Reporter == p || SameCode(code, d.Body.Code) {
		return d, nil
	}
	return nil, errNoReport
}

// OwnReport is one report of the caller's own, or of whoever has its code. NotFound.
func (s *Service) OwnReport(ctx context.Context, id, code string) (*store.Doc[Case], error) {
	return s.own(ctx, id, code)
}

// OwnReports pages through the caller's own, the newest first.
func (s *Service) OwnReports(ctx context.Context, limit int, after string) (*store.Page[Case], error) {
	return s.c.ofReporter(ctx, auth.From(ctx).ID, limit, after)
}

// Said is one message between a reporter and the moderators.
type Said struct {
	Seq   int
	From  string
	Words string
	At    time.Time
}

// conversation reads all messages of a case.
func (s *Service) conversation(d *store.Doc[Case]) ([]Said, error) {
	out := []Said{}
	for n := 1; n <= d.Body.Messages; n++ {
		p := d.Body.part(messagePart(n))
		if p == nil {
			continue
		}
		words, err := s.unseal(d, p.Part)
		if err != nil {
			return nil, err
		}
		from := fromModerator
		if p.From == fromReporter {
			from = fromReporter
		}
		out = append(out, Said{Seq: n, From: from, Words: words, At: p.At})
	}
	return out, nil
}

// ReportMessages are the messages of a report of one's own, and how many more there can be.
func (s *Service) ReportMessages(ctx context.Context, id, code string) ([]Said, int, error) {
	d, err := s.own(ctx, id, code)
	if err != nil {
		return nil, 0, err
	}
	said, err := s.conversation(d)
	left := maxMessages - d.Body.Messages
	if d.Body.Status == Closed || len(d.Body.Key) == 0 {
		left = 0
	}
	return said, left, err
}

// AddToReport writes to the moderators, as whoever reported. Errors: NotFound; Conflict "case.closed"; TooMany.
func (s *Service) AddToReport(ctx context.Context, id, code, words string, k Key) (Said, error) {
	if err := needed("/words", words, MaxWords); err != nil {
		return Said{}, err
	}
	d, err := s.own(ctx, id, code)
	if err != nil {
		return Said{}, err
	}
	w, err := s.watch(ctx, &d.Body)
	if err != nil {
		return Said{}, err
	}
	whom := w.first()
	if m := d.Body.Moderator; slices.Contains(w.All, m) {
		whom = []string{m}
	}
	return s.write(quiet(ctx), id, fromReporter, "", words, k, whom)
}

// write puts a message into a case.
func (s *Service) write(ctx context.Context, id, from, by, words string, k Key, tell []string) (Said, error) {
	part := ""
	d, err := s.update(ctx, "message", id, k, func(d *store.Doc[Case], now time.Time) (err error) {
		if part, err = d.Body.message(id, from, by); err != nil {
			return err
		}
		d.Body.tell(id, "message", time.Time{}, tell)
		who := from
		if by != "" {
			who = by
		}
		return s.seal(d, part, who, words, now)
	})
	if err != nil {
		return Said{}, err
	}
	all, err := s.conversation(d)
	if err != nil {
		return Said{}, err
	}
	for _, x := range slices.Backward(all) { // a repeated key finds what it wrote
		if x.Words == words && x.From == from {
			return x, nil
		}
	}
	return Said{}, errGone
}
