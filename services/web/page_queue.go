package web

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// queueView is what a mentor sees: places, who asks, whom they accompany.
type queueView struct {
	Standing  *standingView
	Items     []queueCard
	Broken    bool
	Newcomers []goingView
	NotMentor bool
	HandOvers []waitView
	Helps     []workRow
}

// standingView is somebody's places as stones.
type standingView struct {
	Capacity, Taken, Left int
	Stones                []bool // taken or free
	Paused                string
	Silent                bool
	Programmes            []programmeLoad // where there are other programmes than the open one
}

// programmeLoad is what a mentor carries in one programme.
type programmeLoad struct{ Name, Text string }

// queueCard is a request that waits for the reader.
type queueCard struct {
	ID, Person, Name, Where string
	Proposed                string // the programme whose organisers proposed the pair; "" of somebody's own request
	Twice                   string // the two are a pair already, and this waits beside it
	Until, Left             string
	Info                    bool // the clock stands still
	InfoUntil               string
	Message                 []messageView
	NoThread                bool
	Older                   turns // where the other messages are
	Reasons                 []string
	Gap                     string
	Learn                   []link // a mentor needs none
	Goals                   []api.Goal
	Issue                   *issueCard
	Over                    string // it does not wait any more: what became of the reader's turn
	Full                    bool   // the reader has no place for it
	Key                     string
}

// maxQueue is how many requests the queue shows; a mentor has at most as many unanswered ones as a programme allows.
const maxQueue = 20

// cardMessages is how many messages of a request the queue shows; its own page has the others.
const cardMessages = 3

func pageQueue(v *visit) error {
	var view queueView
	st, err := v.api.Standing(v.ctx)
	if err == nil {
		view.Standing = v.standing(st)
	} else if fault.Has(err, fault.Unauthenticated) {
		return err
	}
	if me, err := v.person(); err != nil || !me.Mentor {
		view.NotMentor = true
	}
	var list []api.Request
	for r, err := range v.api.AskedRequests(v.ctx) {
		if err != nil {
			view.Broken = true
			break
		}
		if len(list) == maxQueue {
			break
		}
		list = append(list, r)
	}
	var parts sync.WaitGroup
	parts.Go(func() { view.Items = v.queueCards(list, st, false) })
	parts.Go(func() { view.Newcomers = v.accompanied() })
	parts.Go(func() { view.HandOvers = v.handOversWaiting() })
	parts.Go(func() { view.Helps = v.helpedIssues() })
	parts.Wait()
	title := v.p.T("queue.title_none")
	if n := len(view.Items); n > 0 {
		title = v.p.T("queue.title", "Count", n)
	}
	return v.show(http.StatusOK, "queue", title, view)
}

func (v *visit) standing(st *api.Standing) *standingView {
	s := &standingView{Capacity: st.Capacity, Taken: st.Taken, Left: max(0, st.Capacity-st.Taken), Silent: st.PausedWhy == "silent"}
	for i := range min(max(st.Capacity, st.Taken), 12) {
		s.Stones = append(s.Stones, i < st.Taken)
	}
	s.Programmes = v.programmeLoads(st.Load)
	if st.PausedUntil != nil && st.PausedUntil.After(v.now) {
		s.Paused = v.p.DayName(*st.PausedUntil, v.now, v.zone())
	}
	return s
}

// programmeLoads says what somebody carries where. One who mentors in the open programme alone has it in the whole already.
func (v *visit) programmeLoads(load []api.ProgrammeLoad) []programmeLoad {
	if len(load) == 0 || len(load) == 1 && load[0].Programme == openProgramme {
		return nil
	}
	var out []programmeLoad
	for _, l := range load[:min(len(load), maxLoads)] {
		x := programmeLoad{Name: l.Programme, Text: v.p.T("load_programme.row", "Taken", l.Taken, "Waiting", l.Unanswered)}
		if l.Cap != nil {
			x.Text = v.p.T("load_programme.row_cap", "Taken", l.Taken, "Most", *l.Cap, "Waiting", l.Unanswered)
		}
		if l.Programme == openProgramme {
			x.Name = v.p.T("waiting.open")
		} else if p, err := v.api.Programme(v.ctx, l.Programme); err == nil {
			x.Name = p.Name
		}
		out = append(out, x)
	}
	return out
}

// maxLoads is how many programmes a page names.
const maxLoads = 12

// accompanied are the newcomers of the reader's live mentorships.
func (v *visit) accompanied() []goingView {
	var live []api.Mentorship
	var ids []string
	for _, m := range v.liveMentorships(maxLive) {
		if m.Mentor == v.account() {
			live, ids = append(live, m), append(ids, m.Newcomer)
		}
	}
	var programmes []string
	for _, m := range live {
		programmes = append(programmes, m.Programme)
	}
	names, checkIns := v.names(ids), v.mentored(programmes...)
	var out []goingView
	for _, m := range live {
		about := v.going(m)
		if quiet := v.now.Sub(m.LastWord); quiet > quietAfter {
			about = v.p.T("mentorship.quiet", "Span", v.p.Span(quiet))
		}
		reached := 0
		for _, g := range m.Goals {
			if g.Done {
				reached++
			}
		}
		if len(m.Goals) > 0 {
			about += v.p.T("list.stop") + v.p.T("queue.goals_reached", "Reached", reached, "Of", len(m.Goals))
		}
		out = append(out, goingView{ID: m.Newcomer, Name: v.named(names, m.Newcomer), Path: "/mentorships/" + m.ID, About: about,
			CheckIns: checkIns[[2]string{m.Programme, m.Newcomer}]})
	}
	return out
}

// maxLive is how many live mentorships a page looks through: a mentor has at most 50 places.
const maxLive = 60

// liveMentorships are the reader's own that go on, by their status: what has ended is not walked through.
func (v *visit) liveMentorships(most int) (out []api.Mentorship) {
	for m, err := range v.api.Mentorships(v.ctx, "live") {
		if err != nil || len(out) == most {
			break
		}
		out = append(out, m)
	}
	return out
}

// going says until when a mentorship goes on, whose turn it is to write, and when the two meet next.
func (v *visit) going(m api.Mentorship) string {
	about := v.p.T("mentorship.until", "Day", v.p.DayName(m.Ends, v.now, v.zone()))
	switch m.LastBy {
	case "other":
		about += v.p.T("list.stop") + v.p.T("turn.yours")
	case "you":
		about += v.p.T("list.stop") + v.p.T("turn.theirs")
	}
	if m.NextMeeting != nil {
		about += v.p.T("list.stop") + v.p.T("turn.meeting", "Moment", v.p.Short(*m.NextMeeting, v.now, v.zone()))
	}
	return about
}

// left says how long there is until a moment, and on whose clock the moment is.
func (v *visit) left(until time.Time) string {
	span := v.p.Span(until.Sub(v.now))
	if v.zoneSaid() == "" {
		return v.p.T("queue.left_utc", "Span", span)
	}
	return v.p.T("queue.left", "Span", span)
}

// askers says how those who ask fit the reader, by request; who is missing has no reasons, and the page does without.
func (v *visit) askers(list []api.Request) map[string]api.Recommendation {
	out := map[string]api.Recommendation{}
	ids := make([]string, len(list))
	for i, r := range list {
		ids[i] = r.ID
	}
	if len(ids) == 0 {
		return out
	}
	got, err := v.api.Askers(v.ctx, ids)
	if err != nil {
		return out
	}
	for _, a := range got.Items {
		out[a.Request] = a.Recommendation
	}
	return out
}

// noPlace says whether a standing has no place for a request of a programme. nil is not known: then the answer itself says so.
func noPlace(st *api.Standing, programme string) bool {
	if st == nil {
		return false
	}
	most, capped := st.Caps[programme]
	taken := 0
	for _, l := range st.Load {
		if l.Programme == programme {
			taken = l.Taken
		}
	}
	return st.Taken >= st.Capacity || capped && taken >= most
}

// queueCards are requests with who asks, why they fit and what they wrote: the newest of it, or alone on a page all of it, some at a time.
func (v *visit) queueCards(list []api.Request, st *api.Standing, alone bool) []queueCard {
	var fits map[string]api.Recommendation
	var people map[string]api.PersonCard
	var live []api.Mentorship
	var ids []string
	for _, r := range list {
		ids = append(ids, r.Newcomer)
	}
	var parts sync.WaitGroup
	parts.Go(func() { fits = v.askers(list) })
	if len(list) > 0 {
		parts.Go(func() { live = v.liveMentorships(maxLive) }) // without them a card does not say that the two are a pair already
	}
	parts.Go(func() { people, _ = v.api.People(v.ctx, ids) }) // without names the page still says what waits
	parts.Wait()
	out := make([]queueCard, len(list))
	for i, r := range list {
		parts.Go(func() {
			out[i] = v.queueCard(r, fits, people, alone)
			out[i].Full = noPlace(st, r.Programme)
			if r.Newcomer != v.account() && out[i].Over == "" && r.Round == "" {
				out[i].Twice = v.twice("queue", r, live, map[string]string{r.Newcomer: out[i].Name})
			}
		})
	}
	parts.Wait()
	return out
}

func (v *visit) queueCard(r api.Request, fits map[string]api.Recommendation, people map[string]api.PersonCard, alone bool) queueCard {
	c := queueCard{ID: r.ID, Person: r.Newcomer, Name: v.p.T("person.somebody"), Goals: r.Goals, Key: client.NewKey()}
	if p, ok := people[r.Newcomer]; ok {
		c.Name, c.Where = p.DisplayName, v.where(p.Zone, p.Languages)
	}
	if r.Round != "" {
		c.Proposed = v.p.T("rounds.title")
		if p, err := v.api.Programme(v.ctx, r.Programme); err == nil {
			c.Proposed = p.Name
		}
	}
	mine := []string(nil)
	if me, err := v.person(); err == nil {
		mine = answersOf(me).mine()
	}
	if fit, ok := fits[r.ID]; ok {
		c.Reasons, c.Gap = v.told(fit, "newcomers", mine)
	}
	over := true
	for _, o := range r.Offers {
		if o.Mentor != v.account() {
			continue
		}
		over = o.State != "asked"
		if o.Until != nil {
			c.Until, c.Left = v.p.Short(*o.Until, v.now, v.zone()), v.left(*o.Until)
		}
		if over {
			c.Over = v.p.Code("queue.over_", o.State)
		}
	}
	if c.Info = r.Status == "needs_info"; c.Info && r.InfoUntil != nil {
		c.InfoUntil = v.p.Short(*r.InfoUntil, v.now, v.zone())
	}
	if names := map[string]string{r.Newcomer: c.Name}; !over && alone {
		c.Message, c.Older, c.NoThread = v.messages(r.ID, names)
	} else if !over {
		var before string
		if c.Message, before, c.NoThread = v.thread(r.ID, names, cardMessages, ""); before != "" {
			c.Older.Older = "/queue/" + r.ID + "#thread"
		}
	}
	if r.Issue != "" {
		if i, err := v.api.Issue(v.ctx, r.Issue); err == nil {
			x := v.issueCard(*i)
			c.Issue = &x
		}
	}
	return c
}

func pageQueued(v *visit) error {
	r, err := v.api.Request(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if r.Newcomer == v.account() {
		return v.to("/requests/"+r.ID, "")
	}
	if began(*r) {
		return v.to("/mentorships/"+r.ID, "")
	}
	st, _ := v.api.Standing(v.ctx) // without it the answer says what there is no place for
	c := v.queueCards([]api.Request{*r}, st, true)[0]
	return v.show(http.StatusOK, "queued", v.p.T("queue.one", "Name", firstName(c.Name)), c)
}

// answerView is the page before an answer is sent.
type answerView struct {
	Form
	ID, Name, Answer string
	Title, Lead      string
	Texts            []option
	Card             *queueCard
	Full             bool // there is no place: a yes would be refused
}

// kindTexts are the ready-made texts of "not this time": codes of the API, in words below kind_text, which the newcomer reads in their own
// language. The first is ticked beforehand: it must be true of whoever says no.
var kindTexts = []string{"no_time", "enough_people", "other_field", "later"}

// kindOf is where the words of a "not this time" stand: those to a proposal of a round thank nobody for writing, and speak of nobody who is next.
func kindOf(round string) string {
	if round != "" {
		return "kind_proposed."
	}
	return "kind_text."
}

func pageAnswer(v *visit) error {
	return v.answerPage(http.StatusOK, v.empty(), v.r.PathValue("answer"))
}

func (v *visit) answerPage(status int, f Form, answer string) error {
	r, err := v.api.Request(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if !slices.Contains([]string{"accept", "ask", "not-this-time"}, answer) {
		return errNoPage
	}
	var st *api.Standing
	if answer == "accept" {
		st, _ = v.api.Standing(v.ctx) // without it a yes is refused where there is no place
	}
	card := v.queueCards([]api.Request{*r}, st, false)[0]
	name := firstName(card.Name)
	view := answerView{Form: f, ID: r.ID, Name: name, Answer: answer, Title: v.p.Code("answer.title_", answer, "Name", name),
		Lead: v.p.Code("answer.lead_", answer, "Name", name)}
	view.Card, view.Full = &card, card.Full
	if answer == "not-this-time" {
		if r.Round != "" {
			view.Lead = v.p.T("answer.lead_not_proposed", "Name", name)
		}
		for _, t := range kindTexts {
			view.Texts = append(view.Texts, option{t, v.p.T(kindOf(r.Round) + t)})
		}
	}
	return v.alone(status, "answer", view.Title, view)
}

// doAnswer is a mentor's answer. A yes comes before the words that go with it, so that nobody is welcomed who is refused a place then; a no
// carries the code of its words, and only words of one's own are written before it: their turn to write ends with it.
func doAnswer(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	answer, text := f.Value("do"), f.Text("message")
	if answer == "ask" && text == "" {
		f.refuse("message", "wrong.message_required")
		return v.answerPage(http.StatusUnprocessableEntity, f, answer)
	}
	var err error
	to, told, accepted := "/queue", "", "request_accepted"
	switch answer {
	case "accept":
		if _, err = v.api.AcceptRequest(v.ctx, id, f.key()); err == nil && text != "" {
			if _, err := v.api.PostMessage(v.ctx, id, text, wordsKey(id, text)); err != nil {
				return v.saidYesOnly(f, id, text, err)
			}
			accepted = "request_accepted_words"
		}
		to, told = "/mentorships/"+id, accepted
	case "ask":
		_, err = v.api.AskInfo(v.ctx, id, text, f.key())
		told = "request_asked"
	case "not-this-time":
		err = v.decline(f, id, text)
		told = "request_declined"
	default:
		return errNoPage
	}
	if err != nil {
		if !v.blame(&f, err, map[string]string{"/text": "message"}) {
			return err
		}
		return v.answerPage(fault.As(err).Kind.Status(), f, answer)
	}
	return v.to(to, told)
}

// saidYesOnly shows the mentorship that has begun with the words that did not get there, to send once more.
func (v *visit) saidYesOnly(f Form, id, text string, err error) error {
	again, said := v.empty("message", text), "wrong.said_yes_only"
	switch fault.As(err).Kind {
	case fault.Unauthenticated:
		return err
	case fault.Unavailable, fault.Deadline, fault.Internal: // they may have got there: the same words under the same key are one message
		again.Key, said = wordsName(id, text), "wrong.said_yes_perhaps"
	}
	again.refuse("message", said)
	return v.mentorship(fault.As(err).Kind.Status(), again)
}

// decline says not this time: with words of one's own, else with a code, or with nothing.
func (v *visit) decline(f Form, id, text string) error {
	if text != "" {
		if _, err := v.api.PostMessage(v.ctx, id, text, wordsKey(id, text)); err != nil {
			return err
		}
	} else if how := f.Value("text"); slices.Contains(kindTexts, how) {
		_, err := v.api.DeclineRequestWith(v.ctx, id, how, f.key())
		return err
	}
	_, err := v.api.DeclineRequest(v.ctx, id, f.key())
	return err
}

// wordsKey makes the same words about the same request the same message: pressing again after a refusal says nothing twice.
func wordsKey(id, text string) client.CallOption { return client.Key(wordsName(id, text)) }

func wordsName(id, text string) string {
	sum := sha256.Sum256([]byte(id + "\x00" + text))
	return "words-" + hex.EncodeToString(sum[:20])
}
