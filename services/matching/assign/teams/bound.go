package teams

import (
	"cmp"
	"slices"

	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/assign/solve"
)

// bound finds what no answer can pass: of the people by sizes alone, of what is missing by who has the skills at all, of the wishes by
// everybody's choice among the places of the projects, which solve gives with prices that prove it.
func (f *frame) bound(o Options) (Bound, error) {
	b := Bound{Seated: f.mostSeated()}
	p := &assign.Problem{Start: []int32{0}}
	for _, x := range f.p.Projects {
		p.Capacity = append(p.Capacity, x.Most*x.Teams)
	}
	row := make([]int64, len(f.p.Projects))
	for a := range f.atoms { // friends go to one project, so each of them has what it is worth to all of them, divided
		at, size := len(p.Mentor), int64(f.atoms[a].size)
		for _, w := range f.wish[f.wishes[a]:f.wishes[a+1]] {
			if f.may(int32(a), w.Project) && f.p.Projects[w.Project].Teams > 0 {
				p.Mentor = append(p.Mentor, w.Project)
				row[w.Project] = (w.Score + size - 1) / size
			}
		}
		list := p.Mentor[at:]
		for n := range size {
			if n > 0 {
				p.Mentor = append(p.Mentor, list...)
			}
			for _, j := range list {
				p.Score = append(p.Score, row[j])
			}
			p.Start = append(p.Start, int32(len(p.Mentor)))
		}
	}
	r, err := solve.Solve(p, assign.Fit, assign.Options{Stop: o.Stop})
	if err != nil {
		return b, err
	}
	b.Wishes, b.Prices = r.Total, r.Certificate.Fit.Prices
	return b, nil
}

// mostSeated is the greatest number of people that sizes of teams can add up to, among those who fit some project.
func (f *frame) mostSeated() int {
	n := 0
	for a := range f.atoms {
		for j := range f.p.Projects {
			if f.p.Projects[j].Teams > 0 && f.may(int32(a), int32(j)) {
				n += int(f.atoms[a].size)
				break
			}
		}
	}
	sums := make([]uint64, n/64+1) // a bit for each number of people that can be had
	sums[0] = 1
	shifted := make([]uint64, len(sums))
	for _, j := range f.project {
		x := &f.p.Projects[j]
		copy(shifted, sums)
		for by := x.Least; by <= x.Most; by++ {
			orShifted(sums, shifted, uint(by))
		}
	}
	for n > 0 && sums[n/64]>>(n%64)&1 == 0 {
		n--
	}
	return n
}

// orShifted adds all numbers of from, each so much greater, to a set of numbers.
func orShifted(to, from []uint64, by uint) {
	words, rest := int(by/64), by%64
	for x := len(to) - 1; x >= words; x-- {
		v := from[x-words] << rest
		if rest > 0 && x > words {
			v |= from[x-words-1] >> (64 - rest)
		}
		to[x] |= v
	}
}

// leastMissing is a bound for what is missing where so many people are in a team: for each kind of need, teams are open that need it
// least for their size, and everybody who meets it is in the right one.
func (f *frame) leastMissing(seated int) int {
	type share struct{ needs, places int64 }
	of := make([]map[share]int64, len(f.holders)) // how many teams of each share
	places := int64(0)
	for _, j := range f.project {
		most := int64(f.p.Projects[j].Most)
		places += most
		kinds := map[int32]int64{}
		for _, n := range f.needs[j] {
			kinds[n.kind] = max(kinds[n.kind], int64(n.people))
		}
		for kind, n := range kinds {
			if of[kind] == nil {
				of[kind] = map[share]int64{}
			}
			of[kind][share{n, most}]++
		}
	}
	missing := 0
	for kind, shares := range of {
		free, list := places, make([]share, 0, len(shares))
		for x, n := range shares {
			free -= x.places * n
			list = append(list, x)
		}
		left := int64(seated) - free // people who have to be in a team that needs this
		slices.SortFunc(list, func(x, y share) int {
			return cmp.Or(cmp.Compare(x.needs*y.places, y.needs*x.places), cmp.Compare(x.places, y.places))
		})
		needed := int64(0)
		for _, x := range list {
			if left <= 0 {
				break
			}
			teams := shares[x]
			if full := x.places * teams; full <= left {
				needed += x.needs * teams
				left -= full
				continue
			}
			needed += (x.needs*left + x.places - 1) / x.places
			left = 0
		}
		have := int64(0)
		for _, a := range f.holders[kind] {
			have += int64(f.meets(a, int32(kind)))
		}
		missing += int(max(needed-have, 0))
	}
	return missing
}
