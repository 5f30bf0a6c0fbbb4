package casting

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/services/matching/cohort"
	"github.com/waymark-dev/waymark/services/matching/criteria"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// Limits of a round.
const (
	MaxNewcomers = 120_000
	MaxMentors   = 40_000
	// Keep is how many mentors of each newcomer are looked at, the best; the best newcomers for each place of a mentor are looked at beside.
	Keep = 50
)

// Taking is somebody who takes part, with what the audit compares.
type Taking struct {
	Region, Language, Experience, Track string
}

// Newcomer is one of a cast. Taken are mentors they are with already, Back those with whom they came back from a round that was published
// lately: no pair of theirs is made. Nothing here knows of blocks: a draft that left a pair out for one would tell its organiser. Mentoring
// refuses such a pair once it is proposed, as it does where a place has gone.
type Newcomer struct {
	rank.Person
	Taking
	Taken, Back []string
}

// Mentor is one of a cast. Places are how many newcomers they can be given: those that nobody has and nobody is proposed for.
type Mentor struct {
	rank.Person
	Taking
	Places  int
	Answers []int64
	Asked   int
}

// Cast is who takes part in a round, as it was at one moment.
type Cast struct {
	Org       string
	Newcomers []Newcomer
	Mentors   []Mentor
	// Left counts who takes part and is not in it: "has_mentor", "proposed", "no_profile", "no_offers", "not_offering", "not_approved".
	Left    map[string]int
	Weights rank.Weights
	Rules   int // version of the programme's rules
	At      time.Time
}

// Asked are a cohort's criteria, with the answers of its people by column of the set: none where Set is nil.
type Asked struct {
	Set       *criteria.Set
	JSON      string                       // as it came
	Sum       string                       // SHA-256 of the set as it came
	Newcomers map[string]map[string]string // by person, then by column
	Mentors   map[string]map[string]string
}

// Shuffle puts both sides into an order that has nothing to do with who came first: rows break ties.
func (c *Cast) Shuffle(round string) {
	key := func(id string) uint64 {
		sum := sha256.Sum256([]byte(round + "\n" + id))
		return binary.BigEndian.Uint64(sum[:])
	}
	order(c.Newcomers, func(n *Newcomer) (uint64, string) { return key(n.ID), n.ID })
	order(c.Mentors, func(m *Mentor) (uint64, string) { return key(m.ID), m.ID })
}

func order[T any](list []T, of func(*T) (uint64, string)) {
	type keyed struct {
		key uint64
		id  string
		at  int
	}
	keys := make([]keyed, len(list))
	for i := range list {
		k, id := of(&list[i])
		keys[i] = keyed{k, id, i}
	}
	slices.SortFunc(keys, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.key, b.key), strings.Compare(a.id, b.id)) })
	out := make([]T, len(list))
	for i, k := range keys {
		out[i] = list[k.at]
	}
	copy(list, out)
}

// Groups are the answers of both sides to what the audit compares, by the name of the group and then by row, small ones joined
// (cohort.Joined). Hidden are those of which nothing may be shown.
type Groups struct {
	Newcomers map[string][]string
	Mentors   map[string][]string
	Hidden    []string // "newcomers/track"
}

// Groups are what the audit compares, small ones joined.
func (c *Cast) Groups() *Groups {
	g := &Groups{Newcomers: map[string][]string{}, Mentors: map[string][]string{}}
	take := func(side string, n int, of func(i int) *Taking, into map[string][]string) {
		for _, by := range cohort.Groups {
			list, said := make([]string, n), false
			for i := range list {
				list[i] = of(i).by(by)
				said = said || list[i] != ""
			}
			if !said {
				continue
			}
			joined, ok := cohort.Joined(list)
			if !ok {
				g.Hidden = append(g.Hidden, side+"/"+by)
				continue
			}
			into[by] = joined
		}
	}
	take("newcomers", len(c.Newcomers), func(i int) *Taking { return &c.Newcomers[i].Taking }, g.Newcomers)
	take("mentors", len(c.Mentors), func(i int) *Taking { return &c.Mentors[i].Taking }, g.Mentors)
	return g
}

func (t *Taking) by(group string) string {
	switch group {
	case "region":
		return t.Region
	case "language":
		return t.Language
	case "experience":
		return t.Experience
	case "track":
		return t.Track
	}
	return ""
}
