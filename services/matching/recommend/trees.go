package recommend

// Tree is a binary tree of at most 64 leaves. Node i goes to Left[i] if the feature is at most Cut[i], else to Left[i]+1; Left 0 is a
// leaf. Value is the mean of what lies below, in millionths: at a leaf, what the tree adds to the score.
type Tree struct {
	Feature []int16 `json:"f"`
	Cut     []int32 `json:"c"`
	Left    []int16 `json:"l"`
	Value   []int32 `json:"v"`
}

// Model is a sum of trees.
type Model struct {
	Trees []Tree `json:"trees"`
}

// Score adds up the leaves, in millionths.
func (m *Model) Score(row []int32) (sum int64) {
	for i := range m.Trees {
		t := &m.Trees[i]
		n := int16(0)
		for t.Left[n] != 0 {
			next := t.Left[n]
			if row[t.Feature[n]] > t.Cut[n] {
				next++
			}
			n = next
		}
		sum += int64(t.Value[n])
	}
	return sum
}

// Credits are what each group of features adds to the score, and what everybody begins with: they add up to Score exactly. At each step down a
// tree the group of its feature is credited with what the mean below changes (after Saabas, "Interpreting random forests", 2014).
func (m *Model) Credits(row []int32) (credits [NGroups]int64, start int64) {
	for i := range m.Trees {
		t := &m.Trees[i]
		n := int16(0)
		start += int64(t.Value[0])
		for t.Left[n] != 0 {
			next := t.Left[n]
			if row[t.Feature[n]] > t.Cut[n] {
				next++
			}
			credits[features[t.Feature[n]].group] += int64(t.Value[next]) - int64(t.Value[n])
			n = next
		}
	}
	return credits, start
}
