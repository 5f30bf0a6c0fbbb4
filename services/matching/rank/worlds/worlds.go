package worlds

import (
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"sort"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// Now is when the worlds are looked at.
var Now = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

// popular skills come first in Zipf's law; the rest of the taxonomy follows in an order of no meaning.
var popular = strings.Fields(`python javascript typescript java html css go cpp sql csharp php rust c shell docker git react documentation
	testing nodejs linux kotlin ruby translation kubernetes design swift django data-analysis postgresql vue machine-learning angular
	ui-design github-actions flask dart flutter spring technical-writing accessibility r`)

// World draws from a seed.
type World struct {
	r      *rand.Rand
	skills zipf
	topics zipf
	causes zipf
	speak  zipf
}

// zipf draws the i-th with a chance of 1/(i+2).
type zipf struct {
	list []string
	upTo []float64
}

func newZipf(list []string) zipf {
	z := zipf{list: list}
	sum := 0.0
	for i := range list {
		sum += 1 / float64(i+2)
		z.upTo = append(z.upTo, sum)
	}
	return z
}

func (z *zipf) draw(r *rand.Rand) string {
	x := r.Float64() * z.upTo[len(z.upTo)-1]
	return z.list[sort.SearchFloat64s(z.upTo, x)]
}

// some draws n different ones, or fewer where the same come again.
func (z *zipf) some(r *rand.Rand, n int) []string {
	var out []string
	has := map[string]bool{}
	for range n {
		if s := z.draw(r); !has[s] {
			has[s] = true
			out = append(out, s)
		}
	}
	return out
}

// New makes a world from a seed.
func New(seed uint64) *World {
	r := rand.New(rand.NewPCG(seed, 7))
	tax := skill.Shipped()
	var skills, topics, causes []string
	first := map[string]bool{}
	for _, id := range popular {
		if _, ok := tax.Lookup(id); ok && !first[id] {
			first[id] = true
			skills = append(skills, id)
		}
	}
	for _, s := range tax.Skills() {
		switch {
		case s.Kind == skill.Topic:
			topics = append(topics, s.ID)
		case !first[s.ID]:
			skills = append(skills, s.ID)
		}
	}
	for _, c := range tax.Causes() {
		causes = append(causes, c.ID)
	}
	fixed := rand.New(rand.NewPCG(11, 12)) // the same order in every world
	rest := skills[len(first):]
	fixed.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
	fixed.Shuffle(len(topics), func(i, j int) { topics[i], topics[j] = topics[j], topics[i] })
	return &World{r, newZipf(skills), newZipf(topics), newZipf(causes),
		newZipf(strings.Fields("es zh hi fr pt ar de ru ja id ko it tr vi pl fa uk sw nl bn ta th ro cs sv el he hu"))}
}

func (w *World) chance(percent int) bool { return w.r.IntN(100) < percent }

func (w *World) uuid() string {
	a, b := w.r.Uint64(), w.r.Uint64()
	return fmt.Sprintf("%08x-%04x-7%03x-%04x-%012x", uint32(a>>32), uint16(a>>16), a&0xfff, b>>48&0x3fff|0x8000, b&(1<<48-1))
}

var letters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

func (w *World) hash() string {
	var b [17]byte
	binary.BigEndian.PutUint64(b[:], w.r.Uint64())
	binary.BigEndian.PutUint64(b[8:], w.r.Uint64())
	return letters.EncodeToString(b[:])[:26]
}

var zones = []string{"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Africa/Lagos", "America/Sao_Paulo", "Europe/London",
	"Asia/Shanghai",
	"America/Los_Angeles", "Europe/Paris", "America/Mexico_City", "Asia/Jakarta", "Africa/Nairobi", "Africa/Cairo", "Asia/Tokyo",
	"Europe/Madrid", "America/Bogota", "Asia/Kathmandu", "Australia/Sydney", "Europe/Kyiv", "Asia/Karachi", "America/Toronto", "UTC"}

// hours are some evenings of the week, and perhaps a weekend.
func (w *World) hours() (h rank.Hours) {
	free := func(day, from, long int) {
		for i := day*48 + from; i < min(day*48+from+long, 7*48); i++ {
			h[i/8] |= 1 << (i % 8)
		}
	}
	from, long := 34+w.r.IntN(8), 2+w.r.IntN(6)
	for d := range 5 {
		if w.chance(55) {
			free(d, from, long)
		}
	}
	for d := 5; d < 7; d++ {
		if w.chance(45) {
			free(d, 18+w.r.IntN(12), 4+w.r.IntN(10))
		}
	}
	return h
}

func (w *World) words(z *zipf, most int) []string { return z.some(w.r, w.r.IntN(most+1)) }

func (w *World) choice(most int, from ...string) []string {
	var out []string
	for _, i := range w.r.Perm(len(from))[:w.r.IntN(most+1)] {
		out = append(out, from[i])
	}
	return out
}

func (w *World) person() rank.Person {
	p := rank.Person{
		ID: w.uuid(), Interests: w.words(&w.topics, 4), Causes: w.words(&w.causes, 2),
		Zone:   zones[int(float64(len(zones))*w.r.Float64()*w.r.Float64())],
		Goals:  w.choice(3, "contribute", "learn", "work", "portfolio", "study", "people"),
		Style:  w.choice(2, "pairing", "review", "questions", "plan"),
		Format: []string{rank.Either, rank.Either, rank.Writing, rank.Live}[w.r.IntN(4)],
	}
	if w.chance(88) {
		p.Languages = append(p.Languages, rank.Spoken{Language: "en", Level: 2 + w.r.IntN(3)})
	}
	for _, l := range w.speak.some(w.r, w.r.IntN(3)) {
		p.Languages = append(p.Languages, rank.Spoken{Language: l, Level: 2 + w.r.IntN(3)})
	}
	if w.chance(80) {
		p.Hours = w.hours()
	}
	return p
}

// Mentors makes up mentors.
func (w *World) Mentors(n int) []rank.Mentor {
	out := make([]rank.Mentor, n)
	for i := range out {
		m := rank.Mentor{Person: w.person(), FoundBy: rank.ByMembers, Capacity: 1 + w.r.IntN(3)}
		for _, s := range w.skills.some(w.r, 3+w.r.IntN(8)) {
			m.Have = append(m.Have, rank.Skill{ID: s, Level: 2 + w.r.IntN(4)})
		}
		for _, s := range m.Have[:w.r.IntN(min(4, len(m.Have)+1))] {
			m.Teach = append(m.Teach, rank.Skill{ID: s.ID, Level: 4 + w.r.IntN(2)})
		}
		if w.chance(40) {
			m.FoundBy = rank.ByEverybody
		}
		m.Taken = min(m.Capacity, w.r.IntN(4)*w.r.IntN(2))
		m.Unanswered = w.r.IntN(3) * w.r.IntN(2)
		if w.chance(5) {
			m.PausedUntil = Now.AddDate(0, 0, w.r.IntN(60)-10)
		}
		for range w.r.IntN(3) * w.r.IntN(11) {
			m.Answers = append(m.Answers, int64(math.Exp(w.r.NormFloat64()*1.1+10.8)))
		}
		m.Asked = len(m.Answers) + w.r.IntN(3)
		m.Places = []rank.Place{{Programme: rank.Open, Full: m.Taken >= m.Capacity, Capacity: m.Capacity, Unanswered: m.Unanswered}}
		if w.chance(10) {
			m.Places = append(m.Places, rank.Place{Programme: "spring", Member: true, Capacity: 1, Unanswered: w.r.IntN(2)})
		}
		out[i] = m
	}
	return out
}

// project is what the issues of one have in common.
type project struct {
	id             string
	skills, topics []string
	causes         []string
	stars          int
	full           bool
}

// Issues makes up issues, some hundred to a project. loose ones share nothing with others of their project: each has words of its own.
func (w *World) Issues(n int, loose bool) []rank.Issue {
	projects := make([]project, max(1, n/120))
	for i := range projects {
		projects[i] = w.project()
	}
	out := make([]rank.Issue, n)
	for i := range out {
		p := projects[w.r.IntN(len(projects))]
		if loose {
			id := p.id
			p = w.project()
			p.id = id
		}
		it := rank.Issue{ID: w.hash(), Project: p.id, Topics: p.topics, Causes: p.causes, Stars: p.stars, ProjectFull: p.full, Kind: w.kind()}
		for _, s := range p.skills[:1+w.r.IntN(len(p.skills))] {
			it.Skills = append(it.Skills, rank.Skill{ID: s})
		}
		if w.chance(20) {
			it.Skills = append(it.Skills, rank.Skill{ID: w.skills.draw(w.r)})
		}
		if it.Kind == rank.Documentation {
			it.Skills = append(it.Skills, rank.Skill{ID: "documentation"})
		}
		if w.chance(60) {
			it.Level = 1 + w.r.IntN(4)
		}
		switch x := w.r.IntN(100); {
		case x < 40:
			it.Language = "en"
		case x < 45:
			it.Language = w.speak.draw(w.r)
		}
		if it.Kind == rank.Translation {
			it.Target = w.speak.draw(w.r)
		}
		it.Seen = Now.Add(-time.Duration(math.Exp(w.r.NormFloat64()*1.8+5.5)) * time.Hour)
		it.Opened = it.Seen.Add(-time.Duration(math.Exp(w.r.NormFloat64()*1.5+7)) * time.Hour)
		it.Comments = int(math.Exp(w.r.NormFloat64()*1.2 + .5))
		it.Claimed, it.Mentored = w.chance(4), w.chance(3)
		if w.chance(3) {
			it.Asked = 1 + w.r.IntN(3)
		}
		out[i] = it
	}
	return out
}

func (w *World) project() project {
	p := project{
		id: w.hash(), skills: w.skills.some(w.r, 1+w.r.IntN(4)), topics: w.words(&w.topics, 3), full: w.chance(2),
		stars: int(math.Exp(w.r.NormFloat64()*2 + 5)),
	}
	if w.chance(30) {
		p.causes = w.causes.some(w.r, 1+w.r.IntN(2))
	}
	return p
}

func (w *World) kind() string {
	switch x := w.r.IntN(100); {
	case x < 60:
		return rank.Code
	case x < 75:
		return rank.Documentation
	case x < 82:
		return rank.Testing
	case x < 86:
		return rank.Design
	case x < 91:
		return rank.Translation
	case x < 95:
		return rank.Community
	}
	return rank.Other
}

// Newcomers makes up people who ask; one in forty says nothing at all.
func (w *World) Newcomers(n int) []rank.Person {
	out := make([]rank.Person, n)
	for i := range out {
		p := w.person()
		if w.chance(97) {
			for _, s := range w.skills.some(w.r, w.r.IntN(7)) {
				p.Have = append(p.Have, rank.Skill{ID: s, Level: 2 + w.r.IntN(3)})
			}
			for _, s := range w.skills.some(w.r, 1+w.r.IntN(4)) {
				p.Want = append(p.Want, rank.Skill{ID: s, Level: 1})
			}
		} else {
			p = rank.Person{ID: p.ID}
		}
		out[i] = p
	}
	return out
}
