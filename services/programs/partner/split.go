package partner

import (
	"cmp"
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

// Noise is a whole number to be added to another one, for an epsilon in thousandths; dp.Source has one that is secret.
type Noise func(epsilon int) int

// What a figure is told apart by.
const (
	byBelongs = "belongs"
	ofPlace   = "place"
	elsewhere = "elsewhere"
	unsaid    = "unsaid"
)

// As for shares in the report of a cohort (outcomes, rule 4): about how many people stand behind a part at the least, the noise of that count and
// of what they gave, and into how many a part falls of which nobody gave more than one.
const (
	behind       = 10
	epsilonCount = 300
	epsilonSum   = 200
	quarters     = 4
	placesShown  = 12
)

// Gave is what somebody gave, and from where.
type Gave struct {
	N       int
	Belongs string // internal or external; "" where nobody asked
	Where   string // of their cohort: remote, venue or region; "" where nothing is said
	Place   string
}

// side are those who came from one place, or of one kind.
type side struct {
	is, place string
	given     []int
	about     int // how many they are, with noise
}

// tellable says whether a side can be told: as Protect has it, of about ten people, none of whom gave more than a quarter. Whether they are
// ten is decided with noise: who knows nine of them does not learn of the tenth.
func (s side) tellable(unit int) bool {
	_, ok := Protect(s.given, unit)
	most := 0
	for _, n := range s.given {
		most = max(most, n)
	}
	return ok && most*quarters <= s.sum() && s.about >= behind
}

func (s side) sum() (all int) {
	for _, n := range s.given {
		all += n
	}
	return all
}

// Split tells apart from where a figure came: by whether people belong to the organisation, and by place. Of one kind all sides are told or
// none, so that nothing follows from the figure less what is told; places with too few people are told together, with others where that is
// still too few. Each part has noise of its own and is rounded, so that several roundings of the same number do not narrow it: what a side
// gave and what the figure says leave each other free. total is the figure as it is printed.
func Split(all []Gave, unit, total int, noise Noise) []api.PartnerPart {
	all = slices.DeleteFunc(slices.Clone(all), func(g Gave) bool { return g.N <= 0 })
	belongs := sides(all, func(g Gave) (string, string) { return cmp.Or(g.Belongs, unsaid), "" }, noise)
	out := parts(byBelongs, belongs, unit, total, noise)
	places := sides(all, func(g Gave) (string, string) { return cmp.Or(g.Where, elsewhere), g.Place }, noise)
	return append(out, parts(ofPlace, merged(places, unit), unit, total, noise)...)
}

// sides are people by where they come from, the most people first.
func sides(all []Gave, of func(Gave) (is, place string), noise Noise) (out []side) {
	for _, g := range all {
		is, place := of(g)
		i := slices.IndexFunc(out, func(s side) bool { return s.is == is && s.place == place })
		if i < 0 {
			i, out = len(out), append(out, side{is: is, place: place})
		}
		out[i].given = append(out[i].given, g.N)
	}
	for i := range out {
		out[i].about = len(out[i].given) + noise(epsilonCount)
	}
	slices.SortFunc(out, func(a, b side) int {
		return cmp.Or(cmp.Compare(len(b.given), len(a.given)), cmp.Compare(a.is, b.is), cmp.Compare(a.place, b.place))
	})
	return out
}

// merged puts places together that cannot be told by themselves, and the smallest of the others with them as long as that is not enough.
func merged(list []side, unit int) (out []side) {
	rest := side{is: elsewhere}
	for _, s := range list {
		if s.is == elsewhere || len(out) == placesShown || !s.tellable(unit) {
			rest.given, rest.about = append(rest.given, s.given...), rest.about+s.about
		} else {
			out = append(out, s)
		}
	}
	for len(rest.given) > 0 && !rest.tellable(unit) && len(out) > 0 {
		last := out[len(out)-1]
		out, rest.given, rest.about = out[:len(out)-1], append(rest.given, last.given...), rest.about+last.about
	}
	if len(rest.given) > 0 {
		out = append(out, rest)
	}
	return out
}

// parts are all sides as they are printed, or none: where there are not two of them, or one cannot be told, or would be printed as too little.
func parts(by string, list []side, unit, total int, noise Noise) (out []api.PartnerPart) {
	if len(list) < 2 {
		return nil
	}
	told := true
	for _, s := range list {
		n := min((max(0, s.sum()+unit*noise(epsilonSum))+base*unit/2)/(base*unit)*base, total)
		told = told && s.tellable(unit) && n >= behind
		out = append(out, api.PartnerPart{By: by, Is: s.is, Place: s.place, Value: n})
	}
	if !told {
		return nil
	}
	slices.SortFunc(out, func(a, b api.PartnerPart) int {
		return cmp.Or(cmp.Compare(order(a), order(b)), cmp.Compare(a.Place, b.Place))
	})
	return out
}

// order is where a part stands in a list: by no number of theirs.
func order(p api.PartnerPart) int {
	return slices.Index([]string{cohort.Internal, cohort.External, unsaid, cohort.Remote, cohort.Venue, cohort.Region, elsewhere}, p.Is)
}
