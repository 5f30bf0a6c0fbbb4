package assign

import (
	"bufio"
	"encoding/binary"
	"io"
	"slices"

	"github.com/waymark-dev/waymark/pkg/fault"
)

const magic = "WMBMAT01"

// errInstance is the refusal of a file that is no instance, with what is wrong with it.
func errInstance(detail string) error {
	return fault.New(fault.Malformed, "assign.instance", detail)
}

// ReadInstance reads a problem from a binary file, little-endian: "WMBMAT01", u32 newcomers, u32 mentors, u64 pairs, u32
// capacity[mentors], u32 start[newcomers+1], u32 mentor[pairs], i32 score[pairs], and nothing after it. Pairs of a newcomer may come in
// any order; of the same pair twice the greater score counts. Memory is taken as the file is read, not as it claims.
func ReadInstance(r io.Reader) (*Problem, error) {
	in := &instance{r: bufio.NewReaderSize(r, 1<<16)}
	var head [24]byte
	if _, err := io.ReadFull(in.r, head[:]); err != nil || string(head[:8]) != magic {
		return nil, errInstance("The file does not begin as an instance does.")
	}
	n, m := binary.LittleEndian.Uint32(head[8:]), binary.LittleEndian.Uint32(head[12:])
	pairs := binary.LittleEndian.Uint64(head[16:])
	if n > MaxPeople || m > MaxPeople || pairs > MaxPairs {
		return nil, errInstance("The file has more people or pairs than can be solved.")
	}
	p := &Problem{Capacity: in.numbers(int(m), MaxCapacity), Start: in.numbers(int(n)+1, int64(pairs)),
		Mentor: in.numbers(int(pairs), int64(m)-1)}
	p.Score = make([]int64, 0, min(int(pairs), 1<<16))
	for range pairs {
		p.Score = append(p.Score, int64(int32(in.number())))
	}
	if in.err != nil {
		return nil, in.err
	}
	if _, err := in.r.ReadByte(); err != io.EOF {
		return nil, errInstance("The file goes on after its end.")
	}
	if p.Start[0] != 0 || int(p.Start[n]) != len(p.Mentor) || !slices.IsSorted(p.Start) {
		return nil, errInstance("The starts of the rows are not in order.")
	}
	p.sortRows()
	return p, nil
}

// instance reads numbers until the first mistake.
type instance struct {
	r   *bufio.Reader
	buf [4]byte
	err error
}

func (in *instance) number() uint32 {
	if in.err != nil {
		return 0
	}
	if _, err := io.ReadFull(in.r, in.buf[:]); err != nil {
		in.err = errInstance("The file ends too early.")
		return 0
	}
	return binary.LittleEndian.Uint32(in.buf[:])
}

// numbers reads n numbers of 0..most.
func (in *instance) numbers(n int, most int64) []int32 {
	list := make([]int32, 0, min(n, 1<<16))
	for range n {
		v := in.number()
		if in.err == nil && int64(v) > most {
			in.err = errInstance("A capacity, start or mentor is out of its range.")
		}
		if in.err != nil {
			return list
		}
		list = append(list, int32(v))
	}
	return list
}

// sortRows puts the pairs of each newcomer in order and keeps the best of those that are there twice.
func (p *Problem) sortRows() {
	type entry struct {
		mentor int32
		score  int64
	}
	var row []entry
	at, from := int32(0), int32(0)
	for i := range p.Newcomers() {
		to := p.Start[i+1]
		row = row[:0]
		for k := from; k < to; k++ {
			row = append(row, entry{p.Mentor[k], p.Score[k]})
		}
		from = to
		slices.SortStableFunc(row, func(a, b entry) int { return int(a.mentor) - int(b.mentor) })
		for _, e := range row {
			if at > p.Start[i] && p.Mentor[at-1] == e.mentor {
				p.Score[at-1] = max(p.Score[at-1], e.score)
				continue
			}
			p.Mentor[at], p.Score[at] = e.mentor, e.score
			at++
		}
		p.Start[i+1] = at
	}
	p.Mentor, p.Score = p.Mentor[:at], p.Score[:at]
}
