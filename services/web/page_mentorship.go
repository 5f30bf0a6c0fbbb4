package web

import (
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// quietAfter is how long two people say nothing before a page speaks of it.
const quietAfter = 7 * 24 * time.Hour

// earlyFor is how long a mentorship lasts at least before its end asks somebody to tell of it.
const earlyFor = 14 * 24 * time.Hour

type mentorshipView struct {
	Form
	pair
	Where       string
	Mine        bool // the reader is the mentor
	Ended       bool
	Until       string
	Week, Weeks int
	Quiet       string
	Apart       bool // it has ended, and the reader wants no contact with the other one
	Written     bool // the reader has written since the yes: it is the other one's turn
	Messages    []messageView
	NoThread    bool
	Older       turns // where the other messages are
	Coming      []meetingRow
	NoMeetings  bool
	CheckIns    []checkInsLink // of the newcomer, in the cohorts where they take part
	IssueCard   *issueCard
	Work        *workView
	GoalRows    []goalRow
	GoalsWas    string     // the goals that the form is made from
	GoalsNow    []api.Goal // what the other side made of them meanwhile, beside what was typed
	WaitsToo    string     // an open request of the newcomer's to the same mentor
	Next        *nextView  // where a newcomer goes on once it has ended, its issue is done, or without one a goal is reached
}

type goalRow struct {
	Number int
	Text   string
	Done   bool
}

// maxGoals is how many goals a mentorship has.
const maxGoals = 5

func pageMentorship(v *visit) error { return v.mentorship(http.StatusOK, v.empty()) }

func (v *visit) mentorship(status int, f Form) error {
	x, err := v.pair()
	if err != nil {
		return err
	}
	view := mentorshipView{Form: f, pair: x, Mine: x.Mentor == v.account(), Ended: !x.Live, Until: v.p.DayName(x.Ends, v.now, v.zone())}
	var parts sync.WaitGroup
	parts.Go(func() {
		view.Messages, view.Older, view.NoThread = v.messages(x.ID, map[string]string{x.Other: x.OtherName})
	})
	parts.Go(func() {
		coming, _, err := v.meetings(x)
		view.Coming, view.NoMeetings = coming, err != nil
	})
	if x.Live {
		parts.Go(func() {
			if view.Mine {
				view.CheckIns = v.mentored(x.Programme)[[2]string{x.Programme, x.Newcomer}]
			} else {
				view.CheckIns = v.taking(x.Programme)
			}
		})
	}
	if x.Live && !view.Mine {
		parts.Go(func() { view.WaitsToo = v.waitsToo(x.Other) })
	}
	done := false
	if x.Issue != "" {
		parts.Go(func() {
			if i, err := v.api.Issue(v.ctx, x.Issue); err == nil {
				c := v.issueCard(*i)
				view.IssueCard = &c
				if done = finished(i); done && x.Live && !view.Mine {
					view.Next = v.nextSteps(x.Issue)
				}
			}
		})
		if x.Live && !view.Mine {
			parts.Go(func() {
				w := v.work(x.Issue, v.empty())
				view.Work = &w
			})
		}
	}
	reached := slices.ContainsFunc(x.Goals, func(g api.Goal) bool { return g.Done })
	if !view.Mine && (!x.Live || x.Issue == "" && reached) { // without an issue the two say that something was made by ticking a goal
		parts.Go(func() { view.Next = v.nextSteps(x.Issue) })
	}
	// What a newcomer wrote before the yes belongs to the request; a mentor who wrote has answered it.
	view.Written = x.LastBy == "you" && (view.Mine || x.LastWord.After(x.Began))
	const week = 7 * 24 * time.Hour
	view.Weeks = max(1, int((x.Ends.Sub(x.Began)+week-1)/week))
	view.Week = min(view.Weeks, 1+int(v.now.Sub(x.Began)/week))
	if quiet := v.now.Sub(x.LastWord); x.Live && quiet > quietAfter {
		view.Quiet = v.p.Span(quiet)
	}
	view.GoalsWas = tagOf(x.Goals)
	if was := f.Value("goals-was"); was != "" && was != view.GoalsWas {
		view.GoalsNow = x.Goals
	}
	for i := range maxGoals {
		row := goalRow{Number: i + 1}
		if i < len(x.Goals) {
			row.Text, row.Done = x.Goals[i].Text, x.Goals[i].Done
		}
		if f.typed.Has("goal-1") {
			row.Text, row.Done = f.Value("goal-"+strconv.Itoa(i+1)), f.Is("done", strconv.Itoa(i+1))
		}
		view.GoalRows = append(view.GoalRows, row)
	}
	if x.Person != nil {
		view.Where = v.where(x.Person.Zone, x.Person.Languages)
	}
	if !x.Live {
		parts.Go(func() {
			if list, err := v.api.Blocks(v.ctx); err == nil {
				view.Apart = slices.ContainsFunc(list.Items, func(b api.BlockedPerson) bool { return b.Person == x.Other })
			}
		})
	}
	parts.Wait()
	if view.Apart { // no cheer after what happened
		view.Next = nil
	}
	if view.Next != nil { // by how long it lasted and what was reached, never by why it ended
		view.Next.Early = !done && !reached && x.LastWord.Sub(x.Began) < earlyFor
	}
	if done && view.Work != nil && !view.Work.Mine && !view.Work.Line { // nobody begins on what is done
		view.Work = nil
	}
	return v.show(status, "mentorship", v.p.T("mentorship.title", "Name", x.First), view)
}

func doMentorship(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	var err error
	told := "saved"
	switch f.Value("do") {
	case "write":
		if f.Text("message") == "" {
			f.refuse("message", "wrong.message_required")
			return v.mentorship(http.StatusUnprocessableEntity, f)
		}
		_, err = v.api.PostMessage(v.ctx, id, f.Text("message"), f.key())
		told = "message_sent"
	case "goals":
		var list []api.Goal
		for i := range maxGoals {
			n := strconv.Itoa(i + 1)
			if text := f.Text("goal-" + n); text != "" {
				list = append(list, api.Goal{Text: text, Done: f.Is("done", n)})
			}
		}
		err = v.saveGoals(id, f, append([]api.Goal{}, list...))
	case "extend":
		_, err = v.api.ExtendMentorship(v.ctx, id, f.key())
		told = "mentorship_extended"
	case "complete":
		_, err = v.api.CompleteMentorship(v.ctx, id, f.key())
		told = "mentorship_completed"
	case "end":
		_, err = v.api.EndMentorship(v.ctx, id, f.key())
		told = "mentorship_ended"
	default:
		return errNoPage
	}
	if err != nil {
		if !v.blame(&f, err, map[string]string{"/text": "message", "/goals": "goal-1"}) {
			return err
		}
		return v.mentorship(fault.As(err).Kind.Status(), f)
	}
	return v.to("/mentorships/"+id, told)
}

// saveTries is how often a form is saved anew when something else of what it belongs to was changed in between.
const saveTries = 3

// saveGoals puts goals in place of those that the form was made from. A message that came meanwhile is no reason to refuse them; other goals
// are: Stale.
func (v *visit) saveGoals(id string, f Form, list []api.Goal) (err error) {
	for range saveTries {
		var read client.Answer
		m, got := v.api.Mentorship(v.ctx, id, client.Into(&read))
		switch was := f.Value("goals-was"); {
		case got != nil:
			return got
		case was != "" && was != tagOf(m.Goals) && tagOf(list) != tagOf(m.Goals):
			return errChanged
		}
		if _, err = v.api.SetGoals(v.ctx, id, list, f.key(), client.IfMatch(read.Version)); !fault.Has(err, fault.Stale) {
			return err
		}
	}
	return err
}

func pageMentorshipQuestion(v *visit) error {
	what := v.r.PathValue("question")
	if what != "end" && what != "complete" {
		return errNoPage
	}
	m, err := v.api.Mentorship(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	other := m.Mentor
	if other == v.account() {
		other = m.Newcomer
	}
	name := firstName(v.named(v.names([]string{other}), other))
	return v.question("mentorship."+what, "/mentorships/"+m.ID, what, what == "end", "Name", name)
}
