package outcomes

import (
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
)

// CSV is a table of it: a row per group, an empty cell for what is hidden or not counted; then a row per figure that is not of a group, in the
// column "value". Its cells are codes and numbers: none begins a formula.
func CSV(o api.CohortOutcomes) string {
	var b strings.Builder
	b.WriteString("as,track")
	for _, s := range steps {
		b.WriteString("," + s.name)
	}
	b.WriteString(",figure,value\r\n")
	for _, g := range o.Groups {
		b.WriteString(g.As + "," + g.Track)
		for j := range steps {
			b.WriteByte(',')
			if j < len(g.Steps) && !g.Steps[j].Hidden {
				b.WriteString(strconv.Itoa(g.Steps[j].Value))
			}
		}
		b.WriteString(",,\r\n")
	}
	for _, f := range []struct {
		name string
		is   api.OutcomeFigure
	}{
		{"days_to_match", o.DaysToMatch}, {"reply_hours", o.ReplyHours}, {"requests_answered", o.RequestsAnswered},
		{"check_ins_in_time", o.CheckInsInTime},
	} {
		b.WriteString(strings.Repeat(",", 2+len(steps)) + f.name + ",")
		if !f.is.Hidden {
			b.WriteString(strconv.Itoa(f.is.Value))
		}
		b.WriteString("\r\n")
	}
	return b.String()
}
