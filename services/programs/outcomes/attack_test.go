package outcomes

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/services/programs/participation/dp"
)

// sure is from where on an attacker is taken to know.
const sure = .95

// chanceOf is how likely a count is printed as it is, with noise of so many thousandths; most is what it can be at the most, -1 for anything.
func chanceOf(s api.OutcomeStep, count, most int, thousandths float64) (p float64) {
	q := math.Exp(-thousandths / 1000)
	for x := -200; x <= 200; x++ {
		n := nearest(count + x)
		if most >= 0 {
			n = min(n, most)
		}
		if hide := n < least; hide == s.Hidden && (hide || n == s.Value) {
			p += (1 - q) / (1 + q) * math.Pow(q, math.Abs(float64(x)))
		}
	}
	return p
}

// exactly is how likely a count is printed as it is without any noise, from 5 on: rules 1 and 2, without what they hid beside.
func exactly(s api.OutcomeStep, count int) float64 {
	if hide := count > 0 && count < 5; hide == s.Hidden && (hide || s.Value == count) {
		return 1
	}
	return 0
}

// madeUpCohort are people of whom one, the first, is the one in question. All else about them is as it comes.
func madeUpCohort(r *rand.Rand, tracks []string) (people []Person) {
	for range 15 + r.IntN(80) {
		n := r.IntN(len(tracks))
		p := Person{As: "newcomer", Sent: true, Accepted: r.IntN(8) > 0, Days: -1, Tracks: slices.Concat(tracks[n:], tracks[:n])} // all of them
		if p.Accepted {
			p.Matched = r.IntN(5) > 0
			p.HasLeft = r.IntN(6) == 0
			p.Completed = p.Matched && !p.HasLeft && r.IntN(4) > 0
		}
		people = append(people, p)
	}
	people[0] = Person{As: "newcomer", Sent: true, Accepted: true, Matched: true, Days: -1, Tracks: tracks}
	return people
}

// completes is the attack: who holds all that was printed of several cohorts and knows all about all others, and all about the one but whether
// they completed, which they always did or never. What they think in the end, from even odds, that it is true.
func completes(r *rand.Rand, publish func([]Person, []string) api.CohortOutcomes,
	chance func(list []api.OutcomeStep, count int) float64) (truth bool, think float64) {
	tracks := []string{"docs", "code", "design", "test", "care"}
	odds := 0.
	truth = r.IntN(2) == 0
	for range 4 {
		people := madeUpCohort(r, tracks)
		people[0].Completed = truth
		o := publish(people, tracks)
		for g, group := range o.Groups[:1+len(tracks)] {
			others := 0
			for _, p := range people[1:] {
				if p.Completed && (g == 0 || p.Tracks[0] == group.Track) {
					others++
				}
			}
			mine := 0
			if g < 2 { // the sum, and their track
				mine = 1
			}
			odds += math.Log(chance(group.Steps, others+mine)) - math.Log(chance(group.Steps, others))
		}
	}
	return truth, 1 / (1 + math.Exp(-odds))
}

// TestAttackOverCohorts: of 1,000 made-up communities with four cohorts each nobody is read, and of counts that are exact from 5 on nearly
// everybody: so the attack sees what leaks. With -short 100.
func TestAttackOverCohorts(t *testing.T) {
	communities := 1000
	if testing.Short() {
		communities = 100
	}
	for _, c := range []struct {
		name    string
		publish func([]Person, []string) api.CohortOutcomes
		chance  func(list []api.OutcomeStep, count int) float64
		leaks   bool
	}{
		{"naive", func(people []Person, tracks []string) api.CohortOutcomes {
			o := Count(inOneTrack(people, tracks), tracks, partEnd)
			for _, g := range o.Groups {
				for j := range g.Steps {
					g.Steps[j].Hidden = g.Steps[j].Value > 0 && g.Steps[j].Value < 5
				}
			}
			return o
		}, func(list []api.OutcomeStep, count int) float64 { return exactly(list[stepCompleted], count) }, true},
		{"rule 4", nil, func(list []api.OutcomeStep, count int) float64 {
			return chanceOf(list[stepCompleted], count, atMost(list, stepCompleted), epsilon)
		}, false},
	} {
		recovered, right, surest := 0, 0, 0.
		for n := range communities {
			r := rand.New(rand.NewPCG(1, uint64(n)))
			publish := c.publish
			if publish == nil {
				noise := dp.Source(rand.New(rand.NewPCG(2, uint64(n))).Uint64).Noise
				publish = func(people []Person, tracks []string) api.CohortOutcomes {
					return Printed(Protected(people, tracks, partEnd, nil, noise), len(tracks))
				}
			}
			truth, think := completes(r, publish, c.chance)
			surest = max(surest, think, 1-think)
			if truth == (think > .5) {
				right++
			}
			if max(think, 1-think) >= sure {
				recovered++
			}
		}
		t.Logf("%s: %d communities of four cohorts, %d recovered, %d guessed right, the surest is sure to %.3f", c.name, communities, recovered, right, surest)
		if c.leaks && recovered < communities*9/10 {
			t.Errorf("%s: the attack does not see that it leaks: %d", c.name, recovered)
		}
		if !c.leaks && (recovered > 0 || surest > .92) {
			t.Errorf("%s: %d recovered, sure to %.3f", c.name, recovered, surest)
		}
	}
}

// TestNothingIsRuledOut: whatever is printed of medians and shares could be printed whoever the last person is and whatever they did: one more or
// one less behind a figure hides or shows none for certain.
func TestNothingIsRuledOut(t *testing.T) {
	nine, ten := make([]int, behind-1), make([]int, behind)
	if !middling(nine, 1, quiet).Hidden || middling(ten, 1, quiet).Hidden {
		t.Fatal("the edge is elsewhere")
	}
	if middling(nine, 1, always(1)).Hidden || !middling(ten, 1, always(-1)).Hidden {
		t.Error("who knows nine of the ten knows the tenth")
	}
	if middling(nil, 1, always(20)).Hidden { // and where nobody is: no index is out of range
		t.Error("nobody is told for certain")
	}
	p := parts{part: 60, whole: 90, most: 9, people: behind}
	one := p
	one.people--
	if p.blurred(quiet).Hidden || !one.blurred(quiet).Hidden {
		t.Fatal("the edge is elsewhere")
	}
	if one.blurred(always(1)).Hidden || !p.blurred(always(-1)).Hidden {
		t.Error("who knows nine of the ten knows the tenth")
	}
}
