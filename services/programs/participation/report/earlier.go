package report

import "github.com/waymark-dev/waymark/services/programs/participation/protect"

// Earlier are the tables of earlier reports with which a table of a question is compared, the newest first, as earlier is: those of the same
// question, and in them the same answers and groups, whatever else was asked, offered or shown beside. By rule 1 only tables of the same id.
func Earlier(earlier []*Report, id, question string, rule protect.Rule) []*protect.Published {
	var out []*protect.Published
	for _, e := range earlier {
		if e.Way != Tables {
			continue
		}
		for i := range e.Tables {
			t := &e.Tables[i]
			if t.Withheld == "" && t.Question == question && (t.ID == id || rule.Version != 1) {
				out = append(out, &t.Published)
			}
		}
	}
	return out
}
