package rank

// Bytes is what the columns of mentors and issues take, with what stands beside them to answer fast.
func (x *Index) Bytes() (mentors, issues int) {
	w := x.now.Load()
	return 0, w.issues.base.(*issueColumns).bytes() + w.issues.delta.(*issueColumns).bytes() + 8*len(w.issues.dead)
}
