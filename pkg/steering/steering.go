// Package steering keeps the list of skills of a process in step with what moderators decided about words and skills
// (profiles' state "skill"). For services that look words up; matching does the same within its index.
package steering

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// waitMost is how long a read waits for what it must have seen.
const waitMost = 2 * time.Second

// SteerOf reads a state.
func SteerOf(s wire.SkillState) skill.Steer {
	return skill.Steer{Of: s.Of, ID: s.Skill, Into: s.Into, Name: s.Written, Kind: skill.Kind(s.Kind)}
}

// Steering is a taxonomy with the decisions heard so far. It is safe for concurrent use.
type Steering struct {
	base *skill.Taxonomy
	bus  *bus.Bus
	log  *slog.Logger

	mu    sync.Mutex
	heard map[string]int64 // versions
	list  map[string]skill.Steer
	tax   *skill.Taxonomy // nil when something was heard since it was made
	next  chan struct{}   // closed whenever something is heard
}

// New begins with the base alone.
func New(base *skill.Taxonomy, b *bus.Bus, log *slog.Logger) *Steering {
	return &Steering{base: base, bus: b, log: log, heard: map[string]int64{}, list: map[string]skill.Steer{}, tax: base, next: make(chan struct{})}
}

// Taxonomy is the list of skills as it stands. It is made anew only when something was decided since the last call.
func (s *Steering) Taxonomy() *skill.Taxonomy {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tax == nil {
		list := make([]skill.Steer, 0, len(s.list))
		for _, x := range s.list {
			list = append(list, x)
		}
		s.tax = s.base.Steered(list)
	}
	return s.tax
}

// List are the decisions heard, by opaque id; the caller may change the map.
func (s *Steering) List() map[string]skill.Steer {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make(map[string]skill.Steer, len(s.list))
	for of, x := range s.list {
		out[of] = x
	}
	return out
}

// Run hears what is decided until ctx ends.
func (s *Steering) Run(ctx context.Context) error {
	service, kind := wire.SkillState{}.StateOf()
	return s.bus.Follow(ctx, service, []string{wire.StateSubject(service, kind, "*")}, 0, func(m bus.Message) { s.hear(m.Envelope) }, nil)
}

// hear takes one state unless a newer one is there already. What cannot be read is logged and left out: the next version comes.
func (s *Steering) hear(e wire.Envelope) {
	var state wire.SkillState
	if !e.Deleted {
		var err error
		if state, err = wire.Read[wire.SkillState](e); err != nil {
			s.log.Error("a decision about a skill cannot be read and is left out", "id", e.ID, "err", err)
			return
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.heard[e.Subject] >= e.Version {
		return
	}
	s.heard[e.Subject] = e.Version
	if x := SteerOf(state); e.Deleted || x == (skill.Steer{Of: x.Of}) {
		delete(s.list, e.Subject)
	} else {
		s.list[e.Subject] = x
	}
	s.tax = nil
	close(s.next)
	s.next = make(chan struct{})
}

// Name is "profiles.skill", as the Waymark-Version header names it.
func (s *Steering) Name() string {
	service, kind := wire.SkillState{}.StateOf()
	return service + "." + kind
}

// Wait waits until this version of id was heard, at most 2 s (then it returns false: stale).
func (s *Steering) Wait(ctx context.Context, id string, version int64) bool {
	ctx, cancel := context.WithTimeout(ctx, waitMost)
	defer cancel()
	for {
		s.mu.Lock()
		done, next := s.heard[id] >= version, s.next
		s.mu.Unlock()
		if done {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-next:
		}
	}
}
