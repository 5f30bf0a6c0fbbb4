package rounds

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
)

// What lies in the chunks of a round.
const (
	kindProblem = "problem"
	kindGroups  = "groups"
	kindAnswer  = "answer"
	kindWhy     = "why"
	kindWishes  = "wishes"
	kindSet     = "criteria" // as programs sent it
)

// chunkSize leaves room for the head of a chunk below store.MaxChunk.
const chunkSize = 1<<20 - 256

var errDamaged = errors.New("rounds: a chunk does not hold what the round says")

// pack cuts a stream into chunks. The head names the round, so that no two rounds share one, and one that is discarded takes its own along.
func pack(round, kind string, stream []byte) [][]byte {
	n := max(1, (len(stream)+chunkSize-1)/chunkSize)
	out := make([][]byte, 0, n)
	for i := range n {
		part := stream[i*chunkSize : min((i+1)*chunkSize, len(stream))]
		out = append(out, append(head(round, kind, i, n), part...))
	}
	return out
}

func head(round, kind string, i, n int) []byte {
	return fmt.Appendf(nil, "waymark-round/1 %s %s %d/%d\n", round, kind, i, n)
}

// unpack puts chunks together again.
func unpack(round, kind string, chunks [][]byte) ([]byte, error) {
	var out []byte
	for i, c := range chunks {
		rest, ok := bytes.CutPrefix(c, head(round, kind, i, len(chunks)))
		if !ok {
			return nil, errDamaged
		}
		out = append(out, rest...)
	}
	return out, nil
}

// packProblem writes places, candidates and scores by row number.
func packProblem(p *assign.Problem) []byte {
	out := make([]byte, 0, 16+2*len(p.Capacity)+6*len(p.Mentor))
	out = binary.AppendUvarint(out, uint64(p.Newcomers()))
	out = binary.AppendUvarint(out, uint64(p.Mentors()))
	out = binary.AppendUvarint(out, uint64(len(p.Mentor)))
	for _, c := range p.Capacity {
		out = binary.AppendUvarint(out, uint64(c))
	}
	for i := range p.Newcomers() {
		from, to := p.Start[i], p.Start[i+1]
		out = binary.AppendUvarint(out, uint64(to-from))
		last := int32(-1)
		for k := from; k < to; k++ {
			out = binary.AppendUvarint(out, uint64(p.Mentor[k]-last))
			out = binary.AppendVarint(out, p.Score[k])
			last = p.Mentor[k]
		}
	}
	return out
}

// unpackProblem reads what packProblem wrote; assign.Problem.Check looks at the rest.
func unpackProblem(b []byte) (*assign.Problem, error) {
	r := reader{b: b}
	n, m, pairs := r.count(assign.MaxPeople), r.count(assign.MaxPeople), r.count(len(b))
	p := &assign.Problem{Capacity: make([]int32, 0, min(m, len(b))), Start: make([]int32, 1, min(n, len(b))+1),
		Mentor: make([]int32, 0, pairs), Score: make([]int64, 0, pairs)}
	for range m {
		p.Capacity = append(p.Capacity, int32(r.count(assign.MaxCapacity)))
	}
	for range n {
		last := int32(-1)
		for range r.count(pairs - len(p.Mentor)) {
			last += int32(r.count(m))
			p.Mentor, p.Score = append(p.Mentor, last), append(p.Score, r.signed())
		}
		if p.Start = append(p.Start, int32(len(p.Mentor))); r.bad {
			break
		}
	}
	if r.bad || len(r.b) > 0 || len(p.Mentor) != pairs {
		return nil, errDamaged
	}
	return p, nil
}

// reader reads numbers until the first mistake.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) count(most int) int {
	v, n := binary.Uvarint(r.b)
	if r.bad || n <= 0 || v > uint64(max(most, 0)) {
		r.bad = true
		return 0
	}
	r.b = r.b[n:]
	return int(v)
}

func (r *reader) signed() int64 {
	v, n := binary.Varint(r.b)
	if r.bad || n <= 0 {
		r.bad = true
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) bytes(n int) []byte {
	if r.bad || n > len(r.b) {
		r.bad = true
		return nil
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

// packGroups writes each list as its words and, per row, which one.
func packGroups(g *casting.Groups) ([]byte, error) {
	type column struct {
		Name  string
		Words []string
		Rows  int
	}
	var heads []column
	var rows []byte
	for side, of := range map[string]map[string][]string{"newcomers": g.Newcomers, "mentors": g.Mentors} {
		for name := range of {
			heads = append(heads, column{Name: side + "/" + name})
		}
	}
	slices.SortFunc(heads, func(a, b column) int { return bytes.Compare([]byte(a.Name), []byte(b.Name)) })
	for i := range heads {
		at := map[string]int{}
		for _, w := range columnOf(g, heads[i].Name) {
			k, ok := at[w]
			if !ok {
				k = len(at)
				at[w] = k
				heads[i].Words = append(heads[i].Words, w)
			}
			rows = binary.AppendUvarint(rows, uint64(k))
			heads[i].Rows++
		}
	}
	return withHead(struct {
		Columns []column
		Hidden  []string
	}{heads, g.Hidden}, rows)
}

// columnOf is the list of a side and a group.
func columnOf(g *casting.Groups, name string) []string {
	if side, of, _ := bytes.Cut([]byte(name), []byte("/")); string(side) == "newcomers" {
		return g.Newcomers[string(of)]
	} else {
		return g.Mentors[string(of)]
	}
}

func unpackGroups(b []byte) (*casting.Groups, error) {
	var h struct {
		Columns []struct {
			Name  string
			Words []string
			Rows  int
		}
		Hidden []string
	}
	rest, err := readHead(b, &h)
	if err != nil {
		return nil, err
	}
	g := &casting.Groups{Newcomers: map[string][]string{}, Mentors: map[string][]string{}, Hidden: h.Hidden}
	r := reader{b: rest}
	for _, c := range h.Columns {
		if c.Rows < 0 || c.Rows > len(b) || c.Rows > 0 && len(c.Words) == 0 {
			return nil, errDamaged
		}
		list := make([]string, 0, c.Rows)
		for range c.Rows {
			if k := r.count(len(c.Words) - 1); !r.bad {
				list = append(list, c.Words[k])
			}
		}
		side, of, _ := bytes.Cut([]byte(c.Name), []byte("/"))
		if string(side) == "newcomers" {
			g.Newcomers[string(of)] = list
		} else {
			g.Mentors[string(of)] = list
		}
	}
	if r.bad {
		return nil, errDamaged
	}
	return g, nil
}

// Answer is what one objective made of a round: the pairs, what was settled beforehand, and the proof.
type Answer struct {
	Settled
	Certificate assign.Certificate `json:"certificate"`
	Of          []int32            `json:"-"` // the mentor of each newcomer, -1 for none
}

func packAnswer(a *Answer) ([]byte, error) {
	rows := binary.AppendUvarint(nil, uint64(len(a.Of)))
	for _, j := range a.Of {
		rows = binary.AppendUvarint(rows, uint64(j+1))
	}
	return withHead(a, rows)
}

func unpackAnswer(b []byte) (*Answer, error) {
	a := &Answer{}
	rest, err := readHead(b, a)
	if err != nil {
		return nil, err
	}
	r := reader{b: rest}
	n := r.count(len(b))
	for range n {
		a.Of = append(a.Of, int32(r.count(math.MaxInt32))-1)
	}
	if r.bad || len(r.b) > 0 {
		return nil, errDamaged
	}
	return a, nil
}

// withHead writes JSON before bytes.
func withHead(v any, rest []byte) ([]byte, error) {
	j, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	out := binary.AppendUvarint(make([]byte, 0, len(j)+len(rest)+9), uint64(len(j)))
	return append(append(out, j...), rest...), nil
}

func readHead(b []byte, v any) ([]byte, error) {
	r := reader{b: b}
	j := r.bytes(r.count(len(b)))
	if r.bad || json.Unmarshal(j, v) != nil {
		return nil, errDamaged
	}
	return r.b, nil
}

// packWishes writes what the pairs of a problem are to their mentors, in the order of the pairs.
func packWishes(p *assign.Problem) []byte {
	out := make([]byte, 0, 3*len(p.MentorScore))
	for _, v := range p.MentorScore {
		out = binary.AppendVarint(out, v)
	}
	return out
}

func unpackWishes(b []byte, pairs int) ([]int64, error) {
	if pairs > len(b) { // at least a byte each
		return nil, errDamaged
	}
	r, out := reader{b: b}, make([]int64, pairs)
	for k := range out {
		if out[k] = r.signed(); r.bad {
			return nil, errDamaged
		}
	}
	if len(r.b) > 0 {
		return nil, errDamaged
	}
	return out, nil
}

func packWhy(w *casting.Why) ([]byte, error) { return withHead(w, w.Said) }

func unpackWhy(b []byte, pairs int) (*casting.Why, error) {
	w := &casting.Why{}
	rest, err := readHead(b, w)
	if err != nil {
		return nil, err
	}
	if len(rest) != (2*len(w.Criteria)*pairs+7)/8 {
		return nil, errDamaged
	}
	w.Said = rest
	return w, nil
}
