package criteria

import "math/bits"

// add adds the weighed values of a newcomer with every mentor; a pair that is ruled out becomes and stays negative. It gives what value
// gives, without asking again for each mentor what the newcomer said.
func (r *rule) add(newcomer int, out []int64) {
	w := int64(r.Weight)
	none := w * Neutral
	if r.silent(newcomer) { // nobody is ruled out by it
		for m := range out {
			if out[m] >= 0 {
				out[m] += none
			}
		}
		return
	}
	switch r.Rule {
	case Same, Different:
		mine, yes, no := r.n[newcomer], w*Million, int64(0)
		if r.Rule == Different {
			yes, no = no, yes
		}
		for m, theirs := range r.m[:len(out)] {
			add := no
			if theirs == mine {
				add = yes
			}
			if theirs == 0 {
				add = none
			}
			r.put(out, m, add)
		}
	case Ahead:
		for m, theirs := range r.m[:len(out)] {
			r.put(out, m, w*ahead(r.n[newcomer], theirs, r.least, r.most))
		}
	default:
		r.addLists(newcomer, out)
	}
}

// addLists is add of the rules that compare lists. What so many words in common of so many give is worked out once.
func (r *rule) addLists(newcomer int, out []int64) {
	const few = 12
	var known [few][few]int64 // by shared and by the mentor's; 0 is not worked out, else one more
	w, mine := int64(r.Weight), int64(r.nList.count[newcomer])
	for m, theirs := range r.mList.count[:len(out)] {
		if out[m] < 0 {
			continue
		}
		shared := r.shared(newcomer, m)
		if r.Rule == Asked {
			switch {
			case shared > 0:
				out[m] += w * Million
			case r.Required && theirs > 0:
				out[m] = Ruled
			default:
				out[m] += w * Neutral
			}
			continue
		}
		v := int64(0)
		if shared < few && theirs < few {
			if v = known[shared][theirs] - 1; v < 0 {
				v = overlap(shared, mine, int64(theirs))
				known[shared][theirs] = v + 1
			}
		} else {
			v = overlap(shared, mine, int64(theirs))
		}
		r.put(out, m, w*v)
	}
}

// put adds what the criterion gives, weighed; nothing at all rules a pair out where it is required.
func (r *rule) put(out []int64, m int, add int64) {
	switch {
	case out[m] < 0:
	case add == 0 && r.Required:
		out[m] = Ruled
	default:
		out[m] += add
	}
}

// silent says whether a newcomer said nothing that the criterion could compare, or does not ask.
func (r *rule) silent(newcomer int) bool {
	switch r.Rule {
	case Same, Different:
		return r.n[newcomer] == 0
	case Ahead:
		return r.n[newcomer] == unsaid
	}
	return r.nList.count[newcomer] == 0
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
		return Neutral, r.Required && r.mList.count[m] > 0 // costs a mentor nothing, unless the programme says that it must be
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
	if len(r.nList.rare) == 0 {
		return int64(count)
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
