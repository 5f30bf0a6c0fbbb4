package attention

import (
	"cmp"
	"slices"

	"github.com/waymark-dev/waymark/services/matching/rank"
)

// steps: from so many tenths of a list's attention for a free seat on, so many percent of the score. One list makes about three requests.
// Steps, because a price is public: it must not say how often somebody was shown.
var steps = [...]struct{ tenths, percent int64 }{{40, 50}, {20, 35}, {10, 20}, {5, 10}, {3, 4}}

// Percent is the price of attention (millionths of lists), in percent of the score. Of the free seats it knows what everybody is shown, the
// band of load: somebody free, or new here, is taken to have two, everybody else one. Nobody's exact numbers can be read from prices.
func Percent(attention int64, load rank.Band) int64 {
	few := int64(1)
	if load == rank.Free || load == rank.NewHere {
		few = 2
	}
	for _, s := range steps {
		if attention >= s.tenths*Million/10*few {
			return s.percent
		}
	}
	return 0
}

// Charge takes percent of a result's score as a price: the credits still add up to the score.
func Charge(r *rank.Result, percent int64) {
	p := r.Score * percent / 100
	r.Score -= p
	r.Credits[rank.Price] -= p
}

// Best gives the best k after prices. fetch gives the best n before them, best first, or all if there are fewer; percent is a result's
// price. Prices only take away, so it is enough to look as far as the k-th after prices is above whatever was not looked at: the answer is
// that of pricing everybody, but for lists that would need more than rank.MaxTop, where the best of those are given.
func Best(k int, fetch func(n int) []rank.Result, percent func(*rank.Result) int64) []rank.Result {
	for n := 2*k + 5; ; n *= 3 {
		n = min(n, rank.MaxTop)
		all := fetch(n)
		if len(all) == 0 {
			return all
		}
		last := all[len(all)-1]
		for i := range all {
			Charge(&all[i], percent(&all[i]))
		}
		slices.SortFunc(all, better)
		k := min(k, len(all))
		if len(all) < n || n == rank.MaxTop || k == 0 || above(&all[k-1], &last) {
			return all[:k]
		}
	}
}

// above: nothing that fetch would give after last can come before r. Equal scores go by id, there as here, so that a world in which very
// many fit alike is not looked through.
func above(r, last *rank.Result) bool { return better(*r, *last) <= 0 }

func better(a, b rank.Result) int {
	if a.Less != b.Less {
		if a.Less {
			return 1
		}
		return -1
	}
	return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID))
}
