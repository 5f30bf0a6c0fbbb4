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
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/store/sqlitestore"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

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

// writable are the text fields that anybody can send, staff too, by operation and pointer.
func (e *edge) writable() []string {
	var out []string
	for _, route := range e.routes {
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

// said are the canaries of the fields, and those that stay; every field has a line.
func (e *edge) said() (words, stay []string) {
	e.Helper()
	for _, field := range e.writable() {
		i := slices.IndexFunc(written, func(w struct{ field, canary string }) bool { return strings.HasPrefix(field, w.field) })
		if i < 0 {
			e.Errorf("%s: write a canary into it, or state why nothing is kept of it", field)
			continue
		}
		if word, ok := strings.CutPrefix(written[i].canary, "="); ok {
			stay = append(stay, word)
		} else if !strings.HasPrefix(written[i].canary, "-") {
			words = append(words, written[i].canary)
		}
	}
	words = append(words, aboutMe...)
	slices.Sort(words)
	slices.Sort(stay)
	return slices.Compact(words), slices.Compact(stay)
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

// TestErasure: somebody writes a canary into every field that they can write, as a newcomer, as a mentor and as staff, reports, is reported
// and written about by staff, takes out what is stored, and closes the account. Once the receipt says that every service has forgotten, no
// file, no document of the database and no log has any of it, but for what staff wrote for an organisation, a programme or a project.
func TestErasure(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		erasure(t, MongoDB{Database: "waymark"})
	})
	t.Run("MongoDB", func(t *testing.T) {
		t.Parallel()
		if testing.Short() {
			t.Skip("NOT RUN: -short, whose run looks for races: on SQLite alone")
		}
		m := MongoDB{URI: testkit.MongoURI(t), Database: testkit.MongoName()}
		t.Cleanup(func() { testkit.DropMongo(t, m.URI, m.Database) })
		erasure(t, m)
	})
}

func erasure(t *testing.T, m MongoDB) {
	log, shift := &kept{}, atomic.Int64{}
	now := func() time.Time { return time.Now().Add(time.Duration(shift.Load())).UTC().Truncate(time.Millisecond) }
	e := openEdgeOn(t, now, slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})), m)
	token, _, err := e.world.accounts.Bootstrap(e.ctx)
	e.no(err)
	e.office, err = newOffice(e.ctx, e.public, token, "operator@example.org", newPassword())
	e.no(err)
	words, stay := e.said()
	me := e.canaryPerson()
	e.canaryLife(me, words, func(by time.Duration) { shift.Add(int64(by)) })
	week, moderator := e.canaryStaff(me)

	e.look(slices.Concat(words, stay))
	for _, w := range slices.Concat(words, stay) {
		if secret := slices.Contains(sealed, w); e.found[w] == secret {
			t.Errorf("%s: in the open: %v; if it never is, the test searches for nothing", w, e.found[w])
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
	e.namesIn(me, staffStores)
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
	e.leftNothing(me, week, moderator)
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
		if last = e.holding(forms); len(last) > 0 {
			return errors.New("something is left")
		}
		return nil
	}); err != nil {
		t.Errorf("left in the files: %v", last)
	}
	e.namesIn(me, nil)
	there := e.holding(stay)
	for _, w := range stay {
		if there[w] == "" {
			t.Errorf("%s has gone with who wrote it", w)
		}
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
		Teach:     []api.ProfileSkill{{Skill: "canaryteach", Level: 4, Example: "canarytaught"}},
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

// look notes which of the words are in the stores now.
func (e *edge) look(words []string) {
	e.Helper()
	for w := range e.holding(words) {
		e.found[w] = true
	}
}

// holding are those of the words that are in the files, after what is in the write-ahead logs was moved into them, and in the database.
func (e *edge) holding(words []string) map[string]string {
	e.Helper()
	for _, db := range []*store.DB{e.world.db, e.world.apart} {
		if s, ok := db.Engine.(*sqlitestore.Engine); ok {
			e.no(s.Checkpoint(e.ctx))
		}
	}
	found := testkit.Holding(e.T, words, e.world.settings.Data)
	if m := e.world.settings.MongoDB; m.URI != "" {
		for w, where := range testkit.HoldingMongo(e.T, words, m.URI, m.Database) {
			found[w] = strings.Join(where, ", ")
		}
	}
	return found
}

func (e *edge) no(err error) {
	e.Helper()
	if err != nil {
		e.Fatal(err)
	}
}
