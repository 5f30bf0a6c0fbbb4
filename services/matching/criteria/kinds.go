package criteria

import "encoding/binary"

// Most mentors answer what others answered. So criteria are worked out for each kind of answer instead of each mentor, those together whose
// answers make few kinds together.

const (
	// kindsOf: a criterion has few kinds of answers where mentors are at least so many times as many.
	kindsOf = 4
	// jointOf and mostJoint bound the kinds of some criteria together, so that making their table costs little beside reading it.
	jointOf, mostJoint = 32, 1024
)

// kinds are the answers of mentors to some criteria together.
type kinds struct {
	of    []int32 // by mentor: the number of their answers
	who   []int32 // by number: a mentor who gave them
	rules []rule  // the criteria, of those mentors alone
}

// sort finds the criteria whose answers are of few kinds; the others stay in apart.
func (s *Scorer) sort() {
	for i := range s.rules {
		one := s.rules[i].kinds()
		if len(one.who)*kindsOf > len(one.of) {
			s.apart = append(s.apart, &s.rules[i])
			continue
		}
		s.join(one)
	}
	for i := range s.kinds {
		k := &s.kinds[i]
		for j := range k.rules {
			k.rules[j] = k.rules[j].among(k.who)
		}
	}
}

// join puts a criterion with the first others with which it makes few kinds.
func (s *Scorer) join(one kinds) {
	for i := range s.kinds {
		if both, ok := s.kinds[i].with(&one); ok {
			s.kinds[i] = both
			return
		}
	}
	s.kinds = append(s.kinds, one)
}

// kinds numbers what mentors answered.
func (r *rule) kinds() kinds {
	k := kinds{of: make([]int32, max(len(r.m), len(r.mList.count))), rules: []rule{*r}}
	by := map[string]int32{}
	var key []byte
	for m := range k.of {
		key = r.answer(m, key[:0])
		id, ok := by[string(key)]
		if !ok {
			id = int32(len(by))
			by[string(key)] = id
			k.who = append(k.who, int32(m))
		}
		k.of[m] = id
	}
	return k
}

// answer adds to key what tells a mentor's answer from all others that count differently.
func (r *rule) answer(m int, key []byte) []byte {
	if r.m != nil {
		return binary.LittleEndian.AppendUint32(key, uint32(r.m[m]))
	}
	l := &r.mList
	key = binary.LittleEndian.AppendUint32(key, uint32(l.count[m]))
	for _, b := range l.bits[m*r.words : (m+1)*r.words] {
		key = binary.LittleEndian.AppendUint64(key, b)
	}
	for _, w := range l.rare[l.start[m]:l.start[m+1]] {
		key = binary.LittleEndian.AppendUint32(key, uint32(w))
	}
	return key
}

// with are the kinds of two together; false if they are many.
func (k *kinds) with(o *kinds) (kinds, bool) {
	most := min(len(k.of)/jointOf, mostJoint)
	both := kinds{of: make([]int32, len(k.of)), rules: append(append([]rule(nil), k.rules...), o.rules...)}
	by := map[[2]int32]int32{}
	for m := range k.of {
		two := [2]int32{k.of[m], o.of[m]}
		id, ok := by[two]
		if !ok {
			if id = int32(len(by)); int(id) >= most {
				return kinds{}, false
			}
			by[two] = id
			both.who = append(both.who, int32(m))
		}
		both.of[m] = id
	}
	return both, true
}

// among is the criterion with the answers of some mentors alone, in their order.
func (r *rule) among(mentors []int32) rule {
	out := *r
	if r.m != nil {
		out.m = make([]int32, len(mentors))
		for i, m := range mentors {
			out.m[i] = r.m[m]
		}
		return out
	}
	l := lists{start: make([]int32, 1, len(mentors)+1)}
	for _, m := range mentors {
		i := int(m)
		l.count = append(l.count, r.mList.count[i])
		l.bits = append(l.bits, r.mList.bits[i*r.words:(i+1)*r.words]...)
		l.rare = append(l.rare, r.mList.rare[r.mList.start[i]:r.mList.start[i+1]]...)
		l.start = append(l.start, int32(len(l.rare)))
	}
	out.mList = l
	return out
}

// ruledOut in a table leaves every sum below 0.
const ruledOut = -1 << 50

// add adds what the criteria give a newcomer with every mentor; table has room for every kind.
func (k *kinds) add(newcomer int, table, out []int64) {
	table = table[:len(k.who)]
	clear(table)
	for i := range k.rules {
		k.rules[i].add(newcomer, table)
	}
	for i, v := range table {
		if v < 0 {
			table[i] = ruledOut
		}
	}
	for m, id := range k.of[:len(out)] {
		out[m] += table[id]
	}
}
