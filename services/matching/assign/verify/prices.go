package verify

import (
	"fmt"
	"math/big"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

// fit compares the total with the bound that the prices give: no answer can be worth more than all places at their prices, and what each
// newcomer can gain beyond them.
func (a *answer) fit(proof *assign.FitProof) error {
	if proof == nil {
		return fmt.Errorf("there are no prices")
	}
	if len(proof.Tracks) != 0 && len(proof.Tracks) != len(a.p.Quotas) {
		return fmt.Errorf("there are %d prices of tracks for %d tracks", len(proof.Tracks), len(a.p.Quotas))
	}
	for t, q := range proof.Tracks {
		if q > 4*assign.MaxScore*assign.MaxPeople || q < -4*assign.MaxScore*assign.MaxPeople {
			return fmt.Errorf("the price of track %d is out of range", t)
		}
	}
	bound, err := a.atPrices(proof.Prices)
	if err != nil {
		return err
	}
	for i := range a.places {
		fee := int64(0)
		if t := a.track(i); t >= 0 && len(proof.Tracks) > 0 {
			fee = proof.Tracks[t]
		}
		add(bound, a.gain(i, func(j int32, at int) int64 { return a.p.Score[at] - proof.Prices[j] - fee }))
	}
	pinned, _ := a.filled()
	for t, price := range proof.Tracks {
		count := int64(max(int(a.p.Quotas[t].AtLeast)-pinned[t], 0))
		if price > 0 {
			if a.p.Quotas[t].AtMost < 0 {
				return fmt.Errorf("track %d has no greatest number of pairs, and a price", t)
			}
			count = int64(int(a.p.Quotas[t].AtMost) - pinned[t])
		}
		addProduct(bound, price, count)
	}
	return meets(bound, a.total-a.pins)
}

// atPrices is what all places cost; it refuses prices that would be a mistake.
func (a *answer) atPrices(prices []int64) (*big.Int, error) {
	bound := new(big.Int)
	if len(prices) != len(a.seats) {
		return nil, fmt.Errorf("there are %d prices for %d mentors", len(prices), len(a.seats))
	}
	for j, price := range prices {
		if price < 0 || price > 1<<61 {
			return nil, fmt.Errorf("the price of mentor %d is out of range", j)
		}
		addProduct(bound, price, int64(a.seats[j]))
	}
	return bound, nil
}

// gain is what a newcomer can gain at most: the best margins above 0, as many as they have places.
func (a *answer) gain(i int, margin func(j int32, at int) int64) *big.Int {
	var best [assign.MaxPlaces]int64
	places := max(min(a.places[i], len(best)), 0)
	a.each(i, func(j int32, at int) bool {
		v := margin(j, at)
		for x := range places {
			if v > best[x] {
				best[x], v = v, best[x]
			}
		}
		return true
	})
	sum := new(big.Int)
	for _, v := range best[:places] {
		sum.Add(sum, big.NewInt(v))
	}
	return sum
}

func add(sum, v *big.Int) { sum.Add(sum, v) }

func addProduct(sum *big.Int, x, y int64) {
	if x != 0 && y != 0 {
		sum.Add(sum, new(big.Int).Mul(big.NewInt(x), big.NewInt(y)))
	}
}

func meets(bound *big.Int, total int64) error {
	if bound.Cmp(big.NewInt(total)) != 0 {
		return fmt.Errorf("the prices allow a total of %s, and the answer has %d (pinned pairs aside): "+
			"it is not proved to be the greatest", bound, total)
	}
	return nil
}
