package assign

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// file writes an instance as other programs do.
func file(capacity, start, mentor []uint32, score []int32) []byte {
	var b bytes.Buffer
	b.WriteString("WMBMAT01")
	for _, part := range []any{uint32(len(start) - 1), uint32(len(capacity)), uint64(len(mentor)), capacity, start, mentor, score} {
		if err := binary.Write(&b, binary.LittleEndian, part); err != nil {
			panic(err)
		}
	}
	return b.Bytes()
}

func TestReadInstance(t *testing.T) {
	p, err := ReadInstance(bytes.NewReader(file([]uint32{1, 2}, []uint32{0, 3, 3, 4}, []uint32{1, 0, 1, 0}, []int32{5, -4, 7, 9})))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	if p.Newcomers() != 3 || p.Mentors() != 2 || len(p.Mentor) != 3 {
		t.Fatalf("%+v", p)
	}
	for pair, want := range map[Pair]int64{{0, 0}: -4, {0, 1}: 7, {2, 0}: 9, {1, 0}: 0, {9, 0}: 0, {0, 9}: 0} {
		if got := p.ScoreOf(pair); got != want {
			t.Errorf("%v is worth %d, not %d", pair, got, want)
		}
	}
	good := file([]uint32{1}, []uint32{0, 1}, []uint32{0}, []int32{5})
	change := func(at int, v byte) []byte {
		b := bytes.Clone(good)
		b[at] = v
		return b
	}
	for name, b := range map[string][]byte{"empty": nil, "magic": change(0, 'X'), "short": good[:len(good)-1], "long": append(bytes.Clone(good), 0),
		"capacity": change(27, 255), "start": change(28, 1), "last start": change(32, 0), "mentor": change(36, 1), "pairs": change(20, 255)} {
		if _, err := ReadInstance(bytes.NewReader(b)); !fault.Has(err, fault.Malformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzReadInstance(f *testing.F) {
	f.Add(file([]uint32{1, 2}, []uint32{0, 2, 3}, []uint32{1, 0, 1}, []int32{5, -4, 7}))
	f.Add(file(nil, []uint32{0}, nil, nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := ReadInstance(bytes.NewReader(b))
		if err != nil {
			if fault.As(err).Kind != fault.Malformed {
				t.Fatalf("%v", err)
			}
			return
		}
		if err := p.Check(); err != nil {
			t.Fatalf("read, and refused afterwards: %v", err)
		}
	})
}

func TestCheckNamesWhatIsWrong(t *testing.T) {
	good := func() *Problem {
		return &Problem{Capacity: []int32{1, 1}, Start: []int32{0, 2, 3}, Mentor: []int32{0, 1, 1}, Score: []int64{1, 2, 3}}
	}
	if err := good().Check(); err != nil {
		t.Fatal(err)
	}
	for want, spoil := range map[string]func(p *Problem){
		"/start":          func(p *Problem) { p.Start[2] = 2 },
		"/start/2":        func(p *Problem) { p.Start[1] = 4 },
		"/mentor/1":       func(p *Problem) { p.Mentor[1] = 0 },
		"/mentor/2":       func(p *Problem) { p.Mentor[2] = 2 },
		"/mentor/0":       func(p *Problem) { p.Mentor[0] = -1 },
		"/score":          func(p *Problem) { p.Score = p.Score[:2] },
		"/score/0":        func(p *Problem) { p.Score[0] = MaxScore + 1 },
		"/mentor_score":   func(p *Problem) { p.MentorScore = []int64{1} },
		"/mentor_score/2": func(p *Problem) { p.MentorScore = []int64{1, 1, -MaxScore - 1} },
		"/min_score":      func(p *Problem) { p.MinScore = MaxScore + 1 },
		"/capacity/1":     func(p *Problem) { p.Capacity[1] = -1 },
		"/places":         func(p *Problem) { p.Places = []int32{1} },
		"/places/1":       func(p *Problem) { p.Places = []int32{1, MaxPlaces + 1} },
		"/track/0":        func(p *Problem) { p.Track = []int32{0, -1} },
		"/quotas/0":       func(p *Problem) { p.Quotas = []Quota{{AtLeast: 2, AtMost: 1}} },
		"/pinned/1":       func(p *Problem) { p.Pinned = []Pair{{0, 0}, {0, 0}} },
		"/pinned/0":       func(p *Problem) { p.Pinned, p.Forbidden = []Pair{{0, 0}}, []Pair{{0, 0}} },
		"/forbidden/0":    func(p *Problem) { p.Forbidden = []Pair{{0, 2}} },
	} {
		p := good()
		spoil(p)
		var f *fault.Fault
		if err := p.Check(); !errors.As(err, &f) || len(f.Fields) == 0 || f.Fields[0].Pointer != want {
			t.Errorf("%s: %v %+v", want, err, f)
		} else if strings.TrimSpace(f.Fields[0].Sentence()) == "" {
			t.Errorf("%s: no sentence", want)
		}
	}
	many := &Problem{Capacity: []int32{1}, Start: make([]int32, 101), Mentor: make([]int32, 100), Score: make([]int64, 100)}
	for i := range many.Start {
		many.Start[i] = int32(i)
	}
	for k := range many.Score {
		many.Score[k] = -MaxScore - 1
	}
	if f := fault.As(many.Check()); len(f.Fields) != mostFields {
		t.Errorf("%d fields", len(f.Fields))
	}
}
