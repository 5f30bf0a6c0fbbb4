package solve

// order numbers people anew, so that those who have to do with each other lie side by side in memory: new rows in the old ones' numbers.
type order struct {
	newcomer, mentor []int32
	back             []int32 // the new number of each mentor
}

const (
	leastNear    = 2000 // newcomers: fewer lie near each other anyway
	probes       = 64   // mentors that are looked at to see whether there are neighbourhoods
	sharePercent = 15   // of two newcomers' mentors are the same where there are, if one is; where pairs are by chance hardly any other is
)

// scarce says whether there are fewer seats that somebody could take than newcomers, so that mentors bid first.
func (g *graph) scarce() bool {
	wanting, degree := 0, make([]int32, g.m)
	for _, j := range g.mentor {
		degree[j]++
	}
	for i := range g.n {
		if g.start[i] < g.start[i+1] {
			wanting++
		}
	}
	fillable := 0
	for j, d := range degree {
		fillable += int(min(g.capacity[j], d))
	}
	return fillable*1000 < wanting*scarcePermil
}

// nearby is an order by neighbourhoods, nil if there are none or if it would not matter.
func (g *graph) nearby() *order {
	if g.n < leastNear || g.pairs() == 0 || !g.hasNeighbourhoods() {
		return nil
	}
	return g.walk()
}

// walk is the order of a walk from each mentor to all who could have a newcomer of theirs, breadth first.
func (g *graph) walk() *order {
	start, newcomers := g.byMentor()
	o := &order{newcomer: make([]int32, 0, g.n), mentor: make([]int32, 0, g.m), back: make([]int32, g.m)}
	seen := make([]bool, g.n)
	for j := range o.back {
		o.back[j] = -1
	}
	meet := func(j int32) {
		if o.back[j] < 0 {
			o.back[j] = int32(len(o.mentor))
			o.mentor = append(o.mentor, j)
		}
	}
	for root := range int32(g.m) {
		at := len(o.mentor)
		for meet(root); at < len(o.mentor); at++ {
			j := o.mentor[at]
			for _, i := range newcomers[start[j]:start[j+1]] {
				if seen[i] {
					continue
				}
				seen[i] = true
				o.newcomer = append(o.newcomer, i)
				for _, u := range g.mentor[g.start[i]:g.start[i+1]] {
					meet(u)
				}
			}
		}
	}
	for i := range int32(g.n) { // those without a pair
		if !seen[i] {
			o.newcomer = append(o.newcomer, i)
		}
	}
	return o
}

// hasNeighbourhoods compares, for some mentors, the first two newcomers who could have them. Where everybody could have everybody, there
// are none.
func (g *graph) hasNeighbourhoods() bool {
	const none = -1
	first := make([]int32, g.m) // of probed mentors: a newcomer; none: not seen yet; below: not probed
	for j := range first {
		first[j] = none - 1
	}
	for x := range probes {
		first[x*g.m/probes] = none
	}
	shared, of := 0, 1
	for i := range int32(g.n) {
		for _, j := range g.mentor[g.start[i]:g.start[i+1]] {
			switch other := first[j]; {
			case other == none:
				first[j] = i
			case other > none:
				first[j] = none - 1
				a, b := g.mentor[g.start[other]:g.start[other+1]], g.mentor[g.start[i]:g.start[i+1]]
				shared += common(a, b) - 1
				of += min(len(a), len(b)) - 1
			}
		}
	}
	return shared*100 > of*sharePercent && g.pairs()/g.n < g.m/4
}

// common is how many numbers two rising lists have in common.
func common(a, b []int32) (n int) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			a, b, n = a[1:], b[1:], n+1
		}
	}
	return n
}

// byMentor lists the newcomers of each mentor.
func (g *graph) byMentor() (start, newcomers []int32) {
	start = make([]int32, g.m+2)
	next := start[1:]
	for _, j := range g.mentor {
		next[j+1]++
	}
	for j := range g.m {
		next[j+1] += next[j]
	}
	newcomers = make([]int32, g.pairs())
	for i := range g.n {
		for _, j := range g.mentor[g.start[i]:g.start[i+1]] {
			newcomers[next[j]] = int32(i)
			next[j]++
		}
	}
	return start, newcomers
}

// arrange is the same graph in the new order.
func (o *order) arrange(g *graph) *graph {
	to := &graph{n: g.n, m: g.m, capacity: make([]int32, g.m), start: make([]int32, 1, g.n+1),
		mentor: make([]int32, 0, g.pairs()), score: make([]int64, 0, g.pairs()), greatest: g.greatest, least: g.least}
	for at, j := range o.mentor {
		to.capacity[at] = g.capacity[j]
	}
	for _, i := range o.newcomer {
		for k := g.start[i]; k < g.start[i+1]; k++ {
			to.mentor = append(to.mentor, o.back[g.mentor[k]])
			to.score = append(to.score, g.score[k])
		}
		to.start = append(to.start, int32(len(to.mentor)))
	}
	return to
}

// restore gives an answer in the old numbers.
func (o *order) restore(from *optimum) *optimum {
	to := &optimum{mentor: make([]int32, len(from.mentor)), price: make([]int64, len(from.price)), margin: make([]int64, len(from.margin))}
	for at, i := range o.newcomer {
		to.mentor[i], to.margin[i] = -1, from.margin[at]
		if j := from.mentor[at]; j >= 0 {
			to.mentor[i] = o.mentor[j]
		}
	}
	for at, j := range o.mentor {
		to.price[j] = from.price[at]
	}
	return to
}
