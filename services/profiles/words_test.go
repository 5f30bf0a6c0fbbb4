package profiles

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

const ownWords = `{"display_name":"Ada Example","newcomer":true,"have":[{"skill":"Canary Keeping","level":3},{"skill":"go","level":2}],
"want":[{"skill":"zymurgy of quux","level":1},{"skill":"Canary-keeping","level":1}],
"teach":[{"skill":"Zymurgy of Quux","level":4}],"interests":["Xylograph Gazing","accessibility"]}`

// TestUnknownWordsStayHere: nothing that this service publishes has a word that the taxonomy does not have (promise 14). Others get
// opaque ids; the person's own page has the words, and what is behind the ids.
func TestUnknownWordsStayHere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{})
	var mu sync.Mutex
	var published [][]byte
	var state *wire.PersonState
	caught := make(chan struct{}, 8)
	w.run(func(ctx context.Context) error {
		subjects := []string{wire.StateSubject("profiles", "*", "*")}
		return w.buses["mentoring"].Follow(ctx, "profiles", subjects, 0, func(m bus.Message) {
			mu.Lock()
			defer mu.Unlock()
			published = append(published, m.Envelope.Data)
			if s, err := wire.Read[wire.PersonState](m.Envelope); err == nil {
				state = &s
			}
		}, func() { caught <- struct{}{} })
	})
	<-caught
	w.confirm(ada)
	w.save(ada, ownWords)
	w.ask(testkit.Token(ada), http.MethodPatch, "/api/v1/people/me", `{"mentor":true}`).is(http.StatusOK)
	if len(w.facts(ada)) != 1 {
		t.Fatal("the offer is no fact")
	}
	w.until("the offer was published", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return state != nil && state.Mentor
	})
	mu.Lock()
	defer mu.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.seen {
		published = append(published, e.Data)
	}
	for _, b := range published {
		for _, word := range []string{"canary", "zymurgy", "quux", "xylograph", "gazing"} {
			if bytes.Contains(bytes.ToLower(b), []byte(word)) {
				t.Errorf("%s was published: %s", word, b)
			}
		}
	}
	canary := skill.Opaque("canary keeping")
	want := wire.PersonState{
		Have:      []wire.SkillLevel{{Skill: canary, Level: 3}, {Skill: "go", Level: 2}},
		Want:      []wire.SkillLevel{{Skill: skill.Opaque("zymurgy of quux"), Level: 1}, {Skill: canary, Level: 1}},
		Teach:     []wire.SkillLevel{{Skill: skill.Opaque("zymurgy of quux"), Level: 4}},
		Interests: []string{skill.Opaque("xylograph gazing"), "accessibility"},
	}
	got := wire.PersonState{Have: state.Have, Want: state.Want, Teach: state.Teach, Interests: state.Interests}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}

	me := read1[api.OwnProfile](w.ask(testkit.Token(ada), http.MethodGet, "/api/v1/people/me", "").is(http.StatusOK))
	if me.Have[0].Skill != "Canary Keeping" || me.Interests[0] != "Xylograph Gazing" {
		t.Errorf("the own page has lost its words: %+v", me.ProfileBody)
	}
	behind := map[string]string{}
	for _, x := range me.Words {
		behind[x.ID] = x.Word
	}
	if len(me.Words) != 3 || behind[canary] != "Canary Keeping" || strings.Contains(canary, "canary") {
		t.Errorf("what is behind the ids: %+v", me.Words)
	}
}
