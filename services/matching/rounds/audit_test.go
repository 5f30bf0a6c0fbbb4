package rounds

import (
	"context"
	"reflect"
	"slices"
	"testing"

	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting/castingtest"
)

// TestAuditIsNoOracle: whatever is pinned or forbidden in a draft, its audit stays; what is shown is rounded.
func TestAuditIsNoOracle(t *testing.T) {
	each(t, castingtest.Crowd(60, 20, 2), func(h *house) {
		h.drafted("r1")
		was := map[assign.Objective][]any{}
		audit := func(o assign.Objective) (out []any) {
			x, err := h.s.Audit(olga, "r1", o)
			h.must(err)
			for _, a := range x.Groups {
				if a.Matched%5 != 0 || a.Envy%5 != 0 || a.People%10 != 0 {
					h.Errorf("%+v", a)
				}
				out = append(out, a)
			}
			return out
		}
		for _, o := range Objectives {
			was[o] = audit(o)
		}
		for row := range int32(5) {
			_, _, list, err := h.s.Candidates(olga, "r1", int(row))
			h.must(err)
			_, err = h.s.Fix(olga, "r1", 0, assign.Pair{Newcomer: row, Mentor: int32(list[len(list)-1].Row)}, asPinned)
			h.must(err)
			_, err = h.s.Solve(olga, "r1", 0, Objectives, "")
			h.must(err)
			h.idle("r1")
			for _, o := range Objectives {
				if now := audit(o); !slices.Equal(now, was[o]) {
					h.Errorf("after pin %d the audit of %s is another", row, o)
				}
			}
		}
		d, err := h.s.Publish(olga, "r1", 0, assign.Fit, 7)
		h.must(err)
		d = h.idle(d.ID)
		if d.Body.Plain[assign.Fit] == nil || len(audit(assign.Fit)) == 0 {
			h.Error("no audit of what was published")
		}
		for _, c := range d.Body.chunks() {
			if _, err := h.db.GetChunk(context.Background(), c); err != nil {
				h.Errorf("a chunk is away: %v", err)
			}
		}
	})
}

// TestAuditOfWhatWasPublished: it is that of the draft where fewer than ten newcomers have somebody else than there, for the two together would tell
// in which groups those few are; else of what was published.
func TestAuditOfWhatWasPublished(t *testing.T) {
	each(t, castingtest.Crowd(60, 40, 2), func(h *house) {
		for id, out := range map[string]int32{"few": 1, "many": 25} {
			h.drafted(id)
			was, err := h.s.Audit(olga, id, assign.Fit)
			h.must(err)
			before, _, err := h.s.Pairs(olga, id, assign.Fit, showAll, 0, 100)
			h.must(err)
			for left, row := int32(0), int32(0); left < out; row++ {
				if before[row].MentorRow < 0 {
					continue
				}
				_, err := h.s.LeaveOut(olga, id, 0, row, true)
				h.must(err)
				left++
			}
			_, err = h.s.Solve(olga, id, 0, []assign.Objective{assign.Fit}, "")
			h.must(err)
			d := h.idle(id)
			if n := d.Body.Answers[assign.Fit].Moved; n < int(out) || id == "few" && n > 9 {
				h.Fatalf("%s: %d have somebody else", id, n)
			}
			_, err = h.s.Publish(olga, id, d.Version, assign.Fit, 7)
			h.must(err)
			h.idle(id)
			now, err := h.s.Audit(olga, id, assign.Fit)
			h.must(err)
			if !was.Drafted || now.Drafted != (id == "few") || reflect.DeepEqual(now.Groups, was.Groups) != (id == "few") {
				h.Errorf("%s: %+v, of the draft %+v", id, now, was)
			}
		}
	})
}
