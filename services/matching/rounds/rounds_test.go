package rounds

import (
	"context"
	"slices"
	"testing"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting/castingtest"
)

// TestDraft: who takes part is gathered, each objective gives an answer that its certificate proves, and everything can be read again from
// what is stored alone.
func TestDraft(t *testing.T) {
	each(t, castingtest.Crowd(60, 20, 2), func(h *house) {
		d := h.drafted("r1")
		in := d.Body.Input
		if in.Newcomers != 60 || in.Mentors != 20 || in.Places != 40 || in.Pairs == 0 || in.Left["has_mentor"] != 1 || in.Rules != 3 {
			h.Fatalf("%+v", in)
		}
		for _, o := range Objectives {
			a := d.Body.Answers[o]
			if a == nil || a.Figures.Matched == 0 || a.Figures.Matched > 40 || len(a.Chunks) == 0 || a.Edits != 0 {
				h.Fatalf("%s: %+v", o, a)
			}
			rows, next, err := h.s.Pairs(olga, "r1", o, showAll, 0, 100)
			h.must(err)
			if len(rows) != 60 || next != -1 {
				h.Fatalf("%d rows, next %d", len(rows), next)
			}
			taken, seen := map[string]int{}, map[string]bool{}
			for _, x := range rows {
				if x.Newcomer == "" || seen[x.Newcomer] || (x.Mentor == "") != (x.MentorRow < 0) || (x.Alone == "") != (x.MentorRow >= 0) {
					h.Errorf("%+v", x)
				}
				if seen[x.Newcomer] = true; x.Mentor != "" {
					taken[x.Mentor]++
				}
			}
			for who, n := range taken {
				if n > 2 {
					h.Errorf("%s: %s has %d newcomers", o, who, n)
				}
			}
		}
		if fit, stable := d.Body.Answers[assign.Fit].Figures.Total, d.Body.Answers[assign.Stable].Figures.Total; stable > fit {
			h.Errorf("stable has a greater total (%d) than the greatest (%d)", stable, fit)
		}
		if d.Body.Answers[assign.Stable].Figures.Envious != 0 {
			h.Errorf("%d are envious of a stable answer", d.Body.Answers[assign.Stable].Figures.Envious)
		}
		h.stop() // another process, which remembers nothing
		h.start()
		_, err := h.s.Check(olga, "r1")
		h.must(err)
		d = h.idle("r1")
		for _, o := range Objectives {
			if c := d.Body.Answers[o].Checked; c == nil || !c.Proved || !c.Same {
				h.Errorf("%s: %+v", o, c)
			}
		}
		audited, err := h.s.Audit(olga, "r1", assign.Fair)
		h.must(err)
		people, groups := map[string]int{}, map[string]int{}
		for _, a := range audited.Groups {
			groups[string(a.Side)+a.By]++
			if people[string(a.Side)+a.By] += a.People; a.People < 10 {
				h.Errorf("a group of %d is shown: %+v", a.People, a)
			}
		}
		about := func(of string, n int) bool { return groups[of] > 0 && max(people[of]-n, n-people[of]) <= 5*groups[of] } // each is rounded to tens
		if !about("newcomersregion", 60) || !about("mentorslanguage", 20) && !slices.Contains(audited.Hidden, "mentors/language") {
			h.Errorf("%v, hidden %v", people, audited.Hidden)
		}
		_, answer, _, err := h.s.Certificate(olga, "r1", assign.Fit)
		h.must(err)
		if answer.Certificate.Fit == nil || len(answer.Of) != 60 {
			h.Errorf("%+v", answer.Certificate)
		}
	})
}

// TestFix: what is pinned is in every answer and what is forbidden in none; a page that is older than the round changes nothing.
func TestFix(t *testing.T) {
	each(t, castingtest.Crowd(40, 15, 2), func(h *house) {
		d := h.drafted("r1")
		row := int32(3)
		_, has, list, err := h.s.Candidates(olga, "r1", int(row))
		h.must(err)
		if len(list) < 3 || list[0].Score < list[1].Score || list[0].Mentor == "" {
			h.Fatalf("%+v", list)
		}
		was, worst := int32(has[assign.Fit]), int32(list[len(list)-1].Row)
		pin, ban := assign.Pair{Newcomer: row, Mentor: worst}, assign.Pair{Newcomer: 5, Mentor: 1}
		seen := d.Version
		d, err = h.s.Fix(olga, "r1", seen, pin, asPinned)
		h.must(err)
		if _, err := h.s.Fix(olga, "r1", seen, ban, asForbidden); !fault.Has(err, fault.Stale) {
			h.Fatalf("an older page: %v", err)
		}
		d, err = h.s.Fix(olga, "r1", d.Version, ban, asForbidden)
		h.must(err)
		if again, err := h.s.Fix(olga, "r1", d.Version, ban, asForbidden); err != nil || again.Version != d.Version {
			h.Fatalf("the same again: %v", err)
		}
		if _, err := h.s.Publish(olga, "r1", d.Version, assign.Fit, 7); !fault.Coded(err, "round.edited") {
			h.Fatalf("published without solving again: %v", err)
		}
		for try := range 2 { // once from the start, once mended
			_, err = h.s.Solve(olga, "r1", 0, Objectives, "")
			h.must(err)
			d = h.idle("r1")
			for _, o := range Objectives {
				rows, _, err := h.s.Pairs(olga, "r1", o, showAll, 0, 100)
				h.must(err)
				if a := d.Body.Answers[o]; a.Edits != d.Body.Edits || rows[row].MentorRow != int(worst) || !rows[row].Pinned || rows[5].MentorRow == 1 {
					h.Errorf("%s: %+v, %+v", o, rows[row], rows[5])
				}
			}
			if try == 0 && was != worst && d.Body.Answers[assign.Fit].Moved == 0 {
				h.Error("nobody moved")
			}
			d, err = h.s.Fix(olga, "r1", d.Version, assign.Pair{Newcomer: 7, Mentor: 2}, asForbidden)
			h.must(err)
			pinned, _, err := h.s.Pairs(olga, "r1", assign.Fit, showPinned, 0, 100)
			h.must(err)
			if len(pinned) != 1 || pinned[0].Row != int(row) {
				h.Errorf("%+v", pinned)
			}
		}
		if !d.Body.Answers[assign.Fit].Mended {
			h.Error("the second answer was solved from the start")
		}
		_, err = h.s.Solve(olga, "r1", 0, Objectives, "")
		h.must(err)
		h.idle("r1")
		_, err = h.s.Check(olga, "r1")
		h.must(err)
		for o, a := range h.idle("r1").Body.Answers {
			if a.Checked == nil || !a.Checked.Proved || !a.Checked.Same {
				h.Errorf("%s: %+v", o, a.Checked)
			}
		}
		// As many pins as there are places, and no more; a newcomer has one.
		d, err = h.s.Fix(olga, "r1", 0, assign.Pair{Newcomer: row, Mentor: 0}, asPinned)
		h.must(err)
		if len(d.Body.Pinned) != 1 || d.Body.Pinned[0].Mentor != 0 {
			h.Errorf("%+v", d.Body.Pinned)
		}
		_, err = h.s.Fix(olga, "r1", 0, assign.Pair{Newcomer: 10, Mentor: 0}, asPinned)
		h.must(err)
		if _, err = h.s.Fix(olga, "r1", 0, assign.Pair{Newcomer: 11, Mentor: 0}, asPinned); !fault.Coded(err, "round.pins_exceed_places") {
			h.Errorf("a third: %v", err)
		}
		for _, bad := range []assign.Pair{{Newcomer: 40}, {Newcomer: -1}, {Mentor: 15}, {Mentor: -1}} {
			if _, err := h.s.Fix(olga, "r1", 0, bad, asPinned); !fault.Has(err, fault.Invalid) {
				h.Errorf("%v: %v", bad, err)
			}
		}
		d, err = h.s.Fix(olga, "r1", 0, ban, asFree)
		h.must(err)
		if slices.Contains(d.Body.Forbidden, ban) {
			h.Errorf("%+v", d.Body.Forbidden)
		}
	})
}

// TestPublish: every pair is proposed once, no mentor is promised more than there is, and what is refused comes back with its reason.
func TestPublish(t *testing.T) {
	each(t, castingtest.Crowd(300, 90, 3), func(h *house) {
		d := h.drafted("r1")
		rows, _, err := h.s.Pairs(olga, "r1", assign.Fair, showAll, 0, 1000)
		h.must(err)
		var parted, blocked Row
		for _, x := range rows {
			if x.Mentor == "" {
				continue
			}
			if parted.Mentor == "" {
				parted = x
				h.seats[x.Mentor] = 0 // their last seat went elsewhere
			} else if x.Mentor != parted.Mentor && blocked.Mentor == "" {
				blocked = x
			}
		}
		h.refuse = refuses(blocked)
		_, err = h.s.Publish(olga, "r1", d.Version, assign.Fair, 7)
		h.must(err)
		d = h.idle("r1")
		p := d.Body.Publication
		if d.Body.Status != Published || p.Finished.IsZero() || p.Proposed != len(h.proposed) || p.Returned[returned] < 2 || len(p.Returned) != 1 {
			h.Fatalf("%s %+v, %d proposed", d.Body.Status, p, len(h.proposed))
		}
		back, _, err := h.s.Pairs(olga, "r1", assign.Fair, showReturned, 0, 1000)
		h.must(err)
		seen := map[int]string{}
		for _, x := range back {
			seen[x.Row] = x.Outcome
		}
		// A block reads like a place that has gone: in the row, in the count, and in what is stored.
		if len(back) != p.Returned[returned] || seen[parted.Row] != returned || seen[blocked.Row] != returned {
			h.Errorf("%+v", back)
		}
		page, err := h.s.c.people.Get(context.Background(), pageID(d.Body.Input.Draw, newcomers, blocked.Row/peoplePer))
		h.must(err)
		if o := page.Body.Outcome[blocked.Row-page.Body.From]; o != returned {
			h.Errorf("%q is stored", o)
		}
		for _, x := range rows {
			q, ok := h.proposed[matchID("r1", x.Row)]
			if ok && (q.Newcomer != x.Newcomer || q.Mentor != x.Mentor || q.Programme != "spring" || q.Round != "r1") {
				h.Errorf("row %d: %+v", x.Row, q)
			}
		}
		if got := len(d.Facts()); got > 1 {
			h.Errorf("%d facts", got)
		}
		// It is final.
		if _, err := h.s.Fix(olga, "r1", 0, assign.Pair{}, asPinned); !fault.Coded(err, "round.published") {
			h.Errorf("pinned: %v", err)
		}
		if _, err := h.s.Solve(olga, "r1", 0, Objectives, ""); !fault.Coded(err, "round.published") {
			h.Errorf("solved: %v", err)
		}
		if _, err := h.s.Publish(olga, "r1", 0, assign.Fit, 7); !fault.Coded(err, "round.published") {
			h.Errorf("published: %v", err)
		}
		if err := h.s.Discard(olga, "r1", 0); !fault.Coded(err, "round.published") {
			h.Errorf("discarded: %v", err)
		}
		if _, err := h.s.Check(olga, "r1"); err != nil {
			h.Errorf("checked: %v", err)
		}
		if d = h.idle("r1"); !d.Body.Answers[assign.Fair].Checked.Proved {
			h.Errorf("%+v", d.Body.Answers[assign.Fair].Checked)
		}
	})
}

// TestForget: who is erased is in no page of a round; the round is proved and solved again as before; what was theirs is proposed to nobody.
func TestForget(t *testing.T) {
	each(t, castingtest.Crowd(50, 20, 2), func(h *house) {
		var d *store.Doc[Round]
		h.drafted("r1")
		rows, _, err := h.s.Pairs(olga, "r1", assign.Fit, showAll, 0, 100)
		h.must(err)
		at := slices.IndexFunc(rows, func(x Row) bool { return x.Mentor != "" })
		gone := rows[at]
		for _, who := range []string{gone.Newcomer, gone.Mentor} { // nobody hears of a draft
			if mine, _, err := h.s.Export(as(who), 100, ""); err != nil || len(mine.Rounds) != 0 {
				h.Fatalf("%s: %+v %v", who, mine, err)
			}
		}
		if own, _, err := h.s.Export(olga, 100, ""); err != nil || len(own.Rounds) != 1 || own.Rounds[0].As != "organiser" {
			h.Fatalf("%+v %v", own, err)
		}
		for _, who := range []string{gone.Newcomer, "mentor-000007", "olga"} {
			h.must(h.s.Forget(context.Background(), who))
			if left, _, err := h.s.Export(as(who), 100, ""); err != nil || len(left.Rounds) != 0 {
				h.Errorf("%s: %+v %v", who, left, err)
			}
		}
		again, _, err := h.s.Pairs(olga, "r1", assign.Fit, showAll, 0, 100)
		h.must(err)
		for i, x := range again {
			if i == gone.Row && x.Newcomer != "" || x.Newcomer == gone.Newcomer || x.Mentor == "mentor-000007" || x.MentorRow != rows[i].MentorRow {
				h.Errorf("%+v", x)
			}
		}
		_, err = h.s.Check(olga, "r1")
		h.must(err)
		if d = h.idle("r1"); !d.Body.Answers[assign.Fit].Checked.Same || !d.Body.Answers[assign.Fit].Checked.Proved || d.Body.By != "" {
			h.Errorf("%+v by %q", d.Body.Answers[assign.Fit].Checked, d.Body.By)
		}
		_, err = h.s.Publish(olga, "r1", 0, assign.Fit, 0)
		h.must(err)
		if d = h.idle("r1"); d.Body.Publication.Returned["erased"] == 0 {
			h.Errorf("%+v", d.Body.Publication)
		}
		for _, q := range h.proposed {
			if q.Newcomer == "" || q.Mentor == "" || q.Newcomer == gone.Newcomer || q.Mentor == "mentor-000007" {
				h.Errorf("%+v", q)
			}
		}
	})
}

// TestDiscard leaves nothing behind.
func TestDiscard(t *testing.T) {
	each(t, castingtest.Crowd(300, 30, 2), func(h *house) {
		d := h.drafted("r1")
		chunks := d.Body.chunks()
		if err := h.s.Discard(olga, "r1", d.Version+1); !fault.Has(err, fault.Stale) {
			h.Fatalf("an older page: %v", err)
		}
		h.must(h.s.Discard(olga, "r1", d.Version))
		if _, _, err := h.s.Get(olga, "r1"); !fault.Coded(err, "round.absent") {
			h.Errorf("%v", err)
		}
		for _, c := range chunks {
			if _, err := h.db.GetChunk(context.Background(), c); !fault.Has(err, fault.NotFound) {
				h.Errorf("a chunk is left: %v", err)
			}
		}
		if n, err := h.s.c.people.Count(context.Background()); err != nil || n != 0 {
			h.Errorf("%d pages of people are left, %v", n, err)
		}
	})
}

// TestRefusals: nobody but the organisers of the programme finds a round, and what cannot be done is said.
func TestRefusals(t *testing.T) {
	db := castingtest.Crowd(12, 0, 2)
	each(t, db, func(h *house) {
		if _, err := h.s.Create(as("eve"), "r0", "spring", "", Objectives, "", store.Op{}); !fault.Coded(err, "programme.absent") {
			h.Errorf("somebody else drafts: %v", err)
		}
		if _, err := h.s.Create(olga, "r0", "open", "", Objectives, "", store.Op{}); !fault.Coded(err, "round.always_open") {
			h.Errorf("the always-open programme: %v", err)
		}
		if _, err := h.s.Create(olga, "r0", "spring", "nowhere", Objectives, "", store.Op{}); !fault.Coded(err, "cohort.absent") {
			h.Errorf("a cohort that is none: %v", err)
		}
		_, err := h.s.Create(olga, "r1", "spring", "", Objectives, "", store.Op{Key: "k", Body: "b"})
		h.must(err)
		if _, err := h.s.Create(olga, "r1", "spring", "", Objectives, "", store.Op{Key: "k", Body: "other"}); !fault.Coded(err, "idempotency.reused") {
			h.Errorf("the key again: %v", err)
		}
		if d := h.idle("r1"); d.Body.Failed == nil || d.Body.Failed.Code != "round.nobody" || d.Body.Input != nil ||
			d.Body.Failed.Newcomers != 12 || d.Body.Failed.Mentors != 0 {
			h.Errorf("nobody mentors: %+v", d.Body.Failed)
		}
		for name, err := range map[string]error{
			"get":     second(h.s.Get(as("eve"), "r1")),
			"discard": h.s.Discard(as("eve"), "r1", 0),
			"fix":     first(h.s.Fix(as("eve"), "r1", 0, assign.Pair{}, asPinned)),
			"solve":   first(h.s.Solve(as("eve"), "r1", 0, Objectives, "")),
			"check":   first(h.s.Check(as("eve"), "r1")),
			"publish": first(h.s.Publish(as("eve"), "r1", 0, assign.Fit, 7)),
			"absent":  first(h.s.Publish(olga, "r2", 0, assign.Fit, 7)),
		} {
			if !fault.Coded(err, "round.absent") {
				h.Errorf("%s: %v", name, err)
			}
		}
		if _, err := h.s.List(as("eve"), "spring", 10, ""); !fault.Coded(err, "programme.absent") {
			h.Errorf("list: %v", err)
		}
		if _, err := h.s.Solve(olga, "r1", 0, Objectives, ""); !fault.Coded(err, "round.not_gathered") {
			h.Errorf("solve: %v", err)
		}
		if _, err := h.s.Publish(olga, "r1", 0, assign.Fit, 61); !fault.Has(err, fault.Invalid) {
			h.Errorf("61 days: %v", err)
		}
	})
}

func first[T any](_ T, err error) error          { return err }
func second[T, U any](_ T, _ U, err error) error { return err }

// FuzzUnpack: what is no problem, no answer and no groups is refused, and never more is read than there is.
func FuzzUnpack(f *testing.F) {
	f.Add(packProblem(&assign.Problem{Capacity: []int32{1, 2}, Start: []int32{0, 2, 3}, Mentor: []int32{0, 1, 1}, Score: []int64{5, -4, 7}}))
	a, _ := packAnswer(&Answer{Of: []int32{1, -1, 0}})
	f.Add(a)
	g, _ := packGroups(&casting.Groups{Newcomers: map[string][]string{"region": {"Europe", "-", "Europe"}}, Hidden: []string{"mentors/track"}})
	f.Add(g)
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := unpackProblem(b); err == nil && p.Check() == nil {
			if again, err := unpackProblem(packProblem(p)); err != nil || len(again.Mentor) != len(p.Mentor) {
				t.Fatalf("%v", err)
			}
		}
		_, _ = unpackAnswer(b)
		_, _ = unpackGroups(b)
	})
}
