package mentoring

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// What an observer sees of the real documents, and what must hold in every state: the checks of the model of places.

// People. A and B are mentors, X and Y newcomers.
const (
	pA = iota
	pB
	pX
	pY
)

const personNames = "ABXY"

const maxMatches = 3

type seenMatch struct {
	there   bool
	version int64
	body    Match
}

type seenStanding struct {
	version int64
	body    Standing
}

// world is everything at one moment, and what only the observer knows.
type world struct {
	f        *family
	match    [maxMatches]seenMatch
	standing [len(personNames)]seenStanding
	granted  [2]int // per mentor: the greatest capacity that no answered lowering has taken back
	answered bool   // a block of the pair has answered and stands
	lifted   bool   // somebody began to lift one
	ids      [maxMatches]string
	people   [len(personNames)]string
}

func (w *world) read(p *play) {
	ctx := context.Background()
	for k := range p.matches {
		w.ids[k] = p.match(k)
	}
	for who := range personNames {
		w.people[who] = p.person(who)
	}
	matches, err := p.free.c.matches.GetMany(ctx, w.ids[:len(p.matches)])
	p.must(err)
	standings, err := p.free.c.standings.GetMany(ctx, w.people[:])
	p.must(err)
	for k := range p.matches {
		w.match[k] = seenMatch{}
		if d := matches[w.ids[k]]; d != nil {
			w.match[k] = seenMatch{true, d.Version, d.Body}
		}
	}
	for who := range personNames {
		d := standings[w.people[who]]
		was := w.standing[who].body.Capacity
		w.standing[who] = seenStanding{body: Standing{Person: w.people[who]}}
		if d != nil {
			w.standing[who] = seenStanding{d.Version, d.Body}
		}
		if now := w.standing[who].body.Capacity; who < 2 && now > was {
			w.granted[who] = max(w.granted[who], now)
		}
	}
}

func (w *world) same(o *world) bool {
	for k := range w.match {
		if w.match[k].version != o.match[k].version {
			return false
		}
	}
	for k := range w.standing {
		if w.standing[k].version != o.standing[k].version {
			return false
		}
	}
	return true
}

// transition says what was not allowed between two moments, or "".
func (w *world) transition(was *world) string {
	for k := range w.f.matches {
		a, b := &was.match[k], &w.match[k]
		if begun := !a.there && b.there && w.f.matches[k].start == Accepted; !begun && !legal(a, b) {
			return "(5) a transition that is not allowed"
		}
		if a.body.live() && b.body.live() && a.body.mentor() != b.body.mentor() && !a.body.successor(b.body.mentor()) {
			return "(5) a mentorship was handed over to somebody who was not asked"
		}
		if b.body.live() && (!a.body.live() || a.body.mentor() != b.body.mentor()) {
			mentor := b.body.mentor()
			who := slices.Index(w.people[:], mentor)
			living := 0
			for j := range w.f.matches {
				if w.match[j].body.liveFor(mentor) {
					living++
				}
			}
			if who >= 0 && who < 2 && living > w.granted[who] {
				return "(1) an accept committed beyond the capacity in force"
			}
		}
	}
	return ""
}

// legal: the transitions of the design, and nothing else.
func legal(was, is *seenMatch) bool {
	if was.there == is.there && was.version == is.version {
		return true
	}
	if !is.there || is.version <= was.version || was.there && was.body.terminal() {
		return false
	}
	if !was.there {
		return is.body.Status == Void || is.body.Status == Open || is.body.Status == Proposed
	}
	allowed := map[Status][]Status{
		Open:      {Open, NeedsInfo, Withdrawn, Exhausted, Accepted},
		NeedsInfo: {Open, NeedsInfo, Withdrawn, Exhausted, Accepted},
		Proposed:  {Proposed, Accepted, Ended},
		Accepted:  {Accepted, Active, Ended},
		Active:    {Active, Ended, Completed},
	}
	if !slices.Contains(allowed[was.body.Status], is.body.Status) {
		return false
	}
	was, handed := &seenMatch{body: was.body}, was.body.live() && is.body.live() && was.body.mentor() != is.body.mentor()
	if handed { // whoever takes it over has an offer that was accepted, and may have had another one before
		to := is.body.mentor()
		was.body.Offers = slices.DeleteFunc(slices.Clone(was.body.Offers), func(o Offer) bool { return o.Mentor == to })
		was.body.Offers = append(was.body.Offers, Offer{Mentor: to, State: OfferAsked})
	}
	if len(was.body.Offers) != len(is.body.Offers) {
		return false
	}
	for i, o := range was.body.Offers {
		from, to := o.State, is.body.Offers[i].State
		switch {
		case from == to, from == OfferWaiting && (to == OfferAsked || to == OfferCancelled), from == OfferAsked && to != OfferWaiting && to != OfferHandedOver,
			handed && from == OfferAccepted && to == OfferHandedOver:
		default:
			return false
		}
	}
	return true
}

func (w *world) pair() (mentor, newcomer string, ok bool) {
	if w.f.pair[0] == w.f.pair[1] {
		return "", "", false
	}
	return w.people[w.f.pair[0]], w.people[w.f.pair[1]], true
}

// check says what is broken in a state, or "".
func (w *world) check() string {
	living, opened, asks := map[string]int{}, map[string]int{}, map[string]int{}
	bm, bn, pair := w.pair()
	for k := range w.f.matches {
		d, id := &w.match[k].body, w.ids[k]
		if d.live() {
			holders := 0
			for _, o := range d.Offers {
				if o.State == OfferAccepted {
					holders++
				}
			}
			if holders != 1 {
				return "(3) a live mentorship that has not one mentor"
			}
			if living[d.Newcomer]++; living[d.Newcomer] > 1 {
				return "(2) two live mentorships of one newcomer in one programme"
			}
			for who := range personNames {
				if d.liveFor(w.people[who]) && w.standing[who].body.entry(id) == nil {
					return "(3) a live mentorship without its reservation or claim"
				}
			}
		}
		if d.open() {
			if opened[d.Newcomer]++; opened[d.Newcomer] > 1 {
				return "(2) two open requests of one newcomer"
			}
			for who := range personNames {
				p := w.people[who]
				if !d.openFor(p) {
					continue
				}
				if w.standing[who].body.listing(id) == nil {
					return "(3) an open request that a standing does not list"
				}
				if p != d.Newcomer {
					if asks[p]++; asks[p] > w.f.asks {
						return "(1) more unanswered requests than the mentor's cap"
					}
				}
			}
		}
		if w.answered && pair && d.Newcomer == bn && d.offer(bm) != nil {
			if d.liveFor(bm) {
				return "(4) a live mentorship of a pair whose block has answered"
			}
			if d.openFor(bm) {
				return "(4) an open request of a pair whose block has answered"
			}
		}
	}
	return ""
}

// rest says what is broken once everybody has stopped and settle has come to its fixed point, or "".
func (w *world) rest(off deviations) string {
	for k := range w.f.matches {
		d, id := &w.match[k].body, w.ids[k]
		for who := range personNames {
			p, st := w.people[who], &w.standing[who].body
			if st.entry(id) != nil && !d.liveFor(p) {
				return "(6) a reservation or claim without its live mentorship"
			}
			if st.listing(id) != nil && !d.openFor(p) {
				return "(6) a listing without its open request"
			}
		}
		asked := 0
		for _, o := range d.Offers {
			if o.State == OfferAsked {
				asked++
			}
		}
		if d.open() && asked != 1 {
			return "(7) an open request where nobody is asked"
		}
	}
	if bm, bn, ok := w.pair(); ok {
		a, b := w.standing[w.f.pair[0]].body.blocked(bn), w.standing[w.f.pair[1]].body.blocked(bm)
		if a || b {
			if w.lifted { // what is lifted half still holds, on the side of who set it; nothing is noted of what is not there
				own := w.standing[w.f.pair[0]].body.block(bn)
				for _, x := range [][2]*Block{{own, w.standing[w.f.pair[1]].body.block(bm)}, {w.standing[w.f.pair[1]].body.block(bm), own}} {
					if x[0] != nil && x[0].Other && (x[1] == nil || !x[1].Own) {
						return "(8) a note of a block that is not there"
					}
				}
			} else if a != b && !off.BlockOne {
				return "(8) a block that was begun is never finished"
			}
			if !off.BlockUnfinished {
				w.answered = true
			}
		}
	}
	return w.check()
}

// difference shows what changed.
func (w *world) difference(p *play, was *world) string {
	var out []string
	for k := range p.matches {
		if d := &w.match[k]; d.version != was.match[k].version {
			var offers []string
			for _, o := range d.body.Offers {
				offers = append(offers, o.Mentor+" "+string(o.State))
			}
			if d.body.pending() {
				offers = append(offers, "handed to "+d.body.HandOver.To+" "+d.body.HandOver.State)
			}
			out = append(out, fmt.Sprintf("%s: v%d %s (%s)", w.ids[k], d.version, d.body.Status, strings.Join(offers, ", ")))
		}
	}
	for who := range personNames {
		st := &w.standing[who]
		if st.version == was.standing[who].version {
			continue
		}
		parts := []string{fmt.Sprintf("capacity %d", st.body.Capacity)}
		for _, e := range st.body.Entries {
			parts = append(parts, fmt.Sprintf("holds %s@%d", e.Match, e.Version))
		}
		for _, l := range st.body.Listings {
			parts = append(parts, "lists "+l.Match)
		}
		for _, b := range st.body.Blocks {
			parts = append(parts, fmt.Sprintf("block %s own %v unfinished %v", b.Person, b.Own, b.Unfinished))
		}
		out = append(out, fmt.Sprintf("%s{%s}", w.people[who], strings.Join(parts, ", ")))
	}
	return strings.Join(out, " ")
}
