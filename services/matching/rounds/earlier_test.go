package rounds

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/rank"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting/castingtest"
)

// earlier is a round as it was stored on 2026-11-23, before rounds knew of wishes, of who is left out and of the solver.
const earlier = `{"programme":"spring","org":"org","by":"olga","status":"draft","created":"2026-11-23T10:00:00Z","changed":"2026-11-23T10:05:00Z",
"input":{"newcomers":2,"mentors":2,"places":2,"pairs":3,"at":"2026-11-02T00:00:00Z","took":4,"weights":"v2","rules":3,"keep":50,
"problem":["a"],"groups":["b"],"why":["c"],"draw":"d"},"pinned":[{"newcomer":0,"mentor":1}],"forbidden":[{"newcomer":1,"mentor":1}],"edits":2,
"answers":{"fit":{"edits":2,"chunks":["e"],"figures":{"matched":2,"total":9,"least":4,"median":5,"mean_rank":150,"first":1,"three":2,
"envious":0,"used":2,"full":2,"choices":[1],"load":[0]},"at":"2026-11-23T10:05:00Z","took":1,"moved":2,"mended":true,
"checked":{"at":"2026-11-23T10:06:00Z","proved":true,"same":true}}},"old":["f"]}`

// TestEarlierRounds: a round of an earlier version is read, and can be looked at, checked, changed and published.
func TestEarlierRounds(t *testing.T) {
	var r Round
	if err := json.Unmarshal([]byte(earlier), &r); err != nil {
		t.Fatal(err)
	}
	pin, ban := assign.Pair{Newcomer: 0, Mentor: 1}, assign.Pair{Newcomer: 1, Mentor: 1}
	if !slices.Equal(r.Pinned, []assign.Pair{pin}) || !slices.Equal(r.Forbidden, []assign.Pair{ban}) || !r.Answers[assign.Fit].Checked.Same ||
		r.stale(assign.Fit, r.Answers[assign.Fit]) || len(r.chunks()) != 5 {
		t.Errorf("%+v", r)
	}
	b, err := json.Marshal(struct {
		Pinned      []assign.Pair      `json:"pinned,omitempty"`
		Certificate assign.Certificate `json:"certificate"`
	}{[]assign.Pair{pin}, assign.Certificate{Objective: assign.Fit, Total: 9}})
	if err != nil {
		t.Fatal(err)
	}
	stream := append([]byte{byte(len(b))}, append(b, 2, 2, 1)...)
	if len(b) > 127 {
		stream = append([]byte{byte(len(b)&127 | 128), byte(len(b) >> 7)}, append(b, 2, 2, 1)...)
	}
	if a, err := unpackAnswer(stream); err != nil || !slices.Equal(a.Of, []int32{1, 0}) || !slices.Equal(a.Pinned, []assign.Pair{pin}) {
		t.Errorf("%+v %v", a, err)
	}
	each(t, castingtest.Crowd(40, 15, 2), func(h *house) {
		h.drafted("r1")
		_, err := h.s.c.rounds.Update(t.Context(), "r1", func(d *store.Doc[Round]) error {
			in := d.Body.Input
			in.Wishes, in.CriteriaSet, in.Parts, d.Body.Plain = nil, nil, nil, nil
			d.Body.Answers = map[assign.Objective]*Answered{assign.Fit: d.Body.Answers[assign.Fit]}
			d.Body.Answers[assign.Fit].Solver = ""
			return nil
		})
		h.must(err)
		h.rereads("r1")
		if _, err := h.s.Audit(olga, "r1", assign.Fit); err != nil {
			h.Errorf("%v", err)
		}
		_, err = h.s.Check(olga, "r1")
		h.must(err)
		if c := h.idle("r1").Body.Answers[assign.Fit].Checked; !c.Proved || !c.Same {
			h.Errorf("%+v", c)
		}
		_, err = h.s.Fix(olga, "r1", 0, assign.Pair{Newcomer: 1, Mentor: 1}, asPinned)
		h.must(err)
		_, err = h.s.Solve(olga, "r1", 0, Objectives, "")
		h.must(err)
		d := h.idle("r1")
		if d.Body.Failed != nil || len(d.Body.Answers) != 3 || len(d.Body.Plain) != 3 {
			h.Errorf("%+v %+v", d.Body.Failed, d.Body.Plain)
		}
		_, err = h.s.Publish(olga, "r1", d.Version, assign.Stable, 7)
		h.must(err)
		if d = h.idle("r1"); d.Body.Status != Published {
			h.Errorf("%s %+v", d.Body.Status, d.Body.Failed)
		}
	})
}

// TestRepeated: what scored a round is kept with it: wishes of both sides, the weights by part, what the programme looks for, the solver.
func TestRepeated(t *testing.T) {
	cast := castingtest.Crowd(60, 20, 2)
	cast.Weights = rank.Weights{Version: "spring@3",
		Criteria: []rank.Criterion{{Cause: "health", Weight: 2}, {Skill: "go", Weight: 1}, {Language: "pt", Weight: 9}}}
	each(t, cast, func(h *house) {
		d := h.drafted("r1")
		l, err := h.s.load(t.Context(), d)
		h.must(err)
		kept := slices.Clone(l.problem.MentorScore)
		h.rereads("r1")
		l, err = h.s.load(t.Context(), d)
		h.must(err)
		if len(kept) != d.Body.Input.Pairs || !slices.Equal(kept, l.problem.MentorScore) || slices.Equal(kept, l.problem.Score) {
			h.Errorf("%d wishes of mentors of %d pairs", len(kept), d.Body.Input.Pairs)
		}
		if p := d.Body.Input.Parts; p["skills"] != [2]int{42, 42} || p["reply"] != [2]int{6, 0} || d.Body.Answers[assign.Fit].Solver != solver {
			h.Errorf("%+v by %q", p, d.Body.Answers[assign.Fit].Solver)
		}
		want := []wire.LookedFor{{Kind: "cause", ID: "health", Weight: 2}, {Kind: "skill", ID: "go", Weight: 1}, {Kind: "language", ID: "pt", Weight: 9}}
		if in := d.Body.Input; in.Weights != "v2+spring@3" || !slices.Equal(in.LooksFor, want) || in.Parts["criteria"] == [2]int{} {
			h.Errorf("by %s, looking for %+v, %+v", in.Weights, in.LooksFor, in.Parts)
		}
		if shown := showInput(d.Body.Input).LooksFor; len(shown) != 3 || shown[1] != (api.LookedFor{Kind: "skill", ID: "go", Weight: 1}) {
			h.Errorf("%+v", shown)
		}
	})
}
