package main

import (
	"context"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver/gateway"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/telemetry"
	"github.com/waymark-dev/waymark/services/accounts"
	"github.com/waymark-dev/waymark/services/catalog"
	"github.com/waymark-dev/waymark/services/matching"
	"github.com/waymark-dev/waymark/services/mentoring"
	"github.com/waymark-dev/waymark/services/notifications"
	"github.com/waymark-dev/waymark/services/profiles"
	"github.com/waymark-dev/waymark/services/programs"
	"github.com/waymark-dev/waymark/services/safety"
	"github.com/waymark-dev/waymark/services/web"
)

// add makes one service of this process with a connection of its own.
func (w *world) add(ctx context.Context, name, public string) error {
	b, err := w.connect(ctx, name)
	if err != nil {
		return err
	}
	log := w.log.With("room", name)
	s := w.settings
	var room service
	switch name {
	case "accounts":
		erasures := s.ErasuresFile
		if erasures == "" && s.NATS.URL == "" {
			erasures = filepath.Join(s.Data, accounts.JournalFile)
		}
		w.accounts, err = accounts.New(ctx, accounts.Config{
			MailConfigured: s.Mail.Host != "", KeyFile: s.KeyFile, Journal: erasures, TrustedProxies: s.TrustedProxies,
			Registration: s.Join.Registration, Conduct: s.Join.Conduct, ConductURL: s.Join.ConductURL, Adults: s.Join.Adults, Locale: s.Join.Locale,
			SignUpsNetwork: s.Join.PerNetwork, SignUpsPlace: s.Join.PerHour, GuessesNetwork: s.Join.Guesses,
		}, accounts.Deps{DB: w.db, Bus: b, Guard: w.guard, Now: w.now, Log: log})
		room = w.accounts
	case "profiles":
		room, err = profiles.New(ctx, profiles.Config{ApprovalOff: !s.MentorApproval, Guides: s.guides()},
			profiles.Deps{DB: w.db, Bus: b, Guard: w.guard, Now: w.now, Log: log})
	case "programs":
		var answers []byte
		if answers, err = s.answersSecret("waymark programs answers"); err != nil {
			return err
		}
		room, err = programs.New(ctx, programs.Config{TrustedProxies: s.TrustedProxies},
			programs.Deps{DB: w.db, Answers: w.apart, Bus: b, Guard: w.guard, Now: w.now, Log: log, CheckCriteria: checkCriteria,
				AnswerKey: answers, Teams: eventSolver{}, Rehearse: w.rehearsing()})
	case "catalog":
		w.catalog, err = catalog.New(ctx, catalog.Config{}, catalog.Deps{DB: w.db, Bus: b, Guard: w.guard, Now: w.now, Log: log})
		room = w.catalog
	case "matching":
		room, err = matching.New(ctx, matching.Config{}, matching.Deps{DB: w.db, Bus: b, Guard: w.guard, Now: w.now, Log: log,
			Checks: telemetry.NewChecks(w.registry), LeftOut: telemetry.NewLeftOut(w.registry)})
	case "mentoring":
		var keyFile string
		if keyFile, err = s.answersKey(); err != nil {
			return err
		}
		room, err = mentoring.New(ctx, mentoring.Config{KeyFile: keyFile, Unpaced: s.unpaced},
			mentoring.Deps{DB: w.db, Bus: b, Guard: w.guard, Now: w.now, Log: log})
	case "safety":
		var keyFile string
		if keyFile, err = s.safetyKey(); err != nil {
			return err
		}
		room, err = safety.New(ctx, safety.Config{KeyFile: keyFile, TrustedProxies: s.TrustedProxies},
			safety.Deps{DB: w.db, Bus: b, Guard: w.guard, Now: w.now, Log: log})
	case "notifications":
		var mail notifications.MailConfig
		if mail, err = s.Mail.config(); err != nil {
			return err
		}
		room, err = notifications.New(ctx, notifications.Config{PublicURL: public, Mail: mail},
			notifications.Deps{DB: w.db, Bus: b, Guard: w.guard, Now: w.now, Log: log})
	}
	if err != nil {
		return err
	}
	w.rooms[name] = room
	return nil
}

// safetyKey is the key file of safety: the one that is given, else one in the data folder, which is made where there is none.
func (s *Settings) safetyKey() (string, error) {
	if s.SafetyKeyFile != "" {
		return s.SafetyKeyFile, nil
	}
	return safety.KeyIn(s.Data)
}

// answersKey is the key file that mentoring signs the tokens of mails with; "" in a process to which none was given, and which has none.
func (s *Settings) answersKey() (string, error) {
	if s.KeyFile != "" || s.SafetyKeyFile == "" && !s.runs("safety") {
		return s.KeyFile, nil
	}
	return s.safetyKey()
}

// answersSecret is a key for one purpose, derived from that file; nil where there is none.
func (s *Settings) answersSecret(purpose string) ([]byte, error) {
	file, err := s.answersKey()
	if err != nil || file == "" {
		return nil, err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	key, err := run.ReadKey(string(text))
	if err != nil {
		return nil, err
	}
	return run.DeriveKey(key, purpose), nil
}

// config reads the password's file.
func (m Mail) config() (notifications.MailConfig, error) {
	c := notifications.MailConfig{Host: m.Host, Port: m.Port, From: m.From, User: m.User, TLS: m.TLS}
	if m.PasswordFile == "" {
		return c, nil
	}
	var err error
	c.Password, err = secret(m.PasswordFile)
	return c, err
}

// segments are the first path segments below /api/v1/ of each service, for a gateway whose services are elsewhere. A test
// compares them with the routers'.
var segments = map[string][]string{
	"accounts": {"accounts", "sessions", "links", "account-links", "invitations", "keys", "ops-accounts"},
	"profiles": {"people", "skills", "causes", "people-imports", "mentor-approvals", "ops-profiles"},
	"programs": {"organisations", "programmes", "cohorts", "events", "applications", "certificates", "participation", "still", "partners",
		"stipends", "board", "grants", "ops-programs"},
	"catalog":  {"projects", "issues", "catalog-imports", "ops-catalog"},
	"matching": {"recommendations", "rounds", "ops-matching"},
	"mentoring": {"requests", "mentorships", "standing", "blocks", "threads", "calendars", "calendar-links", "claims", "hand-overs", "waiting",
		"office-hours", "answers", "help-offers", "issue-help", "ops-mentoring"},
	"safety":        {"reports", "outcomes", "cases", "duty", "ops-safety"},
	"notifications": {"inbox", "live", "notification-preferences", "unsubscribe", "ops-notifications"},
}

// front is what this process serves: its own services, and with the gateway's target the others' replicas, and the pages.
func (w *world) front(address string) (http.Handler, error) {
	o := gateway.Options{
		Title: "Waymark", Version: version, Log: w.log, TrustedProxies: networks(w.settings.TrustedProxies),
		Aliases: map[string]string{"/.well-known/jwks.json": "/api/v1/keys"},
	}
	ready := func(context.Context) error { return w.ready() }
	for _, name := range names {
		switch room := w.rooms[name]; {
		case room != nil:
			room.Router().Instrument(w.figures)
			o.Mounts = append(o.Mounts, gateway.Mount{
				Service: name, Segments: room.Router().Segments(), Handler: room.Router().Handler(), Ready: ready,
			})
		case w.settings.runs(gatewayName):
			remote, err := gateway.NewRemote(name, strings.Split(w.settings.Peers[name], "|"), w.log)
			if err != nil {
				return nil, err
			}
			o.Mounts = append(o.Mounts, gateway.Mount{Service: name, Segments: segments[name], Handler: remote, Ready: remote.Ready})
		}
	}
	if !w.settings.runs(gatewayName) {
		o.PerAddress = -1 // the gateway before us has counted
		return gateway.New(o), nil
	}
	own, err := w.operation()
	if err != nil {
		return nil, err
	}
	own.Instrument(w.figures)
	o.Mounts = append(o.Mounts, gateway.Mount{Service: operationName, Segments: own.Segments(), Handler: own.Handler(), Ready: ready})
	w.own = own
	var g *gateway.Gateway
	// The pages call the API as whoever opened them: the limits of accounts count that address.
	inside := func(remote string) http.RoundTripper {
		return client.InProcess(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			r.RemoteAddr = remote
			g.ServeHTTP(rw, r)
		}))
	}
	site, err := web.New(web.Config{PublicURL: address, Operator: w.settings.Operator},
		web.Deps{API: inside, Now: w.now, Log: w.log.With("room", "web")})
	if err != nil {
		return nil, err
	}
	o.Fallback = site.Handler()
	g = gateway.New(o)
	return g, nil
}

func networks(texts []string) []netip.Prefix {
	var out []netip.Prefix
	for _, t := range texts {
		if p, err := netip.ParsePrefix(t); err == nil {
			out = append(out, p)
		} else if a, err := netip.ParseAddr(t); err == nil {
			out = append(out, netip.PrefixFrom(a, a.BitLen()))
		}
	}
	return out
}

// metrics are this process's figures.
func (w *world) metrics() http.Handler { return telemetry.Handler(w.registry) }

// importShipped reads the lists that come with the program, as the operator.
func (w *world) importShipped(ctx context.Context) error {
	if w.catalog == nil {
		return fault.New(fault.Unavailable, "catalog.elsewhere", "This process does not run the catalogue.")
	}
	ctx = auth.With(ctx, auth.Principal{ID: "operator", Service: "waymark"})
	lists, err := catalog.Shipped()
	if err != nil {
		return err
	}
	for _, l := range lists {
		if _, _, err := w.catalog.Import(ctx, l.Request()); err != nil {
			return err
		}
	}
	return nil
}
