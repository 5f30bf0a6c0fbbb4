package rank

// scratch is the memory of one question, used again by later ones.
type scratch struct {
	at     []uint16 // by word
	marked []word   // whose at is not 0

	causes, abouts, voices, goals, style memo
	theirs                               []word // interests of one mentor
	named                                []named
	ask                                  digestAsk
	sharing, rest, later, sorted, some   []bounded

	effects               []effect
	sources               []source
	buckets               [len(gains)]bucket
	skills0               []feature
	sums                  [6]adder // by mentorBlock.tongue
	all                   []lacking
	ofBits                [64]int64 // of a block of mentors
	octet                 octet
	hours                 hourBounds
	mosts                 []int64  // by row of mentors: what the score does not exceed
	bounds                []int32  // by block of mentors: the most of what no feature tells
	does                  []uint16 // by number of said: its first effect
	found                 []uint16 // by skillWord: the effect that counts
	bits                  []uint64 // bit sets of one question
	any, understood, done []uint64

	needed []needed
	sweep  sweep
	has    blockWords // of a block of issues
}

// room gives an empty bit set.
func (s *scratch) room(words int) []uint64 {
	from := len(s.bits)
	if cap(s.bits) < from+words {
		s.bits = make([]uint64, 0, 2*(from+words)) // those given before keep theirs
		from = 0
	}
	s.bits = s.bits[:from+words]
	out := s.bits[from:]
	clear(out)
	return out[:words:words]
}

func cleared(list []uint64, n int) []uint64 {
	if cap(list) < n {
		return make([]uint64, n)
	}
	clear(list[:n])
	return list[:n]
}

// bounded is a run, a class or a mentor, and what nothing in it exceeds.
type bounded struct {
	score int32
	both  int32 // of a mentor: both directions together, at most
	at    uint32
}

func (s *scratch) mark(w word, as uint16) {
	s.at[w] = as
	s.marked = append(s.marked, w)
}

// scratch gives memory for a question; back takes it again.
func (x *Index) scratch() *scratch {
	s, ok := x.memory.Get().(*scratch)
	if !ok {
		s = &scratch{}
	}
	if n := x.words.len(); n > len(s.at) {
		s.at = make([]uint16, n+n/8)
	}
	return s
}

func (x *Index) back(s *scratch) {
	for _, w := range s.marked {
		s.at[w] = 0
	}
	s.marked = s.marked[:0]
	x.memory.Put(s)
}

// descending sorts what is bounded, the greatest first, as well as it need be: to a two-thousandth.
func (s *scratch) descending(list []bounded) []bounded {
	const shift = 9
	var begins [Million>>shift + 2]int32
	for _, b := range list {
		begins[Million>>shift-min(b.score, Million)>>shift+1]++
	}
	for i := 1; i < len(begins); i++ {
		begins[i] += begins[i-1]
	}
	if cap(s.sorted) < len(list) {
		s.sorted = make([]bounded, len(list)*5/4)
	}
	out := s.sorted[:len(list)]
	for _, b := range list {
		at := &begins[Million>>shift-min(b.score, Million)>>shift]
		out[*at] = b
		*at++
	}
	return out
}

// memo remembers what sets add, by their number, during one question.
type memo struct {
	now  uint32
	list []remembered
}

type remembered struct {
	sum  sum
	when uint32
	flag bool
}

// mostMemo bounds the memory of one memo; what is beyond is worked out every time.
const mostMemo = 1 << 17

// reset forgets everything; there are n sets.
func (m *memo) reset(n int) {
	if n = min(n, mostMemo); n > len(m.list) {
		m.list, m.now = make([]remembered, n), 0
	}
	if m.now++; m.now == 0 {
		clear(m.list)
		m.now = 1
	}
}

func (m *memo) get(set uint32) (v sum, flag, ok bool) {
	if set < uint32(len(m.list)) {
		if r := &m.list[set]; r.when == m.now {
			return r.sum, r.flag, true
		}
	}
	return 0, false, false
}

func (m *memo) put(set uint32, v sum, flag bool) {
	if set < uint32(len(m.list)) {
		m.list[set] = remembered{v, m.now, flag}
	}
}
