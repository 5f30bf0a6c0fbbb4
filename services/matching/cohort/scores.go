package cohort

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

// Pairs are the pairs that may be made, by newcomer and then mentor, as assign.Problem has them.
type Pairs struct {
	Start       []int32
	Mentor      []int32
	Score       []int64
	MentorScore []int64 // nil: the same as Score
}

// Scores joins a file of scores with the people.
type Scores struct {
	file                            string
	newcomers, mentors              *People
	wrong                           *Problems
	newcomer, mentor, score, theirs int
	list                            []scored
	rows                            int
	selves                          map[int32]int32
	left                            int
}

// scored is one line.
type scored struct {
	newcomer, mentor, line int32
	score, theirs          int64
}

// scoreHeadings are how its columns are called, in their order.
var scoreHeadings = [...]struct {
	field string
	names []string
}{
	{"newcomer", []string{"newcomer", "newcomer id", "mentee", "mentee id"}}, {"mentor", []string{"mentor", "mentor id"}},
	{"score", []string{"score", "points", "fit"}}, {"mentor_score", []string{"mentor score", "score of the mentor"}},
}

// NewScores understands the headings of a file of scores. What is missing is told. Columns that it does not use are in Unused.
func NewScores(t *Table, names map[string]string, newcomers, mentors *People, wrong *Problems) (*Scores, Columns) {
	s := &Scores{file: t.Name, newcomers: newcomers, mentors: mentors, wrong: wrong, selves: Selves(newcomers, mentors)}
	f := finder{t, names, wrong, map[int]string{}}
	at := [4]int{}
	for i, h := range scoreHeadings {
		if at[i] = f.field(h.field, h.names); at[i] >= 0 {
			f.use(at[i], h.field)
		} else if i < 3 {
			wrong.Add(t.Name, t.First, -1, "There is no column %q. "+
				"The headings are newcomer,mentor,score and perhaps mentor_score; or use --map 'scores.%s=HEADING'.",
				h.field, h.field)
		}
	}
	s.newcomer, s.mentor, s.score, s.theirs = at[0], at[1], at[2], at[3]
	return s, f.columns()
}

// Add reads one line. What is wrong with it is told, unless a column is missing, which was told.
func (s *Scores) Add(l Line) {
	if s.newcomer < 0 || s.mentor < 0 || s.score < 0 {
		return
	}
	s.rows++
	n, ok := s.who(&l, s.newcomer, s.newcomers)
	m, found := s.who(&l, s.mentor, s.mentors)
	score, read := s.number(&l, s.score)
	theirs, too := int64(0), true
	if s.theirs >= 0 {
		theirs, too = s.number(&l, s.theirs)
	}
	if self, both := s.selves[n]; ok && found && both && self == m {
		s.left++ // as a table of everybody with everybody has them
		return
	}
	if ok && found && read && too {
		s.list = append(s.list, scored{n, m, int32(l.Number), score, theirs})
	}
}

func (s *Scores) who(l *Line, column int, p *People) (int32, bool) {
	v := l.cell(column)
	if v == "" {
		s.wrong.Add(s.file, l.Number, column, "It is not said who this is.")
		return 0, false
	}
	row, ok := p.Find(v)
	if !ok {
		s.wrong.Add(s.file, l.Number, column, "Nobody of this name is in %s.", Plain(p.File))
	}
	return row, ok
}

func (s *Scores) number(l *Line, column int) (int64, bool) {
	n, err := strconv.ParseInt(l.cell(column), 10, 64)
	if err != nil || n > assign.MaxScore || n < -assign.MaxScore {
		s.wrong.Add(s.file, l.Number, column, "A score is a whole number, in digits, from %d to %d; larger is better.", -assign.MaxScore,
			assign.MaxScore)
		return 0, false
	}
	return n, true
}

// Rows is how many lines were read.
func (s *Scores) Rows() int { return s.rows }

// Left is how many lines pair somebody with themself: they are left out.
func (s *Scores) Left() int { return s.left }

// Pairs sorts the lines. A pair that is there twice is told.
func (s *Scores) Pairs() Pairs {
	slices.SortFunc(s.list, func(a, b scored) int {
		return cmp.Or(cmp.Compare(a.newcomer, b.newcomer), cmp.Compare(a.mentor, b.mentor), cmp.Compare(a.line, b.line))
	})
	p := Pairs{Start: make([]int32, s.newcomers.Len()+1), Mentor: make([]int32, 0, len(s.list)), Score: make([]int64, 0, len(s.list))}
	if s.theirs >= 0 {
		p.MentorScore = make([]int64, 0, len(s.list))
	}
	for i, x := range s.list {
		if i > 0 && s.list[i-1].newcomer == x.newcomer && s.list[i-1].mentor == x.mentor {
			s.wrong.Add(s.file, int(x.line), -1, "This pair is on line %d already.", s.list[i-1].line)
			continue
		}
		p.Start[x.newcomer+1]++
		p.Mentor, p.Score = append(p.Mentor, x.mentor), append(p.Score, x.score)
		if p.MentorScore != nil {
			p.MentorScore = append(p.MentorScore, x.theirs)
		}
	}
	for i := range s.newcomers.Len() {
		p.Start[i+1] += p.Start[i]
	}
	s.list = nil
	return p
}

// folded joins words of a list for people: "a, b and c".
func folded(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
