package catalog

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestSteering: what moderators decide about skills changes what lists show and find, not what is kept.
func TestSteering(t *testing.T) {
	t.Parallel()
	nats := testkit.Server(t)
	w := newWorldOn(t, testkit.SQLite(t, testkit.NewClock().Now), nats.Connect("catalog"))
	hand := nats.Connect("profiles")
	ctx, cancel := context.WithCancel(t.Context())
	if err := hand.EnsureStreams(ctx, "profiles"); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = w.steering.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	w.load("orchard", `{"projects":[{"url":"https://github.com/orchard/apple","name":"Apple","skills":["svelte","Fruit Pressing"],
		"issues":[{"url":"https://github.com/orchard/apple/issues/1","title":"Mend the svelte form","skills":["svelte"]}]}]}`, today)
	c := serve(t, w)
	decide := func(version int64, states ...wire.SkillState) {
		t.Helper()
		for _, s := range states {
			data, _ := json.Marshal(s)
			_, err := hand.Publish(ctx, wire.Envelope{SpecVersion: "1.0", ID: s.Of + "-" + itoa(int(version)), Source: "/waymark/profiles", Subject: s.Of,
				Type: "waymark.state.profiles.skill.v1", Time: w.clock.Now(), Version: version, Data: data, Deleted: s.Into == ""})
			if err != nil {
				t.Fatal(err)
			}
			testkit.Heard(t, w.steering, s.Of, version)
		}
	}
	finds := func(q client.ProjectQuery) bool {
		t.Helper()
		list, err := c.nobody.Projects(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		return len(list.Items) == 1
	}
	if finds(client.ProjectQuery{Skill: "vue"}) || !finds(client.ProjectQuery{Skill: "svelte"}) || !finds(client.ProjectQuery{Topic: "fruit pressing"}) {
		t.Fatal("before anything was decided")
	}
	merge, alias := wire.SkillState{Of: skill.Opaque("svelte"), Skill: "svelte", Into: "vue"}, wire.SkillState{Of: skill.Opaque("fruit pressing"), Into: "cooking"}
	if _, known := skill.Shipped().Canon(alias.Into); !known {
		alias.Into = "documentation"
	}
	decide(1, merge, alias)
	if !finds(client.ProjectQuery{Skill: "vue"}) || !finds(client.ProjectQuery{Skill: "Svelte"}) || !finds(client.ProjectQuery{Topic: alias.Into}) ||
		!finds(client.ProjectQuery{Topic: "fruit pressing"}) {
		t.Error("what was decided is not found")
	}
	list, err := c.nobody.Issues(ctx, client.IssueQuery{Skill: "vue"})
	if err != nil || len(list.Items) != 1 || !slices.Contains(list.Items[0].Skills, "vue") || slices.Contains(list.Items[0].Skills, "svelte") {
		t.Fatal(list, err)
	}
	p, err := c.nobody.Project(ctx, list.Items[0].Project)
	if err != nil || !slices.Contains(p.Topics, alias.Into) {
		t.Error(p, err)
	}
	decide(2, wire.SkillState{Of: merge.Of}, wire.SkillState{Of: alias.Of})
	if finds(client.ProjectQuery{Skill: "vue"}) || !finds(client.ProjectQuery{Topic: "fruit pressing"}) {
		t.Error("taking it back brings nothing back")
	}
}
