package web

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

type homeView struct{ Skills, Causes []string }

func pageHome(v *visit) error {
	if v.signedIn() {
		return v.homeSignedIn()
	}
	return v.show(http.StatusOK, "home", v.p.T("home.page"), homeView{
		Skills: []string{"documentation", "translation", "design", "python", "go", "javascript"},
		Causes: []string{"health", "education", "humanitarian", "climate", "public-administration"},
	})
}

// homeOwn is the first page of somebody who is signed in: what waits on them, then what goes on.
type homeOwn struct {
	Name                      string
	NoProfile, Started, Draft bool
	Moderator, Administrator  bool // what they look after comes first
	Broken                    bool
	Waits                     []waitView
	Going                     []goingView
	Asked                     []requestRow // the reader's own requests that run
	Work                      []workRow
	Desk                      []deskRow // what waits on them because of a role
	Projects                  []deskRow // which they look after
	Onward, OnwardKey         string
}

type waitView struct{ Text, Until, Path, Name string } // Name: what it is about, where the text does not say it

type goingView struct {
	ID, Name, About, Path string
	CheckIns              []checkInsLink
}

// Most of each that the first page shows.
const maxWaits, maxGoing = 6, 6

func (v *visit) homeSignedIn() error {
	a := v.answers()
	h := homeOwn{Started: a.said(), Draft: a.Draft, Onward: "/fit", OnwardKey: "home.find_more"}
	me, err := v.person() // from here the token is fresh
	h.Moderator, h.Administrator = v.staff()
	switch {
	case err == nil:
		h.Name = firstName(me.DisplayName)
		if me.Mentor && !me.Newcomer {
			h.Onward, h.OnwardKey = "/queue", "home.to_queue"
		}
	case fault.Has(err, fault.NotFound):
		h.NoProfile = !h.Draft // who has written to a mentor has said enough
	case fault.Has(err, fault.Unauthenticated):
		return err
	}
	switch {
	case me != nil: // they go on with their own
	case h.Administrator:
		h.Onward, h.OnwardKey = "/operate", "layout.operate"
	case h.Moderator:
		h.Onward, h.OnwardKey = "/cases", "layout.cases"
	}
	var work sync.WaitGroup
	defer work.Wait()
	work.Go(func() { h.Work = v.workedOn() })
	work.Go(func() { h.Asked = v.runningRequests() })
	work.Go(func() { h.Desk = v.desk(h.Moderator) })
	var marked []deskRow
	work.Go(func() { h.Projects, marked = v.ownedProjects(!h.Moderator) }) // moderators have the whole list of marks
	inbox, err := v.api.Inbox(v.ctx, true)
	if fault.Has(err, fault.Unauthenticated) {
		return err
	}
	h.Broken = err != nil
	live := v.liveMentorships(maxGoing)
	var ids []string
	if inbox != nil {
		for _, i := range inbox.Items {
			ids = append(ids, i.Other)
		}
	}
	for _, m := range live {
		ids = append(ids, m.Mentor, m.Newcomer)
	}
	names := v.names(ids)
	if inbox != nil {
		for _, i := range inbox.Items {
			if i.Waits && len(h.Waits) < maxWaits && !toldBetter(i, inbox.Items) && !h.waitsFor(i) {
				h.Waits = append(h.Waits, v.waiting(i, names))
			}
		}
	}
	for _, m := range live {
		other := m.Mentor
		if other == v.account() {
			other = m.Newcomer
		}
		h.Going = append(h.Going, goingView{ID: other, Name: v.named(names, other), Path: "/mentorships/" + m.ID,
			About: v.going(m)})
	}
	work.Wait()
	h.Asked = slices.DeleteFunc(h.Asked, func(r requestRow) bool { // it is above already
		return slices.ContainsFunc(h.Waits, func(w waitView) bool { return w.Path == r.Path })
	})
	h.Desk = append(h.Desk, marked...)
	return v.show(http.StatusOK, "home-signed-in", v.p.T("home.page_own"), h)
}

// waitsFor says whether the thing that a notice of the organisers' desk is about is there already: it is one thing to do, however often it came.
func (h *homeOwn) waitsFor(i api.InboxItem) bool {
	return i.Kind == "desk_waits" && slices.ContainsFunc(h.Waits, func(w waitView) bool { return w.Path == noticePath(i) })
}

// toldBetter says whether a message is what another notice of the same request tells better: a question.
func toldBetter(i api.InboxItem, all []api.InboxItem) bool {
	return i.Kind == "message_posted" && slices.ContainsFunc(all, func(o api.InboxItem) bool {
		return o.Waits && o.Kind == "info_asked" && o.Match == i.Match
	})
}

// runningRequests are the reader's own requests that somebody has, with until when. Without them the page is still a page.
func (v *visit) runningRequests() []requestRow {
	var list []api.Request
	var ids []string
	for r, err := range v.api.RunningRequests(v.ctx) {
		if err != nil || len(list) == maxGoing {
			break
		}
		list = append(list, r)
		for _, o := range r.Offers {
			ids = append(ids, o.Mentor)
		}
	}
	if len(list) == 0 {
		return nil
	}
	names := v.names(ids)
	var out []requestRow
	for _, r := range list {
		row := requestRow{Path: "/requests/" + r.ID, Title: v.requestTitle(r, names)}
		for _, o := range r.Offers {
			if o.State == "asked" && o.Until != nil && r.Status == "open" {
				row.About = v.p.T("notice.until", "Moment", v.p.Short(*o.Until, v.now, v.zone()), "Left", v.p.Span(o.Until.Sub(v.now)))
			}
		}
		out = append(out, row)
	}
	return out
}

func (v *visit) waiting(i api.InboxItem, names map[string]string) waitView {
	return waitView{Text: v.notice(i, names), Path: noticePath(i), Until: v.noticeUntil(i), Name: v.deskThing(i)}
}

// deskThing is the title of what waits on the organisers' desk; "" for any other notice, and where it cannot be asked.
func (v *visit) deskThing(i api.InboxItem) string {
	if i.Kind != "desk_waits" {
		return ""
	}
	cohort, project, ok := strings.Cut(i.Application, "_")
	if ok {
		if p, err := v.api.CohortProject(v.ctx, cohort, project); err == nil {
			return p.Title
		}
	} else if e, err := v.api.BoardEntry(v.ctx, i.Application); err == nil {
		return e.Title
	}
	return ""
}

// names are how people want to be called, by id; who cannot be seen is missing.
func (v *visit) names(ids []string) map[string]string {
	out := map[string]string{}
	ids = slices.DeleteFunc(slices.Clone(ids), func(s string) bool { return s == "" })
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) == 0 {
		return out
	}
	// Whom somebody had to do with keeps the name they knew, however it ended.
	if names, err := v.api.PeopleNames(v.ctx, ids); err == nil {
		return names
	}
	return out
}

// named is somebody's name, or a word for somebody who cannot be seen.
func (v *visit) named(names map[string]string, id string) string {
	if n := names[id]; n != "" {
		return n
	}
	return v.p.T("person.somebody")
}

// moment with what is left of the time: "Monday 23 November, 20:40".
func (v *visit) moment(t time.Time) string { return v.p.Moment(t, v.now, v.zone()) }
