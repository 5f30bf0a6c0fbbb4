package safety

import (
	"fmt"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

// TestEverybodyIsFound: the fullest case still names everybody it has among its keys, so that whoever leaves is forgotten in it.
func TestEverybodyIsFound(t *testing.T) {
	c := newCase()
	for n := range 500 {
		_ = c.conflict("c", fmt.Sprint("declared-", n))
		_ = c.look("c", fmt.Sprint("opened-", n), "triage", began)
		if _, err := c.message("c", fromModerator, fmt.Sprint("wrote-", n)); err == nil {
			c.put(messagePart(c.Messages), fmt.Sprint("wrote-", n), nil, began)
		}
		if len(c.Barred) < maxBarred {
			c.Barred = append(c.Barred, fmt.Sprint("barred-", n))
		}
		if c.Notes < maxNotes {
			c.Notes++
			c.put(notePart(c.Notes), fmt.Sprint("noted-", n), nil, began)
		}
		if len(c.Maintainers) < 10 {
			c.Maintainers = append(c.Maintainers, fmt.Sprint("maintains-", n))
		}
	}
	c.Decisions = []Decision{{By: "first"}, {By: "second"}}
	if n := len(c.people()); n > store.MaxKeys {
		t.Fatal(n, "people, keys for", store.MaxKeys)
	}
}

// TestNothingRemains: a year after its close nothing is left of a case.
func TestNothingRemains(t *testing.T) {
	w := sqliteWorld(t)
	ctx := t.Context()
	r, err := w.as("ada").Report(ctx, aboutBo())
	w.must(err)
	_, err = w.mod("mo").OpenCase(ctx, r.ID, "decide")
	w.must(err)
	c, err := w.mod("mo").DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: "none"})
	w.must(err)
	if c.Status != "closed" {
		t.Fatal(c.Status)
	}
	w.clock.Advance(copyKept)
	w.must(w.s.Tick(ctx))
	d, err := w.s.c.cases.Get(ctx, r.ID)
	w.must(err)
	if len(d.Body.Opened) != 0 || len(d.Body.Key) != 0 {
		t.Fatalf("%+v", d.Body)
	}
	w.must(w.s.Drain(ctx))
	w.clock.Advance(caseKept - copyKept - time.Minute)
	w.must(w.s.Tick(ctx))
	if _, err := w.s.c.cases.Get(ctx, r.ID); err != nil {
		t.Fatal("too early", err)
	}
	w.clock.Advance(time.Minute)
	w.must(w.s.Tick(ctx))
	if _, err := w.s.c.cases.Get(ctx, r.ID); !fault.Has(err, fault.NotFound) && !fault.Has(err, fault.Gone) {
		t.Fatal(err)
	}
	if _, err := w.as("ada").OwnReport(ctx, r.ID); !fault.Coded(err, "report.absent") {
		t.Fatal(err)
	}
}
