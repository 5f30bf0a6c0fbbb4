package pack

import (
	"encoding/binary"
	"slices"
	"unsafe"
)

// Set is one of few kinds of number that a set is made of.
type Set interface{ ~uint16 | ~uint32 | ~uint64 }

// Sets keeps lists of numbers once each, however many rows have them. Number 0 is the empty one.
type Sets[E Set] struct {
	from []uint32
	all  []E
}

// SetsMaker makes Sets.
type SetsMaker[E Set] struct {
	Sets[E]
	by     map[string]uint32
	key    []byte
	lately [1 << latelyBits]uint32 // numbers, by how sets begin and end
}

const latelyBits = 12

// NewSets has the empty set alone.
func NewSets[E Set]() *SetsMaker[E] {
	return &SetsMaker[E]{Sets: Sets[E]{from: []uint32{0, 0}}, by: map[string]uint32{"": 0}}
}

// Put gives the number of a set.
func (m *SetsMaker[E]) Put(set []E) uint32 {
	if len(set) == 0 {
		return 0
	}
	lately := &m.lately[(uint64(set[0])*0x9e3779b97f4a7c15^uint64(set[len(set)-1])*0xc2b2ae3d27d4eb4f)>>(64-latelyBits)]
	if slices.Equal(m.At(*lately), set) {
		return *lately
	}
	m.key = m.key[:0]
	for _, e := range set {
		m.key = binary.LittleEndian.AppendUint64(m.key, uint64(e))
	}
	if n, ok := m.by[string(m.key)]; ok {
		*lately = n
		return n
	}
	n := uint32(len(m.from) - 1)
	m.all = append(m.all, set...)
	m.from = append(m.from, uint32(len(m.all)))
	m.by[string(m.key)], *lately = n, n
	return n
}

// Done gives what was made.
func (m *SetsMaker[E]) Done() *Sets[E] {
	return &Sets[E]{append(make([]uint32, 0, len(m.from)), m.from...), append(make([]E, 0, len(m.all)), m.all...)}
}

// At is a set; nobody may change it.
func (s *Sets[E]) At(n uint32) []E { return s.all[s.from[n]:s.from[n+1]:s.from[n+1]] }

// Len is how many sets there are.
func (s *Sets[E]) Len() int { return len(s.from) - 1 }

// Bytes is what the sets take.
func (s *Sets[E]) Bytes() int {
	var e E
	return 4*cap(s.from) + int(unsafe.Sizeof(e))*cap(s.all)
}
