package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/waymark-dev/waymark/pkg/client"
)

type tourCommand struct {
	URL       string `help:"A running Waymark; without one the tour starts its own in an empty folder and takes it away again." placeholder:"URL"`
	Admin     string `help:"Address of an administrator of it." placeholder:"ADDRESS"`
	AdminFile string `name:"admin-password-file" help:"File with the administrator's password." type:"path" placeholder:"FILE"`
	People    int    `help:"How many people take part in the round, 10 to 1000." default:"200" placeholder:"N"`
	Patient   bool   `help:"Say it, and no more, where something that is promised in seconds came later: for a busy machine."`
}

// errTour says that a step did not hold; the step has been told already.
var errTour = errors.New("the tour did not hold")

// Run does the main job and says at each step what happened.
func (c *tourCommand) Run(ctx context.Context, s streams) error {
	if c.People < 10 || c.People > 1000 {
		return fmt.Errorf("%w: --people is 10 to 1000", errUsage)
	}
	if c.URL != "" {
		if c.Admin == "" || c.AdminFile == "" {
			return fmt.Errorf("%w: --url needs --admin and --admin-password-file, since somebody has to approve mentors", errUsage)
		}
		password, err := secret(c.AdminFile)
		if err != nil {
			return fmt.Errorf("--admin-password-file: %w", err)
		}
		public, err := client.New(c.URL)
		if err != nil {
			return errors.Join(errUsage, err)
		}
		t := &tour{out: s.out, public: public, address: c.Admin, password: password, crowd: c.People}
		return c.verdict(t, t.run(ctx))
	}
	dir, err := os.MkdirTemp("", "waymark-tour-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	settings := Settings{
		Data: dir, Listen: "127.0.0.1:0", Target: []string{"all"}, LogLevel: "error", MentorApproval: true,
		NATS: NATS{Replicas: 1}, MongoDB: MongoDB{Database: "waymark"}, Mail: Mail{Port: 587, TLS: "mandatory"},
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	quiet := streams{io.Discard, s.err}
	var toured error
	err = serve(ctx, settings, quiet, func(ctx context.Context, w *world, address string) error {
		defer cancel()
		public, err := client.New(address)
		if err != nil {
			return err
		}
		token, _, err := w.accounts.Bootstrap(ctx)
		if err != nil {
			return err
		}
		t := &tour{out: s.out, public: public, token: token, address: "ida.operator@example.org", password: newPassword(), crowd: c.People,
			mailed: answerTokens(w)}
		toured = c.verdict(t, t.run(ctx))
		return nil
	})
	return errors.Join(toured, err)
}

// verdict is an error, too, where every step held and a promise was kept later than it says.
func (c *tourCommand) verdict(t *tour, err error) error {
	if err == nil && t.lates > 0 && !c.Patient {
		return fmt.Errorf("%w: %d promises were kept late; on a busy machine try again, or --patient", errTour, t.lates)
	}
	return err
}

// tour does the main job once, by the public API alone, as its people would. The scenario tests are the same steps on other
// deployments.
type tour struct {
	out               io.Writer
	public            *client.Client // signed out
	token             string         // of the first administrator, where there is none yet
	address, password string         // of the administrator

	tag                             string // keeps the people of several tours apart
	office                          *office
	newcomer, second, mentor, other *person
	issue, request, asked           string
	again, claimed                  string // the second mentorship, and an issue that somebody works on
	crowd                           int    // how many people are in the round
	// mailed is the token that the mail to an asked mentor carries; nil where the tour cannot know it.
	mailed func(ctx context.Context, match, mentor string) (string, error)
	late   []string // promises of this step that were kept later than they say
	lates  int      // in all steps
}

// step is one step of the tour; do says in plain words what happened.
type step struct {
	name string
	do   func(ctx context.Context) (happened string, err error)
}

const stepWithin = 6 * time.Minute

// patience is how long is waited for what happens after an answer. It is far more than is promised: on a busy machine late is not never.
const patience = 2 * time.Minute

// run does every step in order. A step that does not hold ends the tour: the later ones stand on it.
func (t *tour) run(ctx context.Context) error {
	t.tag = client.NewKey()[:8]
	all := t.stepsOf()
	began := time.Now()
	for i, s := range all {
		at := time.Now()
		stepCtx, cancel := context.WithTimeout(ctx, stepWithin)
		happened, err := s.do(stepCtx)
		cancel()
		took := time.Since(at).Round(time.Millisecond)
		if err != nil {
			fmt.Fprintf(t.out, "%2d. %s: DID NOT HOLD after %s: %v\n", i+1, s.name, took, err)
			return fmt.Errorf("%w: step %d of %d, %s", errTour, i+1, len(all), s.name)
		}
		fmt.Fprintf(t.out, "%2d. %s (%s)\n    %s\n", i+1, s.name, took, happened)
		for _, late := range t.late {
			fmt.Fprintln(t.out, "    "+late)
		}
		t.lates, t.late = t.lates+len(t.late), nil
	}
	_, err := fmt.Fprintf(t.out, "Every one of %d steps held (%s).\n", len(all), time.Since(began).Round(time.Millisecond))
	return err
}

// within waits until it holds. Later than promised is said in the tour, and is its error in the end (verdict).
func (t *tour) within(ctx context.Context, promised time.Duration, holds func() error) error {
	began := time.Now()
	err := eventually(ctx, patience, holds)
	if took := time.Since(began); err == nil && took > promised {
		t.late = append(t.late, fmt.Sprintf("Late: it took %s, %s are promised. Is this machine busy?", took.Round(time.Millisecond), promised))
	}
	return err
}

// eventually asks again until it holds, at most for a time.
func eventually(ctx context.Context, within time.Duration, holds func() error) error {
	deadline := time.Now().Add(within)
	for pause := time.Millisecond; ; pause = min(2*pause, 25*time.Millisecond) {
		err := holds()
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("still not after %s: %w", within, err)
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(pause):
		}
	}
}
