package cohort

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

// Fixed are pairs that a programme has settled itself: pinned ones are in every answer, whatever they are worth, forbidden ones in none.
type Fixed struct {
	Pinned, Forbidden []assign.Pair
}

// Wishes are what newcomers may have together: how many mentors each, and quotas of tracks. The zero value is one each and no quotas.
type Wishes struct {
	Places []int32
	Track  []int32
	Quotas []assign.Quota
	Tracks []string // names of the quotas
}

// Several says whether these are more than one mentor each and no quotas: only the objective fit knows them.
func (w *Wishes) Several() bool { return len(w.Places) > 0 || len(w.Quotas) > 0 }

// PlacesOf is how many mentors a newcomer may have.
func (w *Wishes) PlacesOf(newcomer int32) int32 {
	if len(w.Places) == 0 {
		return 1
	}
	return w.Places[newcomer]
}

// WantedBy says how many mentors each newcomer gets: what their line says, else each.
func (w *Wishes) WantedBy(newcomers *People, each int32) {
	switch {
	case newcomers.Wanted != nil:
		w.Places = newcomers.Wanted
	case each > 1:
		w.Places = slices.Repeat([]int32{each}, newcomers.Len())
	}
}

// ReadQuotas reads a table of tracks with how many pairs their newcomers have together, at least and at most; an empty cell is no bound.
// Who is in which track says the newcomers' column.
func (w *Wishes) ReadQuotas(t *Table, newcomers *People, wrong *Problems) Columns {
	f := finder{t, nil, wrong, map[int]string{}}
	var at [3]int
	for i, names := range [][]string{groupHeadings["track"], {"at least", "least", "min", "minimum"}, {"at most", "most", "max", "maximum"}} {
		if at[i] = f.field(names[0], names); at[i] >= 0 {
			f.use(at[i], names[0])
		} else if i == 0 {
			wrong.Add(t.Name, t.First, -1, "There is no column \"track\". The headings are track,at least,at most.")
		}
	}
	c := f.columns()
	own, ok := newcomers.Groups["track"]
	if !ok {
		wrong.Add(newcomers.File, 0, -1, "There is no column of tracks, and quotas are given for them.")
	}
	if at[0] < 0 || !ok {
		return c
	}
	index := map[string]int32{}
	for i := range t.Lines {
		l := &t.Lines[i]
		name := l.cell(at[0])
		q := assign.Quota{AtLeast: bound(t, l, at[1], 0, wrong), AtMost: bound(t, l, at[2], -1, wrong)}
		_, twice := index[fold(name)]
		switch {
		case fold(name) == "":
			wrong.Add(t.Name, l.Number, at[0], "It is not said which track this is.")
		case twice:
			wrong.Add(t.Name, l.Number, at[0], "This track is there twice.")
		case q.AtMost >= 0 && q.AtLeast > q.AtMost:
			wrong.Add(t.Name, l.Number, at[1], "At least is more than at most.")
		case !slices.ContainsFunc(own, func(v string) bool { return fold(v) == fold(name) }):
			wrong.Add(t.Name, l.Number, at[0], "No newcomer is in this track.")
		case len(w.Quotas) == assign.MaxTracks:
			wrong.Add(t.Name, l.Number, -1, "There are more than %d tracks.", assign.MaxTracks)
		default:
			index[fold(name)] = int32(len(w.Quotas))
			w.Quotas, w.Tracks = append(w.Quotas, q), append(w.Tracks, name)
		}
	}
	possible := make([]int32, len(w.Quotas))
	for i, v := range own {
		track, known := index[fold(v)]
		if !known {
			track = -1
		} else {
			possible[track] += w.PlacesOf(int32(i))
		}
		w.Track = append(w.Track, track)
	}
	for i := range t.Lines {
		l := &t.Lines[i]
		if k, ok := index[fold(l.cell(at[0]))]; ok && w.Quotas[k].AtLeast > possible[k] {
			wrong.Add(t.Name, l.Number, at[1], "That many pairs are not possible: the newcomers of this track may have %d together. Write less.", possible[k])
		}
	}
	return c
}

// Full says of everybody whose track has all the pairs that its quota allows which track that is; "" otherwise.
func (w *Wishes) Full(pairs []assign.Pair) func(newcomer int32) string {
	left := make([]int32, len(w.Quotas))
	for t, q := range w.Quotas {
		left[t] = q.AtMost
	}
	for _, p := range pairs {
		if t := w.track(p.Newcomer); t >= 0 {
			left[t]--
		}
	}
	return func(newcomer int32) string {
		if t := w.track(newcomer); t >= 0 && w.Quotas[t].AtMost >= 0 && left[t] <= 0 {
			return w.Tracks[t]
		}
		return ""
	}
}

func (w *Wishes) track(newcomer int32) int32 {
	if len(w.Quotas) == 0 {
		return -1
	}
	return w.Track[newcomer]
}

// bound reads a number of pairs; an empty cell is unsaid.
func bound(t *Table, l *Line, column int, unsaid int32, wrong *Problems) int32 {
	if l.cell(column) == "" {
		return unsaid
	}
	n, err := strconv.Atoi(l.cell(column))
	if err != nil || n < 0 || n > assign.MaxPeople {
		wrong.Add(t.Name, l.Number, column, "Write a whole number of pairs from 0 up, or nothing for no bound.")
		return unsaid
	}
	return int32(n)
}

// Filled says how far each quota is, as a line for people.
func (w *Wishes) Filled(pairs []assign.Pair) (out []string) {
	if len(w.Quotas) == 0 {
		return nil
	}
	count := make([]int, len(w.Quotas))
	for _, p := range pairs {
		if t := w.Track[p.Newcomer]; t >= 0 {
			count[t]++
		}
	}
	for t, q := range w.Quotas {
		most := "any number"
		if q.AtMost >= 0 {
			most = strconv.Itoa(int(q.AtMost))
		}
		out = append(out, fmt.Sprintf("track      %s: %d pairs (at least %d, at most %s)", Plain(w.Tracks[t]), count[t], q.AtLeast, most))
	}
	return out
}

// fixedWords are how people write what is settled about a pair.
var fixedWords = map[string]bool{"pin": true, "pinned": true, "keep": true, "always": true, "forbid": false, "forbidden": false, "never": false}

// ReadFixed reads a table with newcomer, mentor and rule (pin or forbid). Everything that is wrong is told, also pins beyond the places.
// places is how many mentors a newcomer may have.
func ReadFixed(t *Table, newcomers, mentors *People, places func(newcomer int32) int32, wrong *Problems) (Fixed, Columns) {
	f := finder{t, nil, wrong, map[int]string{}}
	var at [3]int
	for i, names := range [][]string{scoreHeadings[0].names, scoreHeadings[1].names, {"rule", "pin or forbid", "what"}} {
		if at[i] = f.field(names[0], names); at[i] < 0 {
			wrong.Add(t.Name, t.First, -1, "There is no column %q. The headings are newcomer,mentor,rule, and a rule is pin or forbid.", names[0])
		} else {
			f.use(at[i], names[0])
		}
	}
	c := f.columns()
	var out Fixed
	if at[0] < 0 || at[1] < 0 || at[2] < 0 {
		return out, c
	}
	s, selves := Scores{file: t.Name, wrong: wrong}, Selves(newcomers, mentors)
	pairs, has, taken, given := map[assign.Pair]int{}, map[int32]int{}, map[int32]int32{}, map[int32]int32{}
	for i := range t.Lines {
		l := &t.Lines[i]
		n, ok := s.who(l, at[0], newcomers)
		m, found := s.who(l, at[1], mentors)
		pin, known := fixedWords[fold(l.cell(at[2]))]
		if !known {
			wrong.Add(t.Name, l.Number, at[2], "The rule is pin or forbid.")
		}
		if !ok || !found || !known {
			continue
		}
		if self, both := selves[n]; pin && both && self == m {
			wrong.Add(t.Name, l.Number, at[1], "This is the same person on both sides, and nobody is their own mentor. Take the line out.")
			continue
		}
		pair := assign.Pair{Newcomer: n, Mentor: m}
		if old, twice := pairs[pair]; twice {
			wrong.Add(t.Name, l.Number, -1, "This pair is on line %d already.", old)
			continue
		}
		pairs[pair] = l.Number
		if !pin {
			out.Forbidden = append(out.Forbidden, pair)
			continue
		}
		if given[n]++; given[n] > places(n) {
			wrong.Add(t.Name, l.Number, at[0], "This newcomer is pinned on line %d already. Mentors that they may have: %d.", has[n], places(n))
		}
		if taken[m]++; taken[m] > mentors.Capacity[m] {
			wrong.Add(t.Name, l.Number, at[1], "More newcomers are pinned to this mentor than the %d that they take.", mentors.Capacity[m])
		}
		has[n] = l.Number
		out.Pinned = append(out.Pinned, pair)
	}
	return out, c
}
