package web

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// openProgramme is the programme that everybody is in.
const openProgramme = "open"

// mostAhead is how many before the reader the API counts at most.
const mostAhead = 200

// waitingView are the lines that the reader waits in.
type waitingView struct {
	Form
	Items []lineView
	Join  bool // the reader waits in the line of the open programme for somebody named, or not at all
}

// lineView is one line.
type lineView struct {
	Programme, Name string // Name is "" for the open programme
	People          []faceOf
	Anybody, First  bool
	Ahead           int
	Many            bool // more are before the reader than are counted
	Usual           string
	Since, Until    string
	Offer           *offeredPlace
	Version         int64 // what leaves the line, or lets a place go on, holds for what the page showed
}

// offeredPlace is a free place that is kept for the reader.
type offeredPlace struct{ ID, Name, Until, Left string }

func pageWaiting(v *visit) error { return v.waitingPage(http.StatusOK, v.empty()) }

func (v *visit) waitingPage(status int, f Form) error {
	list, err := v.api.Waiting(v.ctx)
	if err != nil {
		return err
	}
	view := waitingView{Form: f, Join: true}
	var ids []string
	for _, e := range list.Items {
		ids = append(ids, e.Mentors...)
		if e.Offer != nil {
			ids = append(ids, e.Offer.Mentor)
		}
	}
	names := v.names(ids)
	for _, e := range list.Items {
		view.Join = view.Join && (e.Programme != openProgramme || !e.Anybody)
		view.Items = append(view.Items, v.line(e, names))
	}
	return v.show(status, "waiting", v.p.T("waiting.title"), view)
}

func (v *visit) line(e api.WaitingEntry, names map[string]string) lineView {
	x := lineView{Programme: e.Programme, Anybody: e.Anybody, First: e.First, Ahead: e.Ahead, Many: e.Ahead >= mostAhead,
		Usual: v.p.Code("waiting.usual_", e.Usual), Since: v.p.Date(e.Since, v.zone()), Until: v.p.Date(e.Until, v.zone()),
		Version: e.Version}
	for _, id := range e.Mentors {
		x.People = append(x.People, faceOf{id, v.named(names, id)})
	}
	if e.Programme != openProgramme {
		x.Name = e.Programme
		if p, err := v.api.Programme(v.ctx, e.Programme); err == nil {
			x.Name = p.Name
		}
	}
	if e.Offer != nil && e.Offer.Until.After(v.now) {
		x.Offer = &offeredPlace{e.Offer.Mentor, v.named(names, e.Offer.Mentor), v.moment(e.Offer.Until), v.p.Span(e.Offer.Until.Sub(v.now))}
	}
	return x
}

// doWaiting joins the line for somebody or for anybody, leaves it, or lets an offered place go on to the next.
func doWaiting(v *visit) error {
	f := v.posted()
	programme := f.Value("programme")
	if programme == "" {
		programme = openProgramme
	}
	if !anyID.MatchString(programme) {
		return errNoPage
	}
	var err error
	told := "waiting_joined"
	switch f.Value("do") {
	case "wait", "drop":
		told, err = v.changeWish(f, programme)
		if fault.Has(err, fault.Stale) { // another tab came between reading and writing: one name more or less is right on top of that too
			told, err = v.changeWish(f, programme)
		}
	case "leave":
		err = v.api.StopWaiting(v.ctx, programme, asShown(f)...)
		told = "waiting_left"
	case "skip":
		_, err = v.api.SkipPlace(v.ctx, programme, asShown(f)...)
		told = "waiting_skipped"
	default:
		return errNoPage
	}
	if err != nil {
		if !v.blame(&f, err, nil) {
			return err
		}
		return v.waitingPage(fault.As(err).Kind.Status(), f)
	}
	return v.to("/waiting", told)
}

// asShown makes a change of what the page showed, or none.
func asShown(f Form) []client.CallOption {
	out := []client.CallOption{f.key()}
	if n, err := strconv.ParseInt(f.Value("version"), 10, 64); err == nil && n > 0 {
		out = append(out, client.IfMatch(n))
	}
	return out
}

// changeWish adds somebody to those whom the reader waits for, or takes somebody out: on top of what stands there now, whatever the page
// showed. It says what the next page tells.
func (v *visit) changeWish(f Form, programme string) (told string, err error) {
	list, err := v.api.Waiting(v.ctx)
	if err != nil {
		return "", err
	}
	var wish api.WaitingWish
	key := client.NewKey() // what is sent depends on what stands there: it is not the form's alone
	options := []client.CallOption{client.Key(key)}
	for _, e := range list.Items {
		if e.Programme == programme {
			wish = api.WaitingWish{Mentors: slices.Clone(e.Mentors), Anybody: e.Anybody}
			options = append(options, client.IfMatch(e.Version))
		}
	}
	told = "waiting_joined"
	switch who := f.Value("person"); {
	case f.Value("do") == "drop":
		wish.Mentors = slices.DeleteFunc(wish.Mentors, func(id string) bool { return id == who })
		told = "saved"
	case who == "":
		wish.Anybody = true
	case !slices.Contains(wish.Mentors, who):
		wish.Mentors = append(wish.Mentors, who)
	}
	if len(wish.Mentors) == 0 && !wish.Anybody {
		return "waiting_left", v.api.StopWaiting(v.ctx, programme, options...)
	}
	_, err = v.api.WaitFor(v.ctx, programme, wish, options...)
	return told, err
}
