package profiles

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestContributed: what somebody did before is theirs: in their profile and export, as ids for what they are shown, and to others only
// where they say so.
func TestContributed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{ApprovalOff: true})
	w.confirm(ada, bo)
	apple := wire.PlaceID("https://github.com/orchard/apple")
	const begin = `{"display_name":"Ada Example","mentor":true,"found_by":"everybody","languages":[{"language":"en","level":3}],` +
		`"have":[{"skill":"go","level":5}],"contributed":[{"project":"Orchard/Apple"},` +
		`{"project":"https://github.com/orchard/apple/"},{"project":"orchard/pear","kind":"documentation"}]`
	w.save(ada, begin+`}`)
	w.until("visible", func() bool {
		return w.ask(testkit.Token(bo), http.MethodGet, "/api/v1/people/"+ada, "").status == http.StatusOK
	})
	want := []api.ProfileWork{{Project: "Orchard/Apple"}, {Project: "orchard/pear", Kind: "documentation"}}
	own := read1[api.OwnProfile](w.ask(testkit.Token(ada), http.MethodGet, "/api/v1/people/me", "").is(http.StatusOK))
	if diff := cmp.Diff(want, own.Contributed); diff != "" {
		t.Error(diff)
	}
	export := read1[api.ProfileExport](w.ask(testkit.Token(ada), http.MethodGet, "/api/v1/people/me/export", "").is(http.StatusOK))
	if diff := cmp.Diff(want, export.Profile.Contributed); diff != "" {
		t.Error(diff)
	}
	d, err := w.s.c.people.Get(t.Context(), ada)
	if err != nil {
		t.Fatal(err)
	}
	told := StateOf(ada, &d.Body, skill.Shipped()).Contributed
	out := []wire.Contribution{{Project: apple}, {Project: wire.PlaceID("https://github.com/orchard/pear"), Kind: "documentation"}}
	if diff := cmp.Diff(out, told); diff != "" {
		t.Error(diff)
	}
	seen := func() []api.ProfileWork {
		t.Helper()
		return read1[api.PersonPage](w.ask(testkit.Token(bo), http.MethodGet, "/api/v1/people/"+ada, "").is(http.StatusOK)).Contributed
	}
	if got := seen(); len(got) != 0 {
		t.Errorf("others see %v, although it is private", got)
	}
	w.ask(testkit.Token(ada), http.MethodPatch, "/api/v1/people/me", `{"show_contributed":true}`).is(http.StatusOK)
	if diff := cmp.Diff(want, seen()); diff != "" {
		t.Error(diff)
	}
	w.ask(testkit.Token(ada), http.MethodPatch, "/api/v1/people/me", `{"contributed":[{"project":"`+apple+`"}]}`).is(http.StatusOK)
	if diff := cmp.Diff([]api.ProfileWork{{Project: apple}}, seen()); diff != "" {
		t.Error(diff)
	}
}

// TestContributedIsChecked: an id of the catalogue or owner/name, of a kind that there is, and not too many.
func TestContributedIsChecked(t *testing.T) {
	for _, x := range []struct {
		work Work
		want string
	}{
		{Work{Project: "orchard/apple"}, ""}, {Work{Project: " orchard/apple.js "}, ""}, {Work{Project: wire.PlaceID("x"), Kind: "design"}, ""},
		{Work{Project: "apple"}, "/contributed/0/project not_a_project"}, {Work{Project: "orchard/.."}, "/contributed/0/project not_a_project"},
		{Work{Project: "https://evil.example.org/a/b"}, "/contributed/0/project not_a_project"},
		{Work{Project: "-x/y"}, "/contributed/0/project not_a_project"},
		{Work{Project: "orchard/apple", Kind: "magic"}, "/contributed/0/kind not_one_of"},
	} {
		c := &checker{}
		out := c.works("/contributed", []Work{x.work})
		got := ""
		for _, f := range c.wrong {
			got += f.Pointer + " " + f.Code
		}
		if got != x.want || (len(out) == 1) != (x.want == "") {
			t.Errorf("%+v: %q, want %q", x.work, got, x.want)
		}
	}
	c := &checker{}
	if out := c.works("/contributed", make([]Work, MaxContributed+1)); out != nil || len(c.wrong) != 1 || c.wrong[0].Code != "too_many" {
		t.Errorf("%v %v", out, c.wrong)
	}
}
