package accounts

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"sync"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/time/rate"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/accounts/credential"
	"github.com/waymark-dev/waymark/services/accounts/journal"
)

// Who may sign up.
const (
	Open    = "open"    // anybody
	Invited = "invited" // who was invited
	Closed  = "closed"  // nobody; invitations work too
)

// Config of the service. The zero value is usable: open registration, no mail, secrets kept in the store unsealed.
type Config struct {
	Registration   string // Open (default), Invited, Closed
	Conduct        string // version of the code of conduct that people accept; "" asks for none
	ConductURL     string // where it can be read
	Adults         bool   // people confirm that they are 18 or over
	Locale         string // of people who name none; "en" by default
	MailConfigured bool   // then notifications sends links, and administrators cannot read them
	// KeyFile names a file with 32 random bytes (base64 or hex) that secrets in the store are sealed with.
	KeyFile string
	// Journal names a file, outside of what is backed up with the store, that says which accounts were erased (JournalFile); one for
	// each process. A store that was put back is brought up to it at the start. "" keeps none.
	Journal string
	// Floor is the least time that an answer takes which must not tell whether an address is known; 40 ms by default.
	Floor time.Duration
	// Hashers is how many passwords are hashed at once (19 MiB each); the number of cores by default. HashQueue is how many may
	// wait; 128 for each hasher by default.
	Hashers, HashQueue int
	cost               credential.Cost // of hashing a password; tests hash many
	// AddressRate and AddressBurst bound what one network address may do; 100 a second and 6,000 by default: a whole
	// conference sits behind one.
	AddressRate  float64
	AddressBurst int
	// SignUpsNetwork and SignUpsPlace bound what sends mail to addresses that nobody has shown to be theirs, new accounts and links
	// asked for, in an hour and all at once: from one network, and of each kind in the whole place; 300 and 2,000 by default. Who
	// comes to an event by a badge does not count.
	SignUpsNetwork, SignUpsPlace int
	// GuessesNetwork bounds wrong passwords of an hour from one network, whoever's they are; 300 by default. Right ones do not count, and a
	// device that signed in before is not held up by others' wrong ones.
	GuessesNetwork int
	// TrustedProxies are the addresses whose X-Forwarded-For is believed.
	TrustedProxies []string
}

func (c Config) filled() (Config, error) {
	switch c.Registration {
	case "":
		c.Registration = Open
	case Open, Invited, Closed:
	default:
		return c, fmt.Errorf("accounts: registration is %s, %s or %s", Open, Invited, Closed)
	}
	if c.Locale == "" {
		c.Locale = "en"
	}
	if _, err := language.Parse(c.Locale); err != nil {
		return c, fmt.Errorf("accounts: the default locale is no language tag")
	}
	if c.Floor == 0 {
		c.Floor = 40 * time.Millisecond
	}
	if c.Hashers <= 0 {
		c.Hashers = runtime.GOMAXPROCS(0)
	}
	if c.HashQueue <= 0 {
		c.HashQueue = 128 * c.Hashers
	}
	if c.AddressRate <= 0 {
		c.AddressRate = 100
	}
	if c.AddressBurst <= 0 {
		c.AddressBurst = 6000
	}
	if c.SignUpsNetwork <= 0 {
		c.SignUpsNetwork = signUpsNetwork
	}
	if c.SignUpsPlace <= 0 {
		c.SignUpsPlace = signUpsPlace
	}
	if c.GuessesNetwork <= 0 {
		c.GuessesNetwork = guessesNetwork
	}
	return c, nil
}

// Deps are what the service stands on. Verifier nil is Guard.
type Deps struct {
	DB       *store.DB
	Bus      *bus.Bus
	Guard    *auth.Guard
	Verifier httpserver.Verifier
	Now      run.Clock
	Log      *slog.Logger
}

// Service is the accounts service.
type Service struct {
	cfg      Config
	d        Deps
	c        collections
	sealer   credential.Sealer
	keys     credential.Keys
	dummy    string // a hash that no password has, for addresses that nobody has
	hasher   *hasher
	doors    *doors
	mailing  *mailing
	guessing networks      // wrong passwords, by network
	asked    *rate.Limiter // of questions for addresses
	erasures *store.Collection[Erasure]
	replayed *store.Collection[Replayed]
	journal  *journal.Journal // nil without
	relay    *outbox.Relay
	dead     *outbox.DeadLetters
	router   *httpserver.Router

	mu      sync.Mutex
	signing *signing
}

// New opens the collections, makes the secrets and keys that are missing, publishes the keys and makes the routes. Nothing runs
// before Run.
func New(ctx context.Context, cfg Config, d Deps) (*Service, error) {
	cfg, err := cfg.filled()
	if err != nil {
		return nil, err
	}
	s := &Service{
		cfg: cfg, d: d, hasher: newHasher(cfg.Hashers, cfg.HashQueue), doors: newDoors(cfg.AddressRate, cfg.AddressBurst),
		asked: rate.NewLimiter(200, 1000), mailing: newMailing(cfg.SignUpsNetwork, cfg.SignUpsPlace),
		guessing: newNetworks(cfg.GuessesNetwork, 64, 48, 32),
	}
	if cfg.KeyFile != "" {
		text, err := os.ReadFile(cfg.KeyFile)
		if err != nil {
			return nil, fmt.Errorf("accounts: key file: %w", err)
		}
		if s.sealer, err = credential.NewSealer(string(text)); err != nil {
			return nil, fmt.Errorf("accounts: %w", err)
		}
	}
	if s.c, err = openCollections(ctx, d.DB); err != nil {
		return nil, err
	}
	if s.erasures, err = openErasures(ctx, d.DB); err != nil {
		return nil, err
	}
	if err = s.openJournal(ctx); err != nil {
		return nil, fmt.Errorf("accounts: %w", err)
	}
	root, err := s.c.root(ctx, s.sealer)
	if err != nil {
		return nil, fmt.Errorf("accounts: root secret: %w", err)
	}
	s.keys = credential.Derive(root)
	if s.dummy, err = unmatchable(cfg.cost); err != nil {
		return nil, err
	}
	if _, err := s.signer(ctx, d.Now()); err != nil {
		return nil, fmt.Errorf("accounts: signing key: %w", err)
	}
	if err := s.join(ctx); err != nil {
		return nil, err
	}
	if err := s.replay(auth.With(ctx, auth.Principal{Service: "accounts"})); err != nil {
		return nil, fmt.Errorf("accounts: erasures since the backup: %w", err)
	}
	s.router = s.routes()
	return s, nil
}

// join makes the streams, the relay and the dead letters, and publishes the keys: nobody could verify a token before.
func (s *Service) join(ctx context.Context) (err error) {
	if err := s.d.Bus.EnsureStreams(ctx, "accounts"); err != nil {
		return err
	}
	if s.dead, err = outbox.NewDeadLetters(ctx, s.d.DB, s.d.Bus, "accounts"); err != nil {
		return err
	}
	s.dead.Bind(s.safetyConsumer())
	for _, c := range s.erasureConsumers() {
		s.dead.Bind(c)
	}
	s.relay, err = outbox.NewRelay(ctx, s.d.DB, s.d.Bus, "accounts", s.d.Log,
		outbox.SourceOf(s.c.accounts, "account", func(d *store.Doc[Account]) wire.State { return d.Body.state(d.ID) }),
		outbox.SourceOf(s.c.sessions, "session", func(d *store.Doc[Session]) wire.State { return d.Body.state(d.ID, auth.AccessLife) }),
		outbox.SourceOf(s.replayed, "", nil), s.dead.Source(),
		outbox.SourceOf(s.c.keys, "key", func(d *store.Doc[SigningKey]) wire.State { return d.Body.state(d.ID) }),
	)
	if err != nil {
		return err
	}
	return s.relay.Drain(ctx)
}

// unmatchable is the hash of a password that nobody knows.
func unmatchable(cost credential.Cost) (string, error) {
	b := make([]byte, 32)
	rand.Read(b)
	p, err := credential.TypedPassword(hex.EncodeToString(b))
	return cost.Hash(p), err
}

// Router is the service's HTTP side.
func (s *Service) Router() *httpserver.Router { return s.router }

// Run relays, answers questions and looks after what is due until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	if s.journal != nil {
		defer s.journal.Close()
	}
	return run.Loops(ctx, s.d.Log, append(s.erasureLoops(),
		run.Loop{Name: "accounts relay", Run: s.relay.Run},
		run.Loop{Name: "accounts addresses", Run: s.answerAddresses},
		run.Loop{Name: "accounts invitations", Run: s.answerInvitations},
		run.Loop{Name: "accounts appellants", Run: s.answerAppellants},
		run.Loop{Name: "accounts arrivals", Run: s.answerArrivals},
		s.safetyLoop(),
		run.Every(s.d.Log, "accounts clocks", 30*time.Second, s.Tick),
	)...)
}

// fact makes a fact caused by whoever calls.
func (s *Service) fact(ctx context.Context, e wire.Event) store.Fact {
	return outbox.Fact(ctx, s.d.DB, e, outbox.Scope{})
}

// as makes the account the one who acts: it proved itself by a link or a password, not by a token.
func as(ctx context.Context, account string) context.Context {
	return auth.With(ctx, auth.Principal{ID: account})
}
