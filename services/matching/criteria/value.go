package criteria

import "math/bits"

// add adds the weighed values of a newcomer with every mentor; a pair that is ruled out becomes and stays negative.
func (r *rule) add(newcomer int, out []int64) {
	w := int64(r.Weight)
	for m := range out {
		if out[m] < 0 {
			continue
		}
		v, ruled := r.value(newcomer, m)
		if ruled {
			out[m] = Ruled
			continue
		}
		out[m] += w * v
	}
}

// value is what the criterion gives a pair, 0..Million, and whether it rules the pair out.
func (r *rule) value(n, m int) (v int64, ruled bool) {
	switch r.Rule {
	case Same, Different:
		v = same(r.n[n], r.m[m], r.Rule == Same)
	case Ahead:
		v = ahead(r.n[n], r.m[m], r.least, r.most)
	case Overlap:
		v = overlap(r.shared(n, m), int64(r.nList.count[n]), int64(r.mList.count[m]))
	case Asked:
		switch {
		case r.nList.count[n] == 0: // did not ask
			return Neutral, false
		case r.shared(n, m) > 0:
			return Million, false
		}
		return Neutral, r.Required // costs a mentor nothing, unless the programme says that it must be
	}
	return v, r.Required && v == 0
}

func same(n, m int32, wanted bool) int64 {
	switch {
	case n == 0 || m == 0:
		return Neutral
	case (n == m) == wanted:
		return Million
	}
	return 0
}

// ahead is full between the best steps; who is not ahead at all is worth nothing, and each step beside the best makes it a half, a
// third, a quarter of full.
func ahead(n, m int32, least, most int) int64 {
	if n == unsaid || m == unsaid {
		return Neutral
	}
	gap := int(m) - int(n)
	switch {
	case gap >= least && gap <= most:
		return Million
	case gap > most:
		return Million / int64(1+gap-most)
	case gap <= 0:
		return 0
	}
	return Million / int64(1+least-gap)
}

// overlap is nothing without a word in common. One is never less than leaving the answer empty; three, or all of the shorter list, are
// nine tenths; the rest is how alike the lists are.
func overlap(shared, n, m int64) int64 {
	switch {
	case n == 0 || m == 0:
		return Neutral
	case shared == 0:
		return 0
	}
	if enough := min(n, m, 3); enough > 1 {
		return Neutral + 400_000*(min(shared, enough)-1)/(enough-1) + 100_000*2*shared/(n+m)
	}
	return Neutral + 400_000 + 100_000*2*shared/(n+m)
}

// shared is how many words two rows have in common.
func (r *rule) shared(n, m int) int64 {
	count := 0
	a, b := r.nList.bits[n*r.words:(n+1)*r.words], r.mList.bits[m*r.words:(m+1)*r.words]
	for i := range a {
		count += bits.OnesCount64(a[i] & b[i])
	}
	mine, theirs := r.nList.rare[r.nList.start[n]:r.nList.start[n+1]], r.mList.rare[r.mList.start[m]:r.mList.start[m+1]]
	for len(mine) > 0 && len(theirs) > 0 {
		switch {
		case mine[0] < theirs[0]:
			mine = mine[1:]
		case mine[0] > theirs[0]:
			theirs = theirs[1:]
		default:
			count++
			mine, theirs = mine[1:], theirs[1:]
		}
	}
	return int64(count)
}
