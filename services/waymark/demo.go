package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

type demoCommand struct {
	Settings `embed:""`
}

// signInsFile keeps the demo's sign-ins beside its data, so that it can be started again.
const signInsFile = "demo-sign-ins.txt"

// Run serves a Waymark full of real projects and made-up people. The first start fills the data folder, later ones find it
// filled.
func (c *demoCommand) Run(ctx context.Context, s streams) error {
	if host, _, err := net.SplitHostPort(c.Listen); err == nil && !net.ParseIP(host).IsLoopback() && host != "localhost" {
		return fmt.Errorf("%w: the demo's people are made up and its sign-ins are printed: it listens on this machine only", errUsage)
	}
	if c.Data == defaultData() {
		c.Data = filepath.Join(filepath.Dir(c.Data), "waymark-demo")
	}
	if c.LogLevel == "info" { // what people are to read must not lie under hundreds of lines; debug says everything
		c.LogLevel = "warn"
	}
	known := filepath.Join(c.Data, signInsFile)
	if _, err := os.Stat(known); errors.Is(err, os.ErrNotExist) {
		if err := c.fill(ctx, s, known); err != nil {
			return fmt.Errorf("the demo could not be filled; remove %s and start again: %w", c.Data, err)
		}
	}
	text, err := os.ReadFile(known)
	if err != nil {
		return err
	}
	c.show()
	return serve(ctx, c.Settings, streams{discard{}, s.err}, func(ctx context.Context, w *world, address string) error {
		letter := ""
		if c.Mail.Host == "" {
			public, err := client.New(address)
			if err != nil {
				return err
			}
			l, err := newLetters(ctx, w, address, s.out)
			if err != nil {
				return err
			}
			if who, password, err := demoSignIn(known, "mentor"); err == nil {
				letter = l.waiting(ctx, public, who, password)
			}
			go func() { _ = l.follow(ctx, nil) }() // it ends with ctx
			name, password := operatorOf(string(text))
			if o, err := newOffice(ctx, public, "", name, password); err == nil { // whoever changed the password hands links over by hand
				go handsOver(ctx, o.admin, address, s.out, time.Second)
			}
		}
		_, err := fmt.Fprintf(s.out, "Address: %s\nThe API is described at %s/docs\n%s%sCtrl-C ends it; %s keeps it for the next time.\n",
			address, address, text, letter, c.Data)
		return err
	})
}

// demoGuidesTo are free guides to what a first change often lacks.
var demoGuidesTo = map[string]string{
	"git":        "https://git-scm.com/book|Pro Git",
	"go":         "https://go.dev/tour/|A Tour of Go",
	"java":       "https://dev.java/learn/|Learn Java",
	"javascript": "https://developer.mozilla.org/docs/Learn|Learn web development",
	"python":     "https://docs.python.org/3/tutorial/|The Python tutorial",
	"rust":       "https://doc.rust-lang.org/book/|The Rust book",
}

// demoConduct is the version of the code of conduct that is shipped with the pages.
const demoConduct = "2026-11"

// show sets what an operator would choose, where whoever starts the demo chose nothing: people accept the code of conduct, and a missing skill
// leads to a free guide. A served Waymark has neither unless it is told: both are an operator's word, and bind their people.
func (c *demoCommand) show() {
	if len(c.Guides) == 0 {
		c.Guides = demoGuidesTo
	}
	_, port, err := net.SplitHostPort(c.Listen)
	if c.Join.Conduct == "" && c.Join.ConductURL == "" && (c.PublicURL != "" || err == nil && port != "0") {
		c.Join.Conduct, c.Join.ConductURL = demoConduct, c.public(c.Listen)+"/conduct"
	}
}

// fill fills the data folder, without mail: the made-up people get none, and their one-time links can be read.
func (c *demoCommand) fill(ctx context.Context, s streams, known string) error {
	fmt.Fprintln(s.err, "Filling the demo: real projects and issues, made-up people. This takes some seconds, once.")
	began := time.Now()
	settings := c.Settings
	settings.Mail.Host = ""
	settings.Join.PerHour = 0 // the made-up people are no crowd
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var filled error
	quiet := streams{discard{}, s.err} // the link for the first administrator is used here
	err := serve(ctx, settings, quiet, func(ctx context.Context, w *world, address string) error {
		defer cancel()
		text, err := fillDemo(ctx, w, address, s)
		if err == nil {
			err = os.WriteFile(known, text, 0o600)
		}
		filled = err
		return nil
	})
	if err := errors.Join(filled, err); err != nil {
		return err
	}
	fmt.Fprintf(s.err, "Filled in %s.\n", time.Since(began).Round(100*time.Millisecond))
	return nil
}

func defaultData() string {
	d, _ := filepath.Abs("waymark-data")
	return d
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }

// made is one made-up person.
type made struct {
	role   string
	body   api.ProfileBody
	signIn bool // gets a password that is printed
}

func fillDemo(ctx context.Context, w *world, address string, s streams) ([]byte, error) {
	public, err := client.New(address)
	if err != nil {
		return nil, err
	}
	token, needed, err := w.accounts.Bootstrap(ctx)
	if err != nil {
		return nil, err
	}
	if !needed {
		return nil, errors.New("there is an administrator in it already, so it is no demo")
	}
	var out strings.Builder
	signIn := func(role, address, password string) {
		fmt.Fprintf(&out, "Sign in as %s: %s %s\n", role, address, password)
	}
	admin, password := "operator@demo.example", newPassword()
	o, err := newOffice(ctx, public, token, admin, password)
	if err != nil {
		return nil, err
	}
	signIn("administrator", admin, password)
	if err := w.importShipped(ctx); err != nil {
		return nil, fmt.Errorf("importing the lists: %w", err)
	}
	page, err := public.Projects(ctx, client.ProjectQuery{Limit: 1})
	if err != nil || len(page.Items) == 0 {
		return nil, errors.Join(errors.New("the catalogue is empty"), err)
	}
	fmt.Fprintln(s.err, "Projects and issues are there; now the people.")
	people, err := demoPeople()
	if err != nil {
		return nil, err
	}
	org, err := o.admin.MakeOrganisation(ctx, api.OrganisationBody{Name: "Made-up Foundation"})
	if err != nil {
		return nil, err
	}
	aside, stop := context.WithCancel(ctx)
	round := make(chan error, 1)
	go func() { round <- demoRound(aside, o, org.ID) }() // it takes as long as all the others together
	ended := false
	defer func() { // nothing is asked any more once this has failed
		if stop(); !ended {
			<-round
		}
	}()
	self, err := o.admin.Account(ctx)
	if err != nil {
		return nil, err
	}
	l := &life{operator: self.ID, public: public, office: o, world: w, org: org.ID, people: map[string]*person{}}
	for i, m := range people {
		password := ""
		if role, ok := demoRoles[m.body.DisplayName]; ok {
			m.role, m.signIn = role, true
		}
		if m.signIn {
			password = newPassword()
		}
		p, err := o.open(ctx, fmt.Sprintf("person%02d@demo.example", i+1), password)
		if err != nil {
			return nil, err
		}
		if _, err := p.SaveMe(ctx, m.body); err != nil {
			return nil, fmt.Errorf("%s: %w", m.role, err)
		}
		l.people[m.body.DisplayName] = p
		if m.body.Mentor && !demoWaiting[m.body.DisplayName] {
			if err := o.approve(ctx, p.id); err != nil {
				return nil, fmt.Errorf("approving a mentor: %w", err)
			}
		}
		if m.signIn {
			signIn(m.role, p.address, password)
		}
		if m.role == "moderator" {
			if _, err := o.admin.SetRoles(ctx, p.id, []string{"moderator"}); err != nil {
				return nil, err
			}
			in, err := public.SignIn(ctx, api.SignIn{Address: p.address, Password: password})
			if err != nil {
				return nil, err
			}
			l.moderator = public.SignedIn(in)
		}
	}
	if err := l.look(ctx); err != nil {
		return nil, err
	}
	if err := l.live(ctx); err != nil {
		return nil, fmt.Errorf("what the people do: %w", err)
	}
	err, ended = <-round, true
	if err != nil {
		return nil, fmt.Errorf("a round of many people: %w", err)
	}
	return []byte(out.String()), nil
}
