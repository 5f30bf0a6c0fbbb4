package pack

import (
	"bytes"
	"strings"
	"unsafe"
)

// IDs is a column of ids. UUIDs and the 26 letters of a catalogue id take 17 and 18 bytes, others their length and one.
type IDs struct {
	from   []uint32 // where each begins; nil where all are as long
	stride int
	kind   byte // of all of them, which then do not say it
	n      int
	all    []byte
	sorted []uint32 // rows by id
}

const (
	plain  = 0
	uuid   = 1
	base32 = 2
	letter = "abcdefghijklmnopqrstuvwxyz234567"
	digits = "0123456789abcdef"
)

// MakeIDs makes the column of n ids.
func MakeIDs(n int, id func(i int) string) *IDs {
	m := NewIDs(n)
	for i := range n {
		m.Add(id(i))
	}
	return m.Done()
}

// IDsMaker makes a column of ids one by one.
type IDsMaker struct {
	c     IDs
	alike bool // all are as long and of one kind so far
}

// NewIDs has room for n ids.
func NewIDs(n int) *IDsMaker {
	return &IDsMaker{IDs{from: make([]uint32, 1, n+1), all: make([]byte, 0, n*18)}, true}
}

// Add adds the next id.
func (m *IDsMaker) Add(id string) {
	c := &m.c
	c.all = appendID(c.all, id)
	if c.n == 0 {
		c.stride, c.kind = len(c.all), c.all[0]
	}
	m.alike = m.alike && c.all[c.from[c.n]] == c.kind && len(c.all) == (c.n+1)*c.stride
	c.from = append(c.from, uint32(len(c.all)))
	c.n++
}

// Done gives the column.
func (m *IDsMaker) Done() *IDs {
	c := m.c
	if m.alike && c.n > 0 {
		c.from, c.stride = nil, c.stride-1
		for i := range c.n {
			copy(c.all[i*c.stride:], c.all[i*(c.stride+1)+1:(i+1)*(c.stride+1)])
		}
		c.all = c.all[:c.n*c.stride]
	}
	c.all = append(make([]byte, 0, len(c.all)), c.all...)
	return &c
}

// In gives the column in another order: row i is the one that was added as number order[i].
func (m *IDsMaker) In(order []uint32) *IDs {
	c := &m.c
	out := &IDs{stride: c.stride, kind: c.kind, n: c.n}
	if m.alike && c.n > 0 {
		out.stride--
		out.all = make([]byte, c.n*out.stride)
		for i, o := range order {
			copy(out.all[i*out.stride:(i+1)*out.stride], c.all[int(o)*c.stride+1:])
		}
		return out
	}
	out.all = make([]byte, len(c.all))
	out.from = make([]uint32, len(c.from))
	for i, o := range order {
		n := copy(out.all[out.from[i]:], c.all[c.from[o]:c.from[o+1]])
		out.from[i+1] = out.from[i] + uint32(n)
	}
	return out
}

// Sort tells the rows in the order of their ids, so that Find can work.
func (c *IDs) Sort(sorted []uint32) { c.sorted = sorted }

// Len is how many there are.
func (c *IDs) Len() int { return c.n }

// At is an id.
func (c *IDs) At(i int) string {
	var buf [256]byte
	return string(c.read(i, buf[:0]))
}

// Compare compares id i with another, as strings.Compare does.
func (c *IDs) Compare(i int, id string) int {
	var buf [256]byte
	return strings.Compare(view(c.read(i, buf[:0])), id)
}

// Key is an id as many are compared with it.
type Key struct {
	id     string
	packed [16]byte
	uuid   bool
}

// KeyOf makes a key of an id.
func KeyOf(id string) (k Key) {
	k.id = id
	if len(id) == 36 {
		k.packed, k.uuid = packUUID(id)
	}
	return k
}

// Of says whether it is the key of an id.
func (k *Key) Of(id string) bool { return k.id == id }

// Before says whether id i comes before that of a key. The digits of uuids are in the order of what they stand for.
func (c *IDs) Before(i int, k *Key) bool {
	if c.from == nil && c.kind == uuid && k.uuid {
		return bytes.Compare(c.all[i*c.stride:(i+1)*c.stride], k.packed[:]) < 0
	}
	return c.Compare(i, k.id) < 0
}

// Touch reads the beginning of an id, so that memory brings it; what it gives means nothing.
func (c *IDs) Touch(i int) byte {
	if c.from == nil {
		return c.all[i*c.stride]
	}
	return c.all[c.from[i]]
}

// Less says whether the id of row i is before that of row j.
func (c *IDs) Less(i, j int) bool {
	var a, b [256]byte
	return bytes.Compare(c.read(i, a[:0]), c.read(j, b[:0])) < 0
}

// Find is the row of an id.
func (c *IDs) Find(id string) (int, bool) {
	lo, hi := 0, len(c.sorted)
	for lo < hi {
		mid := int(uint(lo+hi) / 2)
		switch cmp := c.Compare(int(c.sorted[mid]), id); {
		case cmp == 0:
			return int(c.sorted[mid]), true
		case cmp < 0:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return 0, false
}

func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

func (c *IDs) read(i int, into []byte) []byte {
	kind, b := c.kind, c.all
	if c.from == nil {
		b = b[i*c.stride : (i+1)*c.stride]
	} else {
		b = b[c.from[i]:c.from[i+1]]
		kind, b = b[0], b[1:]
	}
	switch kind {
	case uuid:
		for n, x := range b {
			if n == 4 || n == 6 || n == 8 || n == 10 {
				into = append(into, '-')
			}
			into = append(into, digits[x>>4], digits[x&15])
		}
	case base32:
		var acc, have uint
		for _, x := range b {
			for acc, have = acc<<8|uint(x), have+8; have >= 5 && len(into) < 26; have -= 5 {
				into = append(into, letter[acc>>(have-5)&31])
			}
		}
	default:
		into = append(into, b...)
	}
	return into
}

func appendID(to []byte, id string) []byte {
	if len(id) == 36 {
		if b, ok := packUUID(id); ok {
			return append(append(to, uuid), b[:]...)
		}
	}
	if len(id) == 26 {
		if b, ok := packLetters(id); ok {
			return append(append(to, base32), b[:]...)
		}
	}
	return append(append(to, plain), id...)
}

func packUUID(id string) (b [16]byte, ok bool) {
	n := 0
	for i := 0; i < len(id); i++ {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if id[i] != '-' {
				return b, false
			}
			continue
		}
		d := strings.IndexByte(digits, id[i])
		if d < 0 {
			return b, false
		}
		b[n/2] |= byte(d) << (4 - 4*(n%2))
		n++
	}
	return b, true
}

// letterOf is 1 + the number of a letter; 0 for others.
var letterOf = func() (of [256]byte) {
	for i := range len(letter) {
		of[letter[i]] = byte(i + 1)
	}
	return of
}()

func packLetters(id string) (b [17]byte, ok bool) {
	var acc, have, n uint
	for i := 0; i < len(id); i++ {
		d := letterOf[id[i]] - 1
		if d > 31 {
			return b, false
		}
		if acc, have = acc<<5|uint(d), have+5; have >= 8 {
			have -= 8
			b[n] = byte(acc >> have)
			n++
		}
	}
	b[n] = byte(acc << (8 - have))
	return b, true
}

// Bytes is what the column takes.
func (c *IDs) Bytes() int { return 4*cap(c.from) + cap(c.all) + 4*cap(c.sorted) }
