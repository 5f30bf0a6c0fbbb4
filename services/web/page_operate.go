package web

import (
	"net/http"
	"slices"
	"strconv"
	"sync"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// rooms are the services behind the API, in the order of the page.
var rooms = []string{"accounts", "profiles", "programs", "catalog", "matching", "mentoring", "notifications", "safety"}

// maxLetters is how many dead letters of a room are counted.
const maxLetters = 100

type operateView struct {
	Ready bool
	Rooms []roomRow
	Sick  int  // rooms that do not answer
	Dead  int  // dead letters in all
	Alone bool // a case or an appeal has nobody who could look at it
	Audit bool // the audit of staff does not verify
}

type roomRow struct {
	ID, Name string
	Answers  bool
	Keeps    bool // dead letters
	Letters  int
	More     bool
}

// pageOperate says what is well and what is not: whether the whole is ready, which room answers, and what was given up.
func pageOperate(v *visit) error {
	if _, err := v.token(v.ctx, ""); err != nil {
		return err
	}
	if _, administrator := v.staff(); !administrator {
		return fault.New(fault.Forbidden, "web.administrators", "Only administrators do this.")
	}
	view := operateView{Rooms: make([]roomRow, len(rooms))}
	var all sync.WaitGroup
	all.Go(func() { view.Ready = v.ready() })
	all.Go(func() {
		if state, err := v.api.AuditState(v.ctx, ""); err == nil {
			view.Audit = !state.Whole
			view.Alone = slices.Contains(state.Codes, "case_alone") || slices.Contains(state.Codes, "appeal_alone")
		}
	})
	for i, room := range rooms {
		all.Go(func() {
			row := roomRow{ID: room, Name: v.p.Code("room.", room)}
			if row.Keeps = room != "matching"; row.Keeps {
				list, next, err := v.letters(room, map[string][]string{"limit": {strconv.Itoa(maxLetters)}})
				row.Answers, row.Letters, row.More = err == nil, len(list), next != ""
			} else { // it holds nothing, and gives nothing up
				_, err := v.api.OwnIssues(v.ctx, "", 1)
				row.Answers = !fault.Has(err, fault.Unavailable) && !fault.Has(err, fault.Deadline) && !fault.Has(err, fault.Internal)
			}
			view.Rooms[i] = row
		})
	}
	all.Wait()
	for _, r := range view.Rooms {
		view.Dead += r.Letters
		if !r.Answers {
			view.Sick++
		}
	}
	return v.show(http.StatusOK, "operate", v.p.T("operate.title"), view)
}

// ready asks the gateway whether everything is ready.
func (v *visit) ready() bool {
	r, err := http.NewRequestWithContext(v.ctx, http.MethodGet, v.site.base.JoinPath("/readyz").String(), nil)
	if err != nil {
		return false
	}
	res, err := v.way.RoundTrip(r)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// learnMail asks once whether links go by mail here: then administrators have none to hand over, and no page offers it. A place that has
// mail set up is another process.
func (v *visit) learnMail() {
	if _, administrator := v.staff(); !administrator || v.site.mailAsked.Load() {
		return
	}
	if j, err := v.api.As(nil).Joining(v.ctx); err == nil {
		v.site.byMail.Store(j.Delivery == "mail")
		v.site.mailAsked.Store(true)
	}
}

func (v *visit) letters(room string, ask map[string][]string) ([]api.DeadLetter, string, error) {
	var a client.Answer
	list, err := client.Do[api.DeadLetterList](v.ctx, v.api, http.MethodGet, client.Path("ops-"+room, "dead-letters"), ask, nil, client.Into(&a))
	if err != nil {
		return nil, "", err
	}
	return list.Items, a.Next, nil
}

type operatorLinksView struct {
	Items []operatorLink
	More  bool
	// Shown is the one link that was asked for: in this answer alone.
	Shown *operatorLink
}

type operatorLink struct {
	Account, Address, Purpose, What, Until, URL string
}

// maxLinks is how many links that wait are listed.
const maxLinks = 200

func (v *visit) operatorLink(l api.PendingLink) operatorLink {
	return operatorLink{Account: l.Account, Address: l.Address, Purpose: l.Purpose, What: v.p.Code("link.for_", l.Purpose), Until: v.moment(l.Expires)}
}

func (v *visit) operatorLinks(shown *operatorLink) error {
	view := operatorLinksView{Shown: shown}
	for l, err := range v.api.PendingLinks(v.ctx) {
		if err != nil {
			return err
		}
		if view.More = len(view.Items) == maxLinks; view.More {
			break
		}
		view.Items = append(view.Items, v.operatorLink(l))
	}
	return v.show(http.StatusOK, "operator-links", v.p.T("handing.title"), view)
}

func pageOperatorLinks(v *visit) error { return v.operatorLinks(nil) }

// doOperatorLink shows one link, to hand it over. That is recorded.
func doOperatorLink(v *visit) error {
	got, err := v.api.RevealLink(v.ctx, v.r.PostForm.Get("account"), v.r.PostForm.Get("purpose"))
	if err != nil {
		return err
	}
	shown := v.operatorLink(got.PendingLink)
	shown.URL = v.site.base.Scheme + "://" + v.site.base.Host + got.Path
	return v.operatorLinks(&shown)
}
