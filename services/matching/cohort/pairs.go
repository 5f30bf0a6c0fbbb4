package cohort

import (
	"slices"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/csvsafe"
	"github.com/waymark-dev/waymark/services/matching/assign"
)

// PairsHeadings are the columns of the list of pairs.
var PairsHeadings = []string{"newcomer", "mentor", "score", "reason"}

// Row is one line of the list of pairs.
type Row struct {
	Newcomer int32
	Mentor   int32 // -1: unmatched
	Score    int64
	Reason   string
}

// WritePairs writes the list of pairs as CSV in UTF-8, in the order of the newcomers' file. No cell begins a formula.
func WritePairs(rows []Row, newcomers, mentors *People) []byte {
	var out csvsafe.Table
	out.Texts(PairsHeadings...)
	for _, r := range rows {
		if r.Mentor >= 0 {
			out.Row(newcomers.ID[r.Newcomer], mentors.ID[r.Mentor], r.Score, r.Reason)
		} else {
			out.Row(newcomers.ID[r.Newcomer], "", "", r.Reason)
		}
	}
	return out.Bytes()
}

// ReadPairs reads a list of pairs back: who is with whom by row numbers. What does not fit the people is told; so is a score that is not
// the pair's, and a newcomer who is missing or there twice.
func ReadPairs(t *Table, newcomers, mentors *People, p *assign.Problem, wrong *Problems) []assign.Pair {
	at := [3]int{}
	f := finder{t, nil, wrong, map[int]string{}}
	for i, h := range PairsHeadings[:3] {
		if at[i] = f.only(h); at[i] < 0 {
			wrong.Add(t.Name, t.First, -1, "There is no column %q. The headings are newcomer,mentor,score,reason.", h)
		}
	}
	if wrong.Total > 0 {
		return nil
	}
	find := func(l *Line, column int, people *People) (int32, bool) {
		row, ok := people.Find(l.cell(column))
		if !ok {
			wrong.Add(t.Name, l.Number, column, "Nobody of this name is in %s.", Plain(people.File))
		}
		return row, ok
	}
	seen := map[int32]int{}
	made := map[assign.Pair]bool{}
	var out []assign.Pair
	for i := range t.Lines {
		l := &t.Lines[i]
		n, ok := find(l, at[0], newcomers)
		if !ok {
			continue
		}
		m, known := int32(-1), l.cell(at[1]) == ""
		if !known {
			m, known = find(l, at[1], mentors)
		}
		pair := assign.Pair{Newcomer: n, Mentor: m}
		several := len(p.Places) > 0 && p.Places[n] > 1 && m >= 0 && !made[pair] && !made[assign.Pair{Newcomer: n, Mentor: -1}]
		if old, twice := seen[n]; twice && !several {
			wrong.Add(t.Name, l.Number, at[0], "This newcomer is on line %d already.", old)
			continue
		}
		seen[n], made[pair] = l.Number, true
		if l.cell(at[1]) == "" {
			if l.cell(at[2]) != "" {
				wrong.Add(t.Name, l.Number, at[2], "There is a score and no mentor.")
			}
			continue
		}
		if !known {
			continue
		}
		if _, listed := p.Find(pair); !listed && !slices.Contains(p.Pinned, pair) {
			wrong.Add(t.Name, l.Number, at[1], "This pair may not be made.")
		} else if score := p.ScoreOf(pair); l.cell(at[2]) != strconv.FormatInt(score, 10) {
			wrong.Add(t.Name, l.Number, at[2], "This is not the score of the pair, which is %d.", score)
		}
		out = append(out, pair)
	}
	if missing := newcomers.Len() - len(seen); missing > 0 {
		for i, id := range newcomers.Line {
			if _, ok := seen[int32(i)]; !ok {
				wrong.Add(t.Name, 0, -1, "The newcomer of line %d of %s is missing (%d are).", id, Plain(newcomers.File), missing)
				break
			}
		}
	}
	return out
}
