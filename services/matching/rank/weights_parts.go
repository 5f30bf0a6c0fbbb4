package rank

// Parts are the weights that count between two people, by the name of a part: in the newcomer's direction and in the mentor's, 0..100.
func (w Weights) Parts() map[string][2]int {
	of := w.over(people)
	out := map[string][2]int{partNames[Price]: {int(of.price), int(of.price)}}
	for p := range nParts {
		if of.mine.w[p] > 0 || of.theirs.w[p] > 0 {
			out[partNames[p]] = [2]int{int(of.mine.w[p]), int(of.theirs.w[p])}
		}
	}
	return out
}
