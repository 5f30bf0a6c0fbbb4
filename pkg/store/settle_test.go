package store

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"
)

func TestOutcome(t *testing.T) {
	w := Write{Old: "r1", Doc: Raw{ID: "a", Rev: "r2", Version: 2, Trail: []string{"r1", "r2"}}}
	for _, x := range []struct {
		name  string
		there Raw
		want  error
	}{
		{"absent", Raw{}, ErrMoved},
		{"as before", Raw{ID: "a", Rev: "r1", Version: 1, Trail: []string{"r1"}}, ErrMoved},
		{"as before, trimmed", Raw{ID: "a", Rev: "t", Version: 1, Trail: []string{"r1"}}, ErrMoved},
		{"done", w.Doc, nil},
		{"done, trimmed", Raw{ID: "a", Rev: "t", Version: 2, Trail: []string{"r1", "r2"}}, nil},
		{"another was first", Raw{ID: "a", Rev: "o", Version: 2, Trail: []string{"r1", "o"}}, ErrMoved},
		{"done, three since", Raw{ID: "a", Rev: "o3", Version: 5, Trail: []string{"r2", "o1", "o2", "o3"}}, nil},
		{"not done, three others", Raw{ID: "a", Rev: "o4", Version: 5, Trail: []string{"o1", "o2", "o3", "o4"}}, ErrMoved},
		{"too long ago", Raw{ID: "a", Rev: "o4", Version: 6, Trail: []string{"o1", "o2", "o3", "o4"}}, ErrUnknown},
		{"dropped and made again", Raw{ID: "a", Rev: "n", Version: 1, Trail: []string{"n"}}, ErrMoved},
	} {
		if got := w.Outcome(x.there); !errors.Is(got, x.want) {
			t.Errorf("%s: %v, want %v", x.name, got, x.want)
		}
	}
}

func TestLines(t *testing.T) {
	var l lines
	var wg sync.WaitGroup
	inside, most := 0, 0
	for range 50 {
		wg.Go(func() {
			leave, err := l.join(t.Context(), "a")
			if err != nil {
				t.Error(err)
				return
			}
			inside++ // the race detector sees it if two are in turn
			most = max(most, inside)
			inside--
			leave()
		})
	}
	wg.Wait()
	if most != 1 || len(l.at) != 0 {
		t.Fatalf("%d at once, %d lines left", most, len(l.at))
	}
	leave, err := l.join(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	other, err := l.join(t.Context(), "b")
	if err != nil {
		t.Fatal("another id waits", err)
	}
	other()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.join(ctx, "a"); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	begun := time.Now()
	out, err := l.join(t.Context(), "a") // nobody leaves: out of turn at last
	if err != nil || time.Since(begun) < patience {
		t.Fatal(err, time.Since(begun))
	}
	out()
	leave()
	if len(l.at) != 0 {
		t.Fatal("a line is left")
	}
}
