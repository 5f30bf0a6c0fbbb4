package mentoring

import (
	"context"
	"fmt"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// The scenario families of the model of places, with the real use cases as their processes and events.

type spec struct {
	name     string
	newcomer int
	mentors  []int
	start    Status // "", Open, Proposed or Accepted, by the one mentor
}

type family struct {
	name     string
	matches  []spec
	capacity [2]int
	asks     int
	pair     [2]int // the pair that may block: mentor, newcomer; equal: none
	actors   []*actor
}

// actor is one process: it may stop anywhere and start again for ever.
type actor struct {
	name     string
	slot     int
	event    bool
	enabled  func(p *play) bool // may it begin?
	run      func(ctx context.Context, s *Service, p *play) error
	answered func(p *play)
}

func times(n int, make func() *actor) (out []*actor) {
	for i := range n {
		a := make()
		if n > 1 {
			a.name = fmt.Sprintf("%s #%d", a.name, i+1)
		}
		out = append(out, a)
	}
	return out
}

func newFamily(f family, parts ...[]*actor) *family {
	for _, part := range parts {
		for _, a := range part {
			a.slot = len(f.actors)
			f.actors = append(f.actors, a)
		}
	}
	if len(f.actors) > slots {
		panic("too many actors in " + f.name)
	}
	return &f
}

func who(p int) string { return personNames[p : p+1] }

func accepts(mentor, m int) func() *actor {
	return func() *actor {
		return &actor{
			name:    fmt.Sprintf("%s accepts %d", who(mentor), m),
			enabled: func(p *play) bool { return p.world.match[m].body.acceptable(p.person(mentor)) },
			run: func(ctx context.Context, s *Service, p *play) error {
				_, err := s.Accept(as(ctx, p.person(mentor)), p.match(m), 0)
				return err
			},
		}
	}
}

func creates(m int) func() *actor {
	return func() *actor {
		return &actor{
			name:    fmt.Sprintf("creates %d", m),
			enabled: func(p *play) bool { return !p.world.match[m].there },
			run: func(ctx context.Context, s *Service, p *play) error {
				return p.off.create(as(ctx, p.person(p.matches[m].newcomer)), s, NewRequest{Mentors: p.mentors(m), Message: "hello"},
					Key{Hash: "key-" + p.match(m), Body: "body", ID: p.match(m)})
			},
		}
	}
}

func settles() *actor {
	return &actor{
		name:    "settle",
		enabled: func(p *play) bool { return p.someoneBusy() >= 0 },
		run: func(ctx context.Context, s *Service, p *play) error {
			who := p.someoneBusy()
			if who < 0 {
				return nil
			}
			_, err := s.settle(ctx, p.person(who), "", thorough)
			return err
		},
	}
}

// someoneBusy picks a person with something to settle.
func (p *play) someoneBusy() int {
	var busy []int
	for i := range personNames {
		if p.world.standing[i].body.busy() {
			busy = append(busy, i)
		}
	}
	if len(busy) == 0 {
		return -1
	}
	return busy[p.random.IntN(len(busy))]
}

func blocks(by int) func() *actor {
	return func() *actor {
		a := &actor{name: who(by) + " blocks"}
		a.run = func(ctx context.Context, s *Service, p *play) error {
			p.liftsAt[a] = p.lifts[by]
			return s.Block(as(ctx, p.person(by)), p.person(p.pair[0]+p.pair[1]-by))
		}
		a.answered = func(p *play) { // one that was lifted while it was being set promises nothing
			if p.lifting[by] == 0 && p.liftsAt[a] == p.lifts[by] {
				p.inForce[by] = true
			}
			p.world.answered = p.inForce[p.pair[0]] || p.inForce[p.pair[1]]
		}
		return a
	}
}

// lifts takes back a block: from its beginning on it is in force no more.
func lifts(by int) func() *actor {
	return func() *actor {
		return &actor{
			name:    who(by) + " lifts",
			enabled: func(p *play) bool { return len(p.world.standing[by].body.Blocks) > 0 },
			run: func(ctx context.Context, s *Service, p *play) error {
				p.lifts[by]++
				p.lifting[by]++
				defer func() { p.lifting[by]-- }()
				p.inForce[by] = false
				p.world.answered, p.world.lifted = p.inForce[p.pair[0]] || p.inForce[p.pair[1]], true
				return s.Unblock(as(ctx, p.person(by)), p.person(p.pair[0]+p.pair[1]-by))
			},
		}
	}
}

// proposes is matching's question for a round's proposal.
func proposes(m int) func() *actor {
	return func() *actor {
		return &actor{
			name:    fmt.Sprintf("proposes %d", m),
			enabled: func(p *play) bool { return !p.world.match[m].there },
			run: func(ctx context.Context, s *Service, p *play) error {
				_, err := s.Propose(ctx, wire.ProposeQuestion{
					Match: p.match(m), Programme: wire.AlwaysOpen, Newcomer: p.person(p.matches[m].newcomer), Mentor: p.mentors(m)[0], Round: "round",
					Until: testkit.NewClock().Now().Add(30 * day),
				})
				return err
			},
		}
	}
}

func lowers(mentor int) func() *actor {
	return func() *actor {
		return &actor{
			name: who(mentor) + " lowers",
			run: func(ctx context.Context, s *Service, p *play) error {
				to := p.random.IntN(p.world.standing[mentor].body.Capacity + 1)
				if p.off.LowerUnfenced {
					_, err := s.own(as(ctx, p.person(mentor)), "places", 0, func(st *Standing) error { return st.setPlaces(Places{Capacity: to}) })
					return err
				}
				_, err := s.SetPlaces(as(ctx, p.person(mentor)), Places{Capacity: to}, 0)
				return err
			},
			answered: func(p *play) { p.world.granted[mentor] = p.world.standing[mentor].body.Capacity },
		}
	}
}

func happens(name string, m int, enabled func(d *Match) bool, run func(ctx context.Context, s *Service, p *play) error) *actor {
	return &actor{
		name: fmt.Sprintf("%s %d", name, m), event: true, run: run,
		enabled: func(p *play) bool { return p.world.match[m].there && enabled(&p.world.match[m].body) },
	}
}

func declines(mentor, m int) *actor {
	a := happens(who(mentor)+" declines", m, nil, func(ctx context.Context, s *Service, p *play) error {
		return p.off.decline(as(ctx, p.person(mentor)), s, p.match(m))
	})
	a.enabled = func(p *play) bool { return p.world.match[m].body.acceptable(p.person(mentor)) }
	return a
}

// expires is the clock's change of the match, whatever the clock shows.
func expires(mentor, m int) *actor {
	a := happens(who(mentor)+" is silent on", m, nil, func(ctx context.Context, s *Service, p *play) error {
		_, err := s.update(ctx, "clock", p.match(m), func(d *store.Doc[Match]) error {
			if !d.Body.acceptable(p.person(mentor)) {
				return errKept
			}
			d.Body.pass(d.ID, p.person(mentor), OfferExpired, wire.DefaultRules(), s.d.Now())
			return nil
		})
		return err
	})
	a.enabled = func(p *play) bool { return p.world.match[m].body.acceptable(p.person(mentor)) }
	return a
}

func needsInfo(m int) *actor {
	return happens("needs_info", m, func(d *Match) bool {
		return d.Status == Open && d.asked() != "" && d.offer(d.asked()).Inquiries < maxInquiries
	},
		func(ctx context.Context, s *Service, p *play) error {
			_, err := s.AskInfo(as(ctx, p.world.match[m].body.asked()), p.match(m), "what do you know?", 0, Key{})
			return err
		})
}

func answers(m int) *actor {
	return happens("answer", m, func(d *Match) bool { return d.Status == NeedsInfo }, func(ctx context.Context, s *Service, p *play) error {
		_, err := s.GiveInfo(as(ctx, p.person(p.matches[m].newcomer)), p.match(m), "some", 0, Key{})
		return err
	})
}

func withdraws(m int) *actor {
	return happens("withdraw", m, (*Match).open, func(ctx context.Context, s *Service, p *play) error {
		_, err := s.Withdraw(as(ctx, p.person(p.matches[m].newcomer)), p.match(m), 0, Key{})
		return err
	})
}

func activates(m int) *actor {
	return happens("activate", m, func(d *Match) bool { return d.Status == Accepted }, func(ctx context.Context, s *Service, p *play) error {
		mentor := p.world.match[m].body.mentor()
		if _, err := s.Post(as(ctx, mentor), p.match(m), "welcome", Key{}); err != nil {
			return err
		}
		_, err := s.Post(as(ctx, p.person(p.matches[m].newcomer)), p.match(m), "thanks", Key{})
		return err
	})
}

func ends(m int) *actor {
	return happens("end", m, (*Match).live, func(ctx context.Context, s *Service, p *play) error {
		_, err := s.End(as(ctx, p.person(p.matches[m].newcomer)), p.match(m), 0, Key{})
		return err
	})
}

func raises(mentor, most int) *actor {
	return &actor{
		name: who(mentor) + " raises", event: true,
		enabled: func(p *play) bool { return p.world.standing[mentor].body.Capacity < most },
		run: func(ctx context.Context, s *Service, p *play) error {
			_, err := s.SetPlaces(as(ctx, p.person(mentor)), Places{Capacity: p.world.standing[mentor].body.Capacity + 1}, 0)
			return err
		},
	}
}

// handsOver is the mentor's proposal that to goes on.
func handsOver(from, to, m int) *actor {
	a := happens(who(from)+" hands over to "+who(to), m, nil, func(ctx context.Context, s *Service, p *play) error {
		_, err := s.ProposeHandOver(as(ctx, p.person(from)), p.match(m), p.person(to), 0)
		return err
	})
	a.enabled = func(p *play) bool {
		d := &p.world.match[m].body
		return d.liveWith(p.person(from)) && !d.pending() && d.Proposals < mostProposals && len(d.Former) < mostHandOvers
	}
	return a
}

func consents(m int) *actor {
	return happens("consent", m, func(d *Match) bool { return d.pending() && d.HandOver.State == handOverProposed },
		func(ctx context.Context, s *Service, p *play) error {
			_, err := s.ConsentToHandOver(as(ctx, p.person(p.matches[m].newcomer)), p.match(m), true)
			return err
		})
}

func drops(person, m int) *actor {
	a := happens(who(person)+" drops the hand-over", m, nil, func(ctx context.Context, s *Service, p *play) error {
		return s.DropHandOver(as(ctx, p.person(person)), p.match(m))
	})
	a.enabled = func(p *play) bool { return p.world.match[m].body.handsOver(p.person(person)) }
	return a
}

func takesOver(to, m int) func() *actor {
	return func() *actor {
		return &actor{
			name:    fmt.Sprintf("%s takes over %d", who(to), m),
			enabled: func(p *play) bool { return p.world.match[m].body.successor(p.person(to)) },
			run: func(ctx context.Context, s *Service, p *play) error {
				_, err := s.TakeOver(as(ctx, p.person(to)), p.match(m))
				return err
			},
		}
	}
}

func families() []*family {
	r1A := spec{"r1", pX, []int{pA}, Open}
	r1AB := spec{"r1", pX, []int{pA, pB}, Open}
	r2A := spec{"r2", pY, []int{pA}, Open}
	absent := func(s spec) spec { s.start = ""; return s }
	living := func(s spec) spec { s.start = Accepted; return s }
	proposal := func(mentor, newcomer int) spec { return spec{"p", newcomer, []int{mentor}, Proposed} }
	return []*family{
		// one seat, two newcomers, double clicks, needs_info, withdraw, end
		newFamily(family{name: "seat", matches: []spec{r1A, r2A}, capacity: [2]int{1, 1}, asks: 3},
			times(2, accepts(pA, 0)), times(2, accepts(pA, 1)), times(2, settles),
			[]*actor{needsInfo(0), answers(0), withdraws(1), ends(0), ends(1)}),
		// three processes accept the same request (double click and a write still on its way)
		newFamily(family{name: "late", matches: []spec{r1A}, capacity: [2]int{1, 1}, asks: 3},
			times(3, accepts(pA, 0)), times(2, settles),
			[]*actor{needsInfo(0), answers(0), declines(pA, 0), withdraws(0), activates(0), ends(0)}),
		// A then B is asked; accept races with decline, expiry, withdraw; Y wants A too
		newFamily(family{name: "forward", matches: []spec{r1AB, r2A}, capacity: [2]int{1, 1}, asks: 3},
			times(2, accepts(pA, 0)), times(1, accepts(pB, 0)), times(1, accepts(pA, 1)), times(1, settles),
			[]*actor{declines(pA, 0), expires(pA, 0), declines(pB, 0), needsInfo(0), answers(0), withdraws(0), ends(0), ends(1)}),
		// X has a request (A then B) and a round's proposal with B: one live mentorship; B has two seats
		newFamily(family{name: "round", matches: []spec{r1AB, proposal(pB, pX)}, capacity: [2]int{1, 2}, asks: 3},
			times(1, accepts(pA, 0)), times(1, accepts(pB, 0)), times(2, accepts(pB, 1)), times(1, settles),
			[]*actor{declines(pA, 0), expires(pB, 0), withdraws(0), declines(pB, 1), ends(0), ends(1)}),
		// X asks twice (two keys, one of them from two processes), Y asks; one unanswered request per mentor
		newFamily(family{name: "create", matches: []spec{absent(r1AB), absent(r2A), {"r3", pX, []int{pB}, ""}}, capacity: [2]int{1, 1}, asks: 1},
			times(2, creates(0)), times(1, creates(1)), times(1, creates(2)), times(2, settles),
			[]*actor{declines(pA, 0), expires(pB, 0), withdraws(0), declines(pA, 1), withdraws(2)}),
		// A and X block each other while A accepts X's request and a round's proposal
		newFamily(family{name: "block", matches: []spec{r1AB, proposal(pA, pX)}, capacity: [2]int{2, 1}, asks: 3, pair: [2]int{pA, pX}},
			times(2, accepts(pA, 0)), times(1, accepts(pA, 1)), times(1, blocks(pX)), times(1, blocks(pA)), times(1, settles),
			[]*actor{declines(pA, 0), needsInfo(0), answers(0), ends(0), ends(1)}),
		// B and X block each other while B is only the next in line
		newFamily(family{name: "block-second", matches: []spec{r1AB}, capacity: [2]int{1, 1}, asks: 3, pair: [2]int{pB, pX}},
			times(1, accepts(pA, 0)), times(2, accepts(pB, 0)), times(1, blocks(pX)), times(1, blocks(pB)), times(1, settles),
			[]*actor{declines(pA, 0), expires(pA, 0), withdraws(0), ends(0)}),
		// X creates requests to A (two keys) while either blocks the other
		newFamily(family{name: "block-create", matches: []spec{absent(r1AB), {"r2", pX, []int{pA}, ""}}, capacity: [2]int{1, 1}, asks: 3,
			pair: [2]int{pA, pX}},
			times(2, creates(0)), times(1, creates(1)), times(1, blocks(pX)), times(1, blocks(pA)), times(2, settles),
			[]*actor{declines(pA, 0), withdraws(0), withdraws(1), ends(0)}),
		// A lowers and raises the capacity while accepting two people
		newFamily(family{name: "capacity", matches: []spec{r1A, r2A}, capacity: [2]int{2, 1}, asks: 3},
			times(2, accepts(pA, 0)), times(1, accepts(pA, 1)), times(1, lowers(pA)), times(1, settles),
			[]*actor{raises(pA, 2), needsInfo(0), answers(0), ends(0), ends(1)}),
		// one of each: X creates (A then B), A accepts, X blocks A, A lowers, Y wants A
		newFamily(family{name: "together", matches: []spec{absent(r1AB), r2A}, capacity: [2]int{1, 1}, asks: 3, pair: [2]int{pA, pX}},
			times(1, creates(0)), times(1, accepts(pA, 0)), times(1, accepts(pA, 1)), times(1, blocks(pX)), times(1, lowers(pA)),
			times(1, settles), []*actor{declines(pA, 0), raises(pA, 1), ends(0), ends(1)}),
		// (not in the model) a round proposes A and X, from two processes, while they block each other and X asks A
		newFamily(family{name: "propose", matches: []spec{{"p", pX, []int{pA}, ""}, {"r1", pX, []int{pA, pB}, ""}}, capacity: [2]int{2, 1}, asks: 3,
			pair: [2]int{pA, pX}},
			times(2, proposes(0)), times(2, accepts(pA, 0)), times(1, creates(1)), times(1, accepts(pA, 1)), times(1, blocks(pX)),
			times(1, blocks(pA)), times(1, settles), []*actor{declines(pA, 0), ends(0), ends(1)}),
		// (not in the model) A and X block each other and lift it, while X asks A and a round proposes them
		newFamily(family{name: "lift", matches: []spec{absent(r1AB), {"r2", pX, []int{pA}, ""}, {"p", pX, []int{pA}, ""}}, capacity: [2]int{2, 1},
			asks: 3, pair: [2]int{pA, pX}},
			times(1, creates(0)), times(1, creates(1)), times(1, proposes(2)), times(1, accepts(pA, 0)), times(1, accepts(pA, 1)),
			times(2, blocks(pX)), times(1, blocks(pA)), times(2, lifts(pX)), times(1, lifts(pA)), times(1, settles),
			[]*actor{declines(pA, 0), withdraws(1), ends(0), ends(1)}),
		// (not in the model) A hands X over to B (double click), who has one place that Y asks for, and lowers
		newFamily(family{name: "hand-over", matches: []spec{living(r1A), {"r2", pY, []int{pB}, Open}}, capacity: [2]int{1, 1}, asks: 3},
			times(2, takesOver(pB, 0)), times(2, accepts(pB, 1)), times(1, lowers(pB)), times(2, settles),
			[]*actor{handsOver(pA, pB, 0), consents(0), drops(pX, 0), raises(pB, 1), ends(0), ends(1)}),
		// (not in the model) A hands X over to B and gets X back, while Y asks A for the one place
		newFamily(family{name: "hand-back", matches: []spec{living(r1A), r2A}, capacity: [2]int{1, 1}, asks: 3},
			times(2, takesOver(pB, 0)), times(1, takesOver(pA, 0)), times(1, accepts(pA, 1)), times(2, settles),
			[]*actor{handsOver(pA, pB, 0), handsOver(pB, pA, 0), consents(0), drops(pA, 0), ends(0), ends(1)}),
		// (not in the model) B and X block each other while A hands X over to B, and a round proposes the two
		newFamily(family{name: "hand-over-block", matches: []spec{living(r1A), {"p", pX, []int{pB}, ""}}, capacity: [2]int{1, 2}, asks: 3,
			pair: [2]int{pB, pX}},
			times(2, takesOver(pB, 0)), times(1, proposes(1)), times(1, accepts(pB, 1)), times(1, blocks(pX)), times(1, blocks(pB)), times(1, settles),
			[]*actor{handsOver(pA, pB, 0), consents(0), drops(pX, 0), ends(0), ends(1)}),
	}
}
