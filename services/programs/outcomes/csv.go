package outcomes

import (
	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/csvsafe"
)

// CSV is a table of it: a row per group, an empty cell for what is hidden or not counted; then a row per figure that is not of a group, in the
// column "value".
func CSV(o api.CohortOutcomes) []byte {
	var t csvsafe.Table
	head := []any{"as", "track"}
	for _, s := range steps {
		head = append(head, s.name)
	}
	t.Row(append(head, "figure", "value")...)
	for _, g := range o.Groups {
		row := []any{g.As, g.Track}
		for j := range steps {
			var cell any = ""
			if j < len(g.Steps) && !g.Steps[j].Hidden {
				cell = g.Steps[j].Value
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
		row := make([]any, 2+len(steps), 4+len(steps))
		for i := range row {
			row[i] = ""
		}
		row = append(row, f.name, "")
		if !f.is.Hidden {
			row[len(row)-1] = f.is.Value
		}
		t.Row(row...)
	}
	return t.Bytes()
}
