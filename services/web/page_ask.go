package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// askView is the page of the first message.
type askView struct {
	Form
	People   []mentorCard
	Issue    *issueCard
	SignedIn bool
	NeedName bool
	Conduct  bool
	// Programmes are where the reader can ask, if there is a choice.
	Programmes []option
	// Early are those of the order whom the reader asked not long ago, and Enough is from when on they can ask anybody: both told before
	// anything is sent.
	Early  []earlyAsk
	Enough string
}

// earlyAsk is a mentor whom the reader can ask again, from then on.
type earlyAsk struct{ Name, Moment string }

// maxMessage is the longest first message in characters.
const maxMessage = 2000

func pageAsk(v *visit) error {
	f := v.empty("message", v.draft(), "name", "")
	for _, g := range strings.Split(v.site.jar.Get(v.r, goalCookie), "|") {
		if g = string(unpack(g)); g != "" {
			f.typed.Set("goal", g)
		}
	}
	f.typed.Set("name", string(unpack(v.site.jar.Get(v.r, nameCookie))))
	return v.ask(http.StatusOK, f)
}

func (v *visit) ask(status int, f Form) error {
	a := v.answers()
	if len(a.Mentors) == 0 {
		return v.to("/compare", "")
	}
	c, err := v.compare(a)
	if err != nil {
		return err
	}
	view := askView{Form: f, People: c.People, Issue: c.Issue, SignedIn: v.signedIn(), NeedName: !v.signedIn()}
	if view.SignedIn {
		_, err := v.person()
		view.NeedName = fault.Has(err, fault.NotFound)
		view.Programmes = v.programmes()
		if !f.typed.Has("programme") {
			f.typed.Set("programme", a.Programme)
		}
		view.Early, view.Enough = v.tooEarly(c.People)
	}
	title := v.p.T("ask.title_nobody")
	if len(view.People) > 0 {
		title = v.p.T("ask.title", "Name", firstName(view.People[0].Name))
	}
	return v.show(status, "ask", title, view)
}

// tooEarly says whom of these mentors the reader cannot ask again yet, and from when on they can ask at all. Where that is not known nothing
// is said: asking says it.
func (v *visit) tooEarly(people []mentorCard) (early []earlyAsk, enough string) {
	st, err := v.api.Standing(v.ctx)
	if err != nil {
		return nil, ""
	}
	for _, r := range st.AskAgain {
		if i := slices.IndexFunc(people, func(m mentorCard) bool { return m.ID == r.Mentor }); i >= 0 {
			early = append(early, earlyAsk{people[i].Name, v.moment(r.From.Add(time.Minute))})
		}
	}
	if st.NextRequest != nil {
		enough = v.moment(st.NextRequest.Add(time.Minute))
	}
	return early, enough
}

func doAsk(v *visit) error {
	f, a := v.posted(), v.answers()
	message := f.Text("message")
	switch n := len([]rune(message)); {
	case n == 0:
		f.refuse("message", "wrong.message_required")
	case n > maxMessage:
		f.refuse("message", "wrong.too_long", "Field", v.label("message"), "Max", maxMessage, "Min", "", "Days", "")
	}
	if len(a.Mentors) == 0 {
		return v.to("/compare", "")
	}
	if !v.signedIn() {
		if f.Text("name") == "" { // said now, not after the account and the mail
			f.refuse("name", "wrong.name_required")
		}
		if len(f.Wrong) > 0 {
			return v.ask(http.StatusUnprocessableEntity, f)
		}
		if !v.keepDraft(message) {
			f.refuse("message", "wrong.too_long_to_keep")
			return v.ask(http.StatusUnprocessableEntity, f)
		}
		v.site.jar.Set(v.w, goalCookie, pack([]byte(shorten(f.Text("goal"), 190))), draftAge)
		v.site.jar.Set(v.w, nameCookie, pack([]byte(shorten(f.Text("name"), 80))), draftAge)
		a.Draft = true
		v.keepAnswers(a)
		return v.to("/sign-up?then=/ask", "draft_kept")
	}
	_, err := v.person()
	if fault.Has(err, fault.NotFound) {
		if f.Text("name") == "" {
			f.refuse("name", "wrong.name_required")
		}
		if len(f.Wrong) == 0 {
			_, err = v.api.SaveMe(v.ctx, a.profile(f.Text("name")))
			if err != nil && !v.blame(&f, err, profileFields) {
				return err
			}
		}
	} else if err != nil {
		return err
	}
	if len(f.Wrong) == 0 {
		c, err := v.compare(a)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(c.People, func(m mentorCard) bool { return m.Apart }) {
			f.refuse("", "apart.ask")
		}
	}
	if len(f.Wrong) > 0 {
		return v.ask(http.StatusUnprocessableEntity, f)
	}
	in := api.NewRequest{Mentors: a.Mentors, Issue: a.Issue, Message: message, Programme: a.Programme}
	if p := f.Value("programme"); anyID.MatchString(p) {
		in.Programme = p
	}
	if g := f.Text("goal"); g != "" {
		in.Goals = []string{g}
	}
	got, err := v.api.CreateRequest(v.ctx, in, f.key())
	if err != nil {
		v.keepDraft(message) // it stands in the form too
		for i, id := range a.Mentors {
			at := "/mentors/" + strconv.Itoa(i)
			if slices.ContainsFunc(fault.As(err).Fields, func(x fault.Field) bool { return x.Pointer == at }) {
				f.call("", v.named(v.names([]string{id}), id)) // whom of several it is about
			}
		}
		if !v.blame(&f, err, map[string]string{"/message": "message", "/mentors": "", "/goals": "goal", "/issue": "", "/programme": "programme"}) {
			return err
		}
		return v.ask(fault.As(err).Kind.Status(), f)
	}
	v.dropDraft()
	a.Mentors, a.Issue, a.Draft, a.Programme = nil, "", false, ""
	v.keepAnswers(a)
	return v.to("/requests/"+got.ID, "request_sent")
}

// profileFields are the form's fields of a profile's parts.
var profileFields = map[string]string{
	"/display_name": "name", "/pronouns": "pronouns", "/about": "about", "/have": "have-more", "/want": "want-more", "/zone": "zone",
	"/hours": "hours", "/languages": "language-1", "/links": "links", "/contributed": "contributed",
}
