package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/store/sqlitestore"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// written are the fields that the test writes canaries into, with the canary; what begins with "-" says why there is none. The first
// prefix that fits counts. A field that is in no line fails the test: somebody who adds one says what becomes of it.
var written = []struct{ field, canary string }{
	{"accounts-sign-up/address", "canaryaddress"},
	{"accounts-sign-up/", "-a language and a version of the code, checked"},
	{"accounts-change-me/", "-a language and a version of the code, checked"},
	{"accounts-use-confirm/label", "canarylabelone"},
	{"accounts-use-confirm/password", "canarypassword"},
	{"accounts-use-", "-as with confirm: the same fields of the same documents"},
	{"accounts-sign-in/label", "canarylabeltwo"},
	{"accounts-sign-in/", "-compared, never kept"},
	{"accounts-change-address/address", "canarynewaddress"},
	{"accounts-change-address/password", "-compared, never kept"},
	{"accounts-change-password/new", "-kept as a hash alone, as with confirm"},
	{"accounts-change-password/current", "-compared, never kept"},
	{"accounts-check-link/", "-compared, never kept"},
	{"accounts-undo-address/", "-compared, never kept"},
	{"accounts-close/", "-compared, never kept"},
	{"accounts-refresh/", "-compared, never kept"},
	{"accounts-request-link/", "-looked up by a hash, never kept"},
	{"catalog-wish/", "-a project's own words: they stay with the project, without who wrote them"},
	{"matching-recommend-mentors/profile/interests/-", "canaryasked"},
	{"matching-draft-round/", "-ids that are looked up, and words of a list"},
	{"matching-", "-answered from memory, never kept"},
	{"mentoring-create-request/message", "canarymessage"},
	{"mentoring-create-request/goals/-", "canarygoalone"},
	{"mentoring-create-request/", "-ids that are looked up"},
	{"mentoring-ask-info/text", "canaryquestion"},
	{"mentoring-give-info/text", "canaryanswer"},
	{"mentoring-post-message/text", "canarythread"},
	{"mentoring-set-goals/goals/-/text", "canarygoaltwo"},
	{"mentoring-plan-session/place", "canaryplace"},
	{"mentoring-move-session/place", "canarymoved"},
	{"mentoring-plan-session/zone", "-a time zone that is checked; looked for below, profiles has the same"},
	{"mentoring-move-session/zone", "-as above"},
	{"mentoring-propose-hand-over/to", "-an id that is looked up"},
	{"mentoring-hold-office-hour/place", "canaryoffice"},
	{"mentoring-hold-office-hour/topic", "canarytopic"},
	{"mentoring-hold-office-hour/", "-ids, and a time zone that is checked"},
	{"mentoring-change-office-hour/", "-the same fields as mentoring-hold-office-hour"},
	{"mentoring-wait/mentors/", "-ids that are looked up"},
	{"mentoring-look-at-answer/", "-a token that is checked"},
	{"programs-look-at-still/", "-a token that is checked"},
	{"programs-say-still", "-a token that is checked, and a word of a list"},
	{"mentoring-answer-by-token/", "-a token that is checked, and words of a list"},
	{"notifications-change-preferences/", "-names of events and times, checked"},
	{"profiles-find-mentors/q", "canarylooked"},
	{"profiles-asking/", "-a token that is checked"},
	{"participation-say/answers/-/words", "canarydescribed"},
	{"participation-say/", "-words of a list, and a version that is checked"},
	{"participation-set-up/", "-a programme's questions: they stay with the programme"},
	{"profiles-save-me/display_name", "Canaryname"},
	{"profiles-save-me/pronouns", "canarypronouns"},
	{"profiles-save-me/about", "canaryabout"},
	{"profiles-save-me/have/-/skill", "canaryskill"},
	{"profiles-save-me/have/-/example", "canaryexample"},
	{"profiles-save-me/want/-/skill", "canarywant"},
	{"profiles-save-me/want/-/example", "canarywished"},
	{"profiles-save-me/interests/-", "canaryinterest"},
	{"profiles-save-me/links/-/label", "canarylinklabel"},
	{"profiles-save-me/links/-/url", "canarylink.example.org"},
	{"profiles-save-me/contributed/-/project", "canaryowner/canarywork"},
	{"profiles-save-me/zone", "Pacific/Chatham"},
	{"profiles-save-me/", "-words of lists that are checked"},
	{"profiles-change-me/about", "canarypatched"},
	{"profiles-change-me/", "-the same fields as profiles-save-me"},
	{"profiles-invite/", "-about somebody else: as a line of an import, sealed until accounts has it; services/profiles tests what becomes of it"},
	{"safety-report/words", "canaryreport"},
	{"safety-report/", "-ids and a language, checked"},
	{"safety-add-to-report/words", "canaryadded"},
	{"safety-appeal/words", "-sealed like a report's words; services/safety tests what becomes of it"},
	{"programs-save-application/answers/-/text", "canaryapplied"},
	{"programs-save-application/evidence/-/url", "canaryshown.example.org"},
	{"programs-save-application/evidence/-/what", "canarywork"},
	{"programs-save-application/", "-codes of the cohort's questions and tracks, and a language, checked"},
	{"programs-set-goals/goals/-/text", "canarycohortgoal"},
	{"programs-show-evidence/url", "canaryproof.example.org"},
	{"programs-show-evidence/what", "canarydone"},
	{"programs-certify/name", "Canarycertified"},
	{"programs-give-legal-name/name", "Canarylegal"},
	{"programs-give-legal-name/readers/", "-ids that are compared"},
	{"programs-make-stipend/what", "canarydue"},
	{"programs-post-on-board/title", "canaryposted"},
	{"programs-post-on-board/text", "canaryboard"},
	{"programs-post-on-board/owner", "canaryowned"},
	{"programs-post-on-board/home", "canarytool.example.org"},
	{"programs-post-on-board/reach", "canaryreach"},
	{"programs-help-board-entry/words", "canarywilling"},
	{"programs-post-on-board/", "-enums, and words that are canonical"},
	{"programs-change-board-entry/", "-the same fields of the same document"},
	{"programs-check-in/words", "canarycheckin"},
	{"programs-review/note", "canarynoted"},
	{"programs-decide/words", "canarydecided"}, // about the person who goes
	{"programs-pitch/title", "canarypitched"},
	{"programs-pitch/text", "canarychallenge"},
	{"programs-pitch/link", "canarypitch.example.org"},
	{"programs-pitch/", "-words of lists and the short name of a licence, checked"},
	{"programs-hand-over/", "-a project's own words: they stay with the project, without who wrote them"},
	{"programs-", "-codes, and what organisers write about organisations and programmes, which stays without who wrote it"},
}

// sealed are canaries that no file has in the open: before the erasure too.
var sealed = []string{"canaryreport", "canaryadded", "canarypassword", "canaryasked", "canarylooked", "canarydescribed"}

// gone are canaries that the person has overwritten, or that nothing is kept of: no export has them.
var gone = []string{"canarypassword", "canaryasked", "canarylooked", "canarygoalone", "canaryplace"}

// kept takes in what is logged.
type kept struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (k *kept) Write(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.b.Write(p)
}

func (k *kept) holds(word string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return bytes.Contains(k.b.Bytes(), []byte(word))
}

// writable are the text fields that somebody with an account and nothing else can send, by operation and pointer.
func (e *edge) writable() []string {
	var out []string
	for _, route := range e.routes {
		if route.Permission == auth.IsModerator || route.Permission == auth.IsAdministrator {
			continue
		}
		op := e.operation(route.Method, route.Path)
		if s := at(op, "requestBody", "content", "application/json", "schema"); s != nil {
			e.texts(route.ID, s, 0, func(pointer string) { out = append(out, pointer) })
		}
	}
	slices.Sort(out)
	return out
}

// texts walks a schema down to its free texts: strings that are neither one of a list nor a time.
func (e *edge) texts(pointer string, s object, depth int, found func(string)) {
	s = e.resolve(s)
	if depth > 8 {
		e.Fatalf("%s is too deep", pointer)
	}
	kind := s["type"]
	if list, ok := kind.([]any); ok && len(list) > 0 {
		kind = list[0]
	}
	switch {
	case kind == "string" && s["enum"] == nil && s["format"] != "date-time":
		found(pointer)
	case kind == "array":
		e.texts(pointer+"/-", at(s, "items"), depth+1, found)
	}
	for name := range at(s, "properties") {
		e.texts(pointer+"/"+name, at(s, "properties", name), depth+1, found)
	}
	if more := at(s, "additionalProperties"); more != nil {
		e.texts(pointer+"/*", more, depth+1, found)
	}
}

// said are the canaries of the fields; every field has a line.
func (e *edge) said() (words []string) {
	e.Helper()
	for _, field := range e.writable() {
		i := slices.IndexFunc(written, func(w struct{ field, canary string }) bool { return strings.HasPrefix(field, w.field) })
		switch {
		case i < 0:
			e.Errorf("%s: write a canary into it, or state why nothing is kept of it", field)
		case !strings.HasPrefix(written[i].canary, "-"):
			words = append(words, written[i].canary)
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// encoded are the forms in which a word may lie in a file: as it is, and as base64 at any place of a longer text.
func encoded(words []string) []string {
	out := slices.Clone(words)
	for _, w := range words {
		for shift := range 3 {
			b := base64.StdEncoding.EncodeToString(append(make([]byte, shift), w...))
			from := []int{0, 2, 3}[shift]
			to := len(strings.TrimRight(b, "="))
			if (shift+len(w))%3 != 0 {
				to-- // the last sign depends on what follows
			}
			out = append(out, b[from:to])
		}
	}
	return out
}

// TestErasure: somebody writes a canary into every field that they can write, as a newcomer and as a mentor, reports, takes out what is
// stored, and closes the account. Once the receipt says that every service has forgotten, no file and no log has any of it.
func TestErasure(t *testing.T) {
	t.Parallel()
	log, shift := &kept{}, atomic.Int64{}
	now := func() time.Time { return time.Now().Add(time.Duration(shift.Load())).UTC().Truncate(time.Millisecond) }
	e := openEdgeAt(t, now, slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	token, _, err := e.world.accounts.Bootstrap(e.ctx)
	e.no(err)
	e.office, err = newOffice(e.ctx, e.public, token, "operator@example.org", newPassword())
	e.no(err)
	words := e.said()
	me := e.canaryPerson()
	e.canaryLife(me, words, func(by time.Duration) { shift.Add(int64(by)) })

	folder := e.world.settings.Data
	e.look(words)
	for _, w := range words {
		if !e.found[w] && !slices.Contains(sealed, w) {
			t.Errorf("%s was never written: the test searches for nothing", w)
		}
	}
	all, err := me.Export(e.ctx)
	e.no(err)
	text, _ := json.Marshal(all)
	for _, w := range words {
		if !bytes.Contains(text, []byte(w)) && !slices.Contains(gone, w) {
			t.Errorf("%s is stored and not in the export", w)
		}
	}
	r, err := me.EraseMe(e.ctx, api.AccountClosing{Password: canaryPassword})
	e.no(err)
	e.soon("the other services confirm", func() error {
		got, err := e.public.Erasure(e.ctx, r.Receipt)
		if err != nil {
			return err
		}
		for _, x := range got.Services {
			if x.Service != "accounts" && x.At.IsZero() {
				return fmt.Errorf("%s has not", x.Service)
			}
		}
		return nil
	})
	shift.Add(int64(15 * time.Minute)) // no token lives any more
	e.soon("the receipt is complete", func() error {
		if err := e.world.accounts.Tick(e.ctx); err != nil {
			return err
		}
		got, err := e.public.Erasure(e.ctx, r.Receipt)
		if err == nil && !got.Complete {
			err = fmt.Errorf("%+v", got)
		}
		return err
	})
	forms := encoded(words)
	var last map[string]string
	if err := eventually(e.ctx, patience, func() error {
		e.settle()
		if last = testkit.Holding(t, forms, folder); len(last) > 0 {
			return errors.New("something is left")
		}
		return nil
	}); err != nil {
		t.Errorf("left in the files: %v", last)
	}
	for _, w := range forms {
		if log.holds(w) {
			t.Errorf("%s is in the log", w)
		}
	}
}

const canaryPassword = "canarypassword-7-long"

// canaryPerson signs up, confirms, signs in once more and fills a profile.
func (e *edge) canaryPerson() *actor {
	e.Helper()
	const address = "canaryaddress@example.org"
	_, err := e.public.SignUp(e.ctx, api.SignUp{Address: address})
	e.no(err)
	token, err := e.office.link(e.ctx, address, "confirm")
	e.no(err)
	_, err = e.public.ConfirmAddress(e.ctx, api.UseLink{Token: token, Label: "canarylabelone", Password: canaryPassword})
	e.no(err)
	in, err := e.public.SignIn(e.ctx, api.SignIn{Address: address, Password: canaryPassword, Label: "canarylabeltwo"})
	e.no(err)
	a := &actor{role: "canary", id: in.Account, session: in.Session, tokens: e.public.Tokens(in.AccessToken, in.RefreshToken), minted: time.Now()}
	a.Client = e.public.As(a.tokens.Source)
	_, err = a.ChangeAddress(e.ctx, api.AddressChange{Address: "canarynewaddress@example.org", Password: canaryPassword})
	e.no(err)
	_, err = a.SaveMe(e.ctx, api.ProfileBody{
		DisplayName: "Canaryname", Pronouns: "canarypronouns", About: "canaryabout", Newcomer: true, Mentor: true, FoundBy: "everybody",
		Have:      []api.ProfileSkill{{Skill: "canaryskill", Level: 4, Example: "canaryexample"}},
		Want:      []api.ProfileSkill{{Skill: "canarywant", Level: 1, Example: "canarywished"}},
		Interests: []string{"canaryinterest"}, Causes: []string{"health"}, Languages: []api.ProfileLanguage{{Language: "en", Level: 4}},
		Zone: "Pacific/Chatham", Hours: []api.ProfileHours{{Day: "mon", From: "18:00", To: "20:00"}},
		Links:       []api.ProfileLink{{Label: "canarylinklabel", URL: "https://canarylink.example.org/"}},
		Contributed: []api.ProfileWork{{Project: "canaryowner/canarywork"}}, ShowContributed: true,
	})
	e.no(err)
	return a
}

// canaryLife is what the person does here: as a newcomer, as a mentor, in a cohort, and as one who reports.
func (e *edge) canaryLife(me *actor, words []string, forward func(time.Duration)) {
	e.Helper()
	about := "canarypatched, and canaryabout before"
	_, err := me.ChangeMe(e.ctx, api.ProfilePatch{About: &about})
	e.no(err)
	e.no(e.office.approve(e.ctx, me.id))
	h := e.pair() // two others who go on afterwards
	guide, pupil := e.person("mentor"), h.newcomer
	_, err = guide.SaveMe(e.ctx, mentorBody("Gil of the erasure"))
	e.no(err)
	e.no(e.office.approve(e.ctx, guide.id))
	_, err = h.newcomer.EndMentorship(e.ctx, h.match)
	e.no(err)

	var asked string
	e.soon("asking", func() error {
		r, err := me.CreateRequest(e.ctx, api.NewRequest{Mentors: []string{guide.id}, Message: "canarymessage", Goals: []string{"canarygoalone"}})
		if err == nil {
			asked = r.ID
		}
		return err
	})
	_, err = guide.AskInfo(e.ctx, asked, "What do you know?")
	e.no(err)
	_, err = me.GiveInfo(e.ctx, asked, "canaryanswer")
	e.no(err)
	_, err = guide.AcceptRequest(e.ctx, asked)
	e.no(err)
	e.meet(me, guide, asked, words)

	var taught string
	e.soon("being asked", func() error {
		r, err := pupil.CreateRequest(e.ctx, api.NewRequest{Mentors: []string{me.id}, Message: "Hello"})
		if err == nil {
			taught = r.ID
		}
		return err
	})
	_, err = me.AskInfo(e.ctx, taught, "canaryquestion")
	e.no(err)
	_, err = pupil.GiveInfo(e.ctx, taught, "A little.")
	e.no(err)
	_, err = me.AcceptRequest(e.ctx, taught)
	e.no(err)
	e.meet(me, pupil, taught, words)

	e.soon("an office hour", func() error {
		_, err := me.NewOfficeHour(e.ctx, api.NewOfficeHour{
			Starts: e.world.now().Add(48 * time.Hour), Minutes: 30, Zone: "Pacific/Chatham", Place: "canaryoffice", Topic: "canarytopic", Most: 2,
		})
		return err
	})
	_, err = me.RecommendMentors(e.ctx, api.RecommendQuestion{Profile: &api.RecommendProfile{Interests: []string{"canaryasked"}}})
	e.no(err)
	_, err = me.FindMentors(e.ctx, api.MentorQuery{Q: "canarylooked"})
	e.no(err)
	r, err := me.Report(e.ctx, api.NewReport{About: "person", Person: h.mentor.id, Kind: "spam", Words: "canaryreport", Language: "en"})
	e.no(err)
	_, err = me.AddToReport(e.ctx, r.ID, "canaryadded")
	e.no(err)
	e.canaryCohort(me, pupil, forward)
	e.canaryEvent(me)
	e.canaryStipend(me)
	e.canaryBoard(me)
	e.describe(e.asking(e.office.admin, wire.AlwaysOpen, false), me.Client, "canarydescribed")
}

// meet is what the two do in a mentorship; me writes.
func (e *edge) meet(me, other *actor, match string, words []string) {
	e.Helper()
	_, err := me.PostMessage(e.ctx, match, "canarythread")
	e.no(err)
	_, err = other.PostMessage(e.ctx, match, "Thank you")
	e.no(err)
	e.look(words)
	_, err = me.SetGoals(e.ctx, match, []api.Goal{{Text: "canarygoaltwo"}})
	e.no(err)
	at := e.world.now().Add(48 * time.Hour).Truncate(time.Hour)
	m, err := me.PlanSession(e.ctx, match, api.NewMeeting{Starts: at, Minutes: 30, Zone: "Pacific/Chatham", Place: "canaryplace"})
	e.no(err)
	e.look(words)
	_, err = me.MoveSession(e.ctx, match, m.ID, api.NewMeeting{Starts: at.Add(time.Hour), Minutes: 30, Zone: "Pacific/Chatham", Place: "canarymoved"})
	e.no(err)
}

// look notes which of the words are in the files now.
func (e *edge) look(words []string) {
	e.Helper()
	e.settle()
	for w := range testkit.Holding(e.T, words, e.world.settings.Data) {
		e.found[w] = true
	}
}

// settle moves what is in the write-ahead log into the store's file.
func (e *edge) settle() {
	e.Helper()
	e.no(e.world.db.Engine.(*sqlitestore.Engine).Checkpoint(e.ctx))
}

func (e *edge) no(err error) {
	e.Helper()
	if err != nil {
		e.Fatal(err)
	}
}
