package mentoring

import (
	"context"
	"slices"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/mentoring/session"
)

type collections struct {
	matches   *store.Collection[Match]
	standings *store.Collection[Standing]
	messages  *store.Collection[Message]
	sessions  *store.Collection[session.Session]
	calendars *store.Collection[Calendar]
	secrets   *store.Collection[Secret]
	lining    *store.Holds // the lines of people who wait, by mentor
	claimed
}

func openCollections(ctx context.Context, db *store.DB) (c collections, err error) {
	c.matches, err = store.Open(ctx, db, store.Spec[Match]{
		Name: "mentoring_match", Schema: 1, State: true, Keys: matchKeys,
		Indexes: []store.Index{
			{Name: "newcomer"}, {Name: "mentors", Multi: true}, {Name: "asked"}, {Name: "parties", Multi: true},
			{Name: "people", Multi: true}, {Name: "handing", Multi: true}, {Name: "successor"},
			{Name: "programme"}, {Name: "status"}, {Name: "created"}, {Name: "due_at"}, {Name: "reply"},
		},
	})
	if err != nil {
		return c, err
	}
	c.standings, err = store.Open(ctx, db, store.Spec[Standing]{
		Name: "mentoring_standing", Schema: 1, State: true, Keys: standingKeys,
		Indexes: []store.Index{{Name: "busy"}, {Name: "noted"}, {Name: "waiting"}, {Name: "waits", Multi: true}, {Name: "turning"}, {Name: "rank"},
			{Name: "forget_at"}},
	})
	if err != nil {
		return c, err
	}
	c.messages, err = store.Open(ctx, db, store.Spec[Message]{
		Name: "mentoring_message", Schema: 1, Keys: messageKeys,
		Indexes: []store.Index{{Name: "match"}, {Name: "seq"}, {Name: "reader", Multi: true}, {Name: "from"}, {Name: "key"}},
	})
	if err != nil {
		return c, err
	}
	if err = c.openSessions(ctx, db); err != nil {
		return c, err
	}
	if c.secrets, err = store.Open(ctx, db, store.Spec[Secret]{Name: "mentoring_secret", Schema: 1}); err != nil {
		return c, err
	}
	if c.lining, err = store.OpenHolds(ctx, db, "mentoring_lining"); err != nil {
		return c, err
	}
	c.claimed, err = openClaims(ctx, db)
	return c, err
}

func matchKeys(_ string, m *Match) store.Keys {
	if m.Status == Void {
		return nil
	}
	k := store.Keys{
		"newcomer": m.Newcomer, "programme": m.Programme, "status": string(m.Status), "created": store.At(m.Created),
		"people": append([]string{m.Newcomer}, m.mentors()...),
	}
	var knows []string
	for _, o := range m.Offers {
		if !o.Asked.IsZero() {
			knows = append(knows, o.Mentor)
		}
	}
	if len(knows) > 0 {
		k["mentors"] = knows
	}
	if p := m.asked(); p != "" {
		k["asked"] = p
	}
	if p := m.mentor(); p != "" {
		parties := []string{m.Newcomer, p}
		for _, f := range m.Former {
			parties = append(parties, f.Mentor)
		}
		k["parties"] = slices.Compact(slices.Sorted(slices.Values(parties)))
	}
	if m.pending() {
		k["successor"] = m.HandOver.To
		k["people"] = append([]string{m.Newcomer, m.HandOver.To}, m.mentors()...)
		var handing []string
		for _, p := range []string{m.Newcomer, m.mentor(), m.HandOver.To} {
			if m.handsOver(p) {
				handing = append(handing, p)
			}
		}
		k["handing"] = handing
	}
	if r := m.reply(); r != "" {
		k["reply"] = replyKey(m.Round, r)
	}
	if !m.DueAt.IsZero() {
		k["due_at"] = store.At(m.DueAt)
	}
	return k
}

// replyKey is where the proposals of a round are counted that went one way.
func replyKey(round, how string) string { return round + "." + how }

func standingKeys(_ string, s *Standing) store.Keys {
	k := store.Keys{}
	if s.busy() {
		k["busy"] = true
	}
	if slices.ContainsFunc(s.Blocks, func(b Block) bool { return b.Other }) {
		k["noted"] = true
	}
	if len(s.Waiting) > 0 {
		k["waiting"], k["waits"], k["rank"] = true, s.waitsFor(), s.rank()
	}
	if len(s.Turns) > 0 {
		k["turning"] = true
	}
	if at := s.forgetAt(); !at.IsZero() {
		k["forget_at"] = store.At(at)
	}
	return k
}

// anybody reads a message that has no addressee: the request itself, once they are asked.
const anybody = "any"

func messageKeys(_ string, m *Message) store.Keys {
	k := store.Keys{"match": m.Match, "seq": int64(m.Seq), "from": m.From, "reader": []string{m.From, anybody}}
	if m.To != "" {
		k["reader"] = []string{m.From, m.To}
	}
	if m.Key != "" {
		k["key"] = m.Key
	}
	return k
}

// renderMatch is what others mirror of a match: ids, codes and times.
func renderMatch(d *store.Doc[Match]) wire.State {
	m := &d.Body
	if m.Status == Void {
		return nil
	}
	st := wire.MatchState{
		Match: d.ID, Programme: m.Programme, Newcomer: m.Newcomer, Mentor: m.mentor(), Issue: m.Issue, Status: string(m.Status),
		Created: m.Created, Changed: m.Changed, Offers: []wire.OfferState{},
	}
	for _, o := range m.Offers {
		if m.pending() && o.Mentor == m.HandOver.To && !m.HandOver.Hidden {
			continue
		}
		st.Offers = append(st.Offers, wire.OfferState{Mentor: o.Mentor, State: string(o.State), Asked: o.Asked, Ended: o.Ended})
	}
	if m.pending() && !m.HandOver.Hidden {
		o := wire.OfferState{Mentor: m.HandOver.To, State: string(OfferWaiting)}
		if m.successor(m.HandOver.To) {
			o.State, o.Asked = string(OfferAsked), m.HandOver.Asked
		}
		st.Offers = append(st.Offers, o)
	}
	return st
}

// renderStanding is what others mirror of a standing.
func renderStanding(d *store.Doc[Standing]) wire.State {
	s := &d.Body
	taken, _ := s.taken("", "")
	st := wire.StandingState{
		Person: d.ID, Capacity: s.capacity(wire.DefaultRules()), CapacitySet: s.CapacitySet, Taken: taken, Unanswered: s.unanswered("", ""),
		PausedUntil: s.PausedUntil, Caps: s.Caps, Answers: s.Answers, Asked: s.Asked,
	}
	for _, l := range s.Listings {
		if l.Newcomer != s.Person {
			if st.UnansweredIn == nil {
				st.UnansweredIn = map[string]int{}
			}
			st.UnansweredIn[l.Programme]++
		}
	}
	for _, b := range s.Blocks {
		st.Blocked = append(st.Blocked, b.Person)
	}
	return st
}

// dueMatches are those whose clock fires at now or has been waiting to.
func dueMatches(now int64) store.Query {
	return store.Query{Where: []store.Cond{store.Where("due_at", store.Le, now)}, Sort: []store.Order{{Index: "due_at"}}, Limit: 200}
}

// busyStandings are those that settle has to look at.
func busyStandings(after string) store.Query {
	return store.Query{Where: []store.Cond{store.Where("busy", store.Eq, true)}, Limit: 200, After: after}
}

// notedStandings are those of people whom somebody blocked.
func notedStandings() store.Query {
	return store.Query{Where: []store.Cond{store.Where("noted", store.Eq, true)}, Limit: 200}
}

// waitingStandings are those of people who wait for a place, in their order, and turningStandings of mentors who offer one to them.
func waitingStandings() store.Query {
	return store.Query{Where: []store.Cond{store.Where("waiting", store.Eq, true)}, Sort: []store.Order{{Index: "rank"}}, Limit: 200}
}

// waitingIn are the first of one line.
func waitingIn(line string, limit int) store.Query {
	return store.Query{Where: []store.Cond{store.Where("waits", store.Eq, line)}, Sort: []store.Order{{Index: "rank"}}, Limit: limit}
}

// askedStandings keep something of requests that is over at now.
func askedStandings(now int64) store.Query {
	return store.Query{Where: []store.Cond{store.Where("forget_at", store.Le, now)}, Limit: 200}
}

func turningStandings() store.Query {
	return store.Query{Where: []store.Cond{store.Where("turning", store.Eq, true)}, Limit: 200}
}

func newestFirst(limit int, after string, where ...store.Cond) store.Query {
	return store.Query{Where: where, Sort: []store.Order{{Index: "created", Desc: true}}, Limit: limit, After: after}
}
