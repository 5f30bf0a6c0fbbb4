package mentoring

import (
	"slices"

	"github.com/anishathalye/porcupine"
)

// A refusal has to be true: "all your places are taken", or "another one in this programme", only where something may have held
// the place at some moment between the call and its answer. What may hold it is what has begun and has not certainly ended, or
// is being tried at the same time: a place is held for a moment by an accept that comes to nothing.

// holder is a kind of refusal: what takes up the place, and what gives it back for good.
type holder struct{ begins, ends []string }

var holders = map[string]holder{
	errFull.Code:    {begins: []string{"accept"}, ends: []string{"end"}},
	errClaimed.Code: {begins: []string{"accept"}, ends: []string{"end"}},
	errHasOne.Code:  {begins: []string{"accept"}, ends: []string{"end"}},
	errAnother.Code: {begins: []string{"create"}, ends: []string{"withdraw", "decline", "accept"}},
}

// unexplained finds a refusal for which there was no cause; nil if there is none. capacity is the mentor's at first.
func unexplained(ops []porcupine.Operation, capacity int) *porcupine.Operation {
	for i := range ops {
		h, ok := holders[ops[i].Output.(result).code]
		if !ok {
			continue
		}
		need := 1
		if ops[i].Output.(result).code == errFull.Code {
			need = fewest(ops, &ops[i], capacity)
		}
		if len(h.mayHold(ops, &ops[i])) < need {
			return &ops[i]
		}
	}
	return nil
}

// mayHold are the other matches that may have held a place at some moment of the operation.
func (h holder) mayHold(ops []porcupine.Operation, at *porcupine.Operation) (held []string) {
	over := map[string]bool{}
	for _, o := range ops {
		if o.Output.(result).ok && o.Return < at.Call && slices.Contains(h.ends, o.Input.(act).what) {
			over[o.Input.(act).match] = true
		}
	}
	for _, o := range ops {
		m := o.Input.(act).match
		if m == at.Input.(act).match || slices.Contains(held, m) || !slices.Contains(h.begins, o.Input.(act).what) || o.Call > at.Return {
			continue
		}
		if o.Output.(result).ok && !over[m] || o.Return >= at.Call {
			held = append(held, m)
		}
	}
	return held
}

// fewest is the least capacity that may have been in force at some moment of the operation.
func fewest(ops []porcupine.Operation, at *porcupine.Operation, first int) int {
	places := []porcupine.Operation{{Input: act{what: "places", n: first}, Call: -2, Return: -1}}
	for _, o := range ops {
		if o.Input.(act).what == "places" {
			places = append(places, o)
		}
	}
	least := -1
	for _, o := range places {
		replaced := slices.ContainsFunc(places, func(p porcupine.Operation) bool {
			return p.Call > o.Return && p.Return < at.Call && (p.Call < 0 || p.Output.(result).ok)
		})
		if o.Call <= at.Return && !replaced && (least < 0 || o.Input.(act).n < least) {
			least = o.Input.(act).n
		}
	}
	return least
}
