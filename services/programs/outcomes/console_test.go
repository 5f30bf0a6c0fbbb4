package outcomes

import (
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
)

// TestWhatWaitsFirst: the kinds in their order, then what waits longest; ties by id; no more than a page.
func TestWhatWaitsFirst(t *testing.T) {
	at := func(h int) time.Time { return over.Add(time.Duration(h) * time.Hour) }
	in := []api.ConsoleItem{
		{Code: "project", Project: "p"}, {Code: "check_in", Application: "a", Since: at(1), Count: 1}, {Code: "stuck", Application: "c", Since: at(9)},
		{Code: "reply", Application: "m", Since: at(2)}, {Code: "check_in", Application: "b", Since: at(0), Count: 2},
		{Code: "check_in", Application: "a", Since: at(0), Count: 2, Side: "newcomer"}, {Code: "check_in", Application: "a", Since: at(0), Count: 2, Side: "mentor"},
	}
	got, left := sorted(in)
	text := ""
	for _, x := range got {
		text += x.Code + x.Application + x.Side + " "
	}
	if text != "stuckc replym check_inamentor check_inanewcomer check_inb check_ina project " || left != 0 {
		t.Error(text, left)
	}
	if got, left = sorted(make([]api.ConsoleItem, 203)); len(got) != 200 || left != 3 {
		t.Error(len(got), left)
	}
}

// TestWorkOfAMentor: what waits, since when too long, and how fast they answered.
func TestWorkOfAMentor(t *testing.T) {
	h := func(n int) time.Time { return over.Add(time.Duration(n) * time.Hour) }
	m, since, slow := work(api.ConsoleMentor{Places: 1, Live: 2}, []Request{
		{Asked: h(-60)}, {Asked: h(-48)}, {Asked: h(-47)}, {Asked: h(-100), Ended: h(-70), Answered: true}, {Asked: h(-90), Ended: h(-80), Answered: true},
		{Asked: h(-300), Ended: h(-200)}, // expired
	}, over)
	if m.Waiting != 3 || slow != 2 || !since.Equal(h(-60)) || m.ReplyHours.Value != 10 || m.ReplyHours.Hidden {
		t.Errorf("%+v %v %d", m, since, slow)
	}
}
