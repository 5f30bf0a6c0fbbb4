package verify

import (
	"fmt"
	"math/big"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

// fair checks the three steps one after the other.
func (a *answer) fair(proof *assign.FairProof) error {
	if proof == nil {
		return fmt.Errorf("there is no proof")
	}
	if err := a.single(); err != nil {
		return err
	}
	size, err := a.covers(proof.Cover, -assign.MaxScore-1)
	if err != nil {
		return fmt.Errorf("most people: %w", err)
	}
	if size != a.free {
		return fmt.Errorf("the cover allows %d pairs, and the answer has %d: it is not proved that there are no more", size, a.free)
	}
	if err := a.worst(proof); err != nil {
		return fmt.Errorf("worst off: %w", err)
	}
	if proof.Bonus < 0 || proof.Bonus > 1<<61 {
		return fmt.Errorf("the bonus is out of range")
	}
	bound, err := a.atPrices(proof.Prices)
	if err != nil {
		return err
	}
	for i := range a.places {
		bound.Add(bound, a.gain(i, func(j int32, at int) int64 {
			if a.p.Score[at] < proof.Worst {
				return 0
			}
			return a.p.Score[at] + proof.Bonus - proof.Prices[j]
		}))
	}
	bound.Sub(bound, new(big.Int).Mul(big.NewInt(proof.Bonus), big.NewInt(int64(a.free))))
	return meets(bound, a.total-a.pins)
}

// covers makes sure that every pair worth more than above has its newcomer or its mentor in the cover, and gives how many pairs the
// cover can hold.
func (a *answer) covers(c assign.Cover, above int64) (int, error) {
	newcomer, mentor := make([]bool, len(a.places)), make([]bool, len(a.seats))
	size := 0
	for _, i := range c.Newcomers {
		if i < 0 || int(i) >= len(newcomer) || newcomer[i] {
			return 0, fmt.Errorf("the cover names newcomer %d, who is nobody or there twice", i)
		}
		newcomer[i] = true
		size++
	}
	for _, j := range c.Mentors {
		if j < 0 || int(j) >= len(mentor) || mentor[j] {
			return 0, fmt.Errorf("the cover names mentor %d, who is nobody or there twice", j)
		}
		mentor[j] = true
		size += a.seats[j]
	}
	var err error
	for i := range a.places {
		if newcomer[i] {
			continue
		}
		a.each(i, func(j int32, at int) bool {
			if a.p.Score[at] > above && !mentor[j] {
				err = fmt.Errorf("the cover misses the pair of newcomer %d and mentor %d", i, j)
			}
			return err == nil
		})
	}
	return size, err
}

func (a *answer) worst(proof *assign.FairProof) error {
	if a.free == 0 {
		if proof.Worst != 0 {
			return fmt.Errorf("nobody is paired, and somebody is claimed to have %d", proof.Worst)
		}
		return nil
	}
	least := int64(assign.MaxScore)
	for i, list := range a.mentors {
		for _, j := range list {
			score, _ := a.listed(assign.Pair{Newcomer: int32(i), Mentor: j})
			least = min(least, score)
		}
	}
	if least != proof.Worst {
		return fmt.Errorf("the lowest score is %d, and %d is claimed", least, proof.Worst)
	}
	size, err := a.covers(proof.Above, least)
	if err == nil && size >= a.free {
		err = fmt.Errorf("the cover allows %d pairs, and the answer has %d: it is not proved that one of them must be so low", size, a.free)
	}
	return err
}
