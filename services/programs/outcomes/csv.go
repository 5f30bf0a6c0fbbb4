package outcomes

import (
	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/csvsafe"
)

// CSV is a table of it: a row per group; then a row per figure that is not of a group, in the column "value". In place of a number stands
// "hidden" where it is too small to be shown, "not yet" where its time has not come, and "none" where there is nothing that it could be of.
func CSV(o api.CohortOutcomes) []byte {
	var t csvsafe.Table
	head := []any{"as", "track", "belongs"}
	for _, s := range steps {
		head = append(head, s.name)
	}
	t.Row(append(head, "figure", "value")...)
	for _, g := range o.Groups {
		row := []any{g.As, g.Track, g.Belongs}
		for j := range steps {
			var cell any = ""
			if j < len(g.Steps) {
				cell = figureCell(g.Steps[j].OutcomeFigure, g.Steps[j].Pending, o.Protected)
			}
			row = append(row, cell)
		}
		t.Row(append(row, "", "")...)
	}
	for _, f := range []struct {
		name string
		is   api.OutcomeFigure
	}{
		{"days_to_match", o.DaysToMatch}, {"reply_hours", o.ReplyHours}, {"requests_answered", o.RequestsAnswered},
		{"check_ins_in_time", o.CheckInsInTime},
	} {
		row := make([]any, 3+len(steps), 5+len(steps))
		for i := range row {
			row[i] = ""
		}
		t.Row(append(row, f.name, figureCell(f.is, false, o.Protected))...)
	}
	return t.Bytes()
}

// figureCell is a number, or the word for why there is none.
func figureCell(f api.OutcomeFigure, pending, protected bool) any {
	switch {
	case pending:
		return "not yet"
	case !f.Hidden:
		return f.Value
	case protected:
		return "hidden"
	}
	return "none"
}
