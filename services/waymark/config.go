package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/services/profiles/skills"
	"github.com/waymark-dev/waymark/services/web"
)

// Settings are what every command that serves takes. Flag over environment (WAYMARK_…) over file over default.
type Settings struct {
	Data      string   `help:"Folder for all that is kept; by default ${default} here (demo: waymark-demo)." default:"waymark-data" type:"path" placeholder:"DIR"`
	Listen    string   `help:"Address to serve HTTP on; by default ${default}, this machine only." default:"127.0.0.1:8080" placeholder:"ADDR"`
	Metrics   string   `name:"listen-metrics" help:"Address to serve /metrics on; none without." placeholder:"ADDR"`
	PublicURL string   `name:"public-url" help:"Where people reach it; links begin with it. http:// and the listen address without." placeholder:"URL"`
	Target    []string `help:"What runs here: all, gateway, or services by name, with commas; by default ${default}." default:"all" placeholder:"NAME"`
	LogLevel  string   `name:"log-level" help:"debug, info, warn or error; by default ${default}." default:"info" enum:"debug,info,warn,error"`

	unpaced bool // tests only: mentoring.Config

	NATS    NATS    `embed:"" prefix:"nats-"`
	MongoDB MongoDB `embed:"" prefix:"mongodb-"`
	Mail    Mail    `embed:"" prefix:"mail-"`
	Join    Join    `embed:"" prefix:"join-"`

	Operator string            `help:"Who runs this site, shown at the foot of each page; nothing without." placeholder:"NAME"`
	Guides   map[string]string `name:"guide" help:"A free guide for a skill, shown where somebody lacks it; https only." placeholder:"SKILL=URL|TITLE"`

	// Origins say of each flag who had the last word (flag, environment, file); none: its default.
	Origins map[string]string `kong:"-"`

	Peers          map[string]string `name:"peer" help:"For the gateway: where another service listens." placeholder:"SERVICE=URL|URL"`
	TrustedProxies []string          `name:"trusted-proxies" help:"Addresses (CIDR) whose X-Forwarded-For is believed." placeholder:"CIDR,…"`
	KeyFile        string            `name:"key-file" help:"File with 32 random bytes (base64) that seals private keys." placeholder:"FILE"`
	SafetyKeyFile  string            `name:"safety-key-file" help:"File with 32 random bytes (base64) that seals cases; else one in --data." placeholder:"FILE"`
	ErasuresFile   string            `name:"erasures-file" help:"File, not in backups, that says who was erased; else one in --data." placeholder:"FILE"`
	MentorApproval bool              `name:"mentor-approval" help:"Mentors are invisible until approved." default:"true" negatable:""`
}

// NATS says which NATS to use; embedded without a URL.
type NATS struct {
	URL      string `help:"External NATS with JetStream; embedded without." placeholder:"URL"`
	SeedFile string `name:"seed-file" help:"File with the NKEY seed of this process's user." placeholder:"FILE"`
	Replicas int    `help:"Replicas of each stream; by default ${default}." default:"1" placeholder:"N"`
}

// MongoDB says which MongoDB to use; the embedded store without a URI.
type MongoDB struct {
	URIFile  string `name:"uri-file" help:"File with the URI of a MongoDB replica set; embedded store without." placeholder:"FILE"`
	URI      string `help:"The URI itself, where it has no password." placeholder:"URI"`
	Database string `help:"Name of the database; by default ${default}." default:"waymark" placeholder:"NAME"`
}

// Mail says how e-mail is sent; none without a host.
type Mail struct {
	Host         string `help:"SMTP server; no e-mail is sent without." placeholder:"HOST"`
	Port         int    `help:"SMTP port; by default ${default}." default:"587" placeholder:"N"`
	From         string `help:"Sender of every e-mail." placeholder:"ADDRESS"`
	User         string `help:"SMTP user." placeholder:"NAME"`
	PasswordFile string `name:"password-file" help:"File with the SMTP password." placeholder:"FILE"`
	TLS          string `name:"tls" help:"mandatory, opportunistic or none; by default ${default}." default:"mandatory" enum:"mandatory,opportunistic,none"`
}

// names are the services of this binary, in the order in which they start.
var names = []string{"accounts", "profiles", "programs", "catalog", "mentoring", "matching", "safety", "notifications"}

const gatewayName = "gateway"

// runs says whether this process runs a service.
func (s *Settings) runs(name string) bool {
	return slices.Contains(s.Target, "all") || slices.Contains(s.Target, name)
}

// keeps says whether anything in this process needs a store: the gateway needs none.
func (s *Settings) keeps() bool { return slices.ContainsFunc(names, s.runs) }

// check refuses what cannot work, before anything is opened. Every problem is told at once.
func (s *Settings) check() error {
	var errs []error
	problem := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	for _, t := range s.Target {
		if t != "all" && t != gatewayName && !slices.Contains(names, t) {
			problem("--target: %q is none; it is all, %s or one of %s", t, gatewayName, strings.Join(names, ", "))
		}
	}
	for flag, address := range map[string]string{"--listen": s.Listen, "--listen-metrics": s.Metrics} {
		if address == "" && flag != "--listen" {
			continue
		}
		if _, _, err := net.SplitHostPort(address); err != nil {
			problem("%s: give HOST:PORT, such as 127.0.0.1:8080", flag)
		}
	}
	if s.PublicURL != "" {
		if u, err := url.Parse(s.PublicURL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			problem("--public-url: give the whole address, such as https://waymark.example.org")
		}
	}
	if plainElsewhere := s.plainElsewhere(); plainElsewhere != "" {
		problem("--public-url: %s is plain HTTP on another name than this machine's own: browsers keep no session there, and nobody can sign in. "+
			"Give an https:// address, with a proxy that ends TLS in front", plainElsewhere)
	}
	s.Join.check(problem)
	if err := skills.CheckGuides(s.guides()); err != nil {
		problem("--guide: %w", err)
	}
	if s.Mail.Host != "" && s.Mail.From == "" {
		problem("--mail-from: say who the sender of e-mails is, since --mail-host is set")
	}
	if s.NATS.SeedFile != "" && s.NATS.URL == "" {
		problem("--nats-seed-file: only an external NATS (--nats-url) asks for it")
	}
	if s.MongoDB.URI != "" && s.MongoDB.URIFile != "" {
		problem("--mongodb-uri and --mongodb-uri-file: give one of them")
	}
	if !slices.Contains(s.Target, "all") {
		if s.NATS.URL == "" {
			problem("--nats-url: a process that runs only some services needs a NATS that all of them reach")
		}
		for _, name := range names {
			if s.runs(gatewayName) && !s.runs(name) && s.Peers[name] == "" {
				problem("--peer: say where %s listens: --peer %s=http://…", name, name)
			}
		}
	}
	if !slices.Contains(s.Target, "all") && s.runs("safety") && s.SafetyKeyFile == "" {
		problem("--safety-key-file: give every replica of safety the same file: what is sealed under one cannot be read with another")
	}
	for name, urls := range s.Peers {
		if !slices.Contains(names, name) {
			problem("--peer: %q is no service", name)
		}
		for u := range strings.SplitSeq(urls, "|") {
			if p, err := url.Parse(u); err != nil || p.Host == "" || p.Scheme != "http" && p.Scheme != "https" {
				problem("--peer %s: give http://HOST:PORT, several with | between", name)
			}
		}
	}
	for flag, file := range map[string]string{
		"--nats-seed-file": s.NATS.SeedFile, "--mongodb-uri-file": s.MongoDB.URIFile, "--mail-password-file": s.Mail.PasswordFile,
		"--key-file": s.KeyFile, "--safety-key-file": s.SafetyKeyFile,
	} {
		if file == "" {
			continue
		}
		if _, err := secret(file); err != nil {
			problem("%s: %w", flag, err)
		}
	}
	return errors.Join(errs...)
}

// guides are the free guides by skill.
func (s *Settings) guides() map[string]skills.Guide {
	out := map[string]skills.Guide{}
	for skill, text := range s.Guides {
		url, title, _ := strings.Cut(text, "|")
		out[skill] = skills.Guide{URL: strings.TrimSpace(url), Title: strings.TrimSpace(title)}
	}
	return out
}

// public is where people reach it.
func (s *Settings) public(listening string) string {
	if s.PublicURL != "" {
		return strings.TrimRight(s.PublicURL, "/")
	}
	return "http://" + listening
}

// secret reads a file that holds one secret. Its text is never part of an error.
func secret(file string) (string, error) {
	info, err := os.Stat(file)
	if err != nil {
		return "", fmt.Errorf("the file cannot be read: %w", err)
	}
	if info.Size() > 1<<16 {
		return "", errors.New("the file is too large for a secret")
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("the file cannot be read: %w", err)
	}
	text := strings.TrimSpace(string(b))
	if text == "" {
		return "", errors.New("the file is empty")
	}
	return text, nil
}

// stopWithin is how long a graceful stop may take.
const stopWithin = 20 * time.Second

// reached is the address under which people open the pages: the public one, else what is listened on.
func (s *Settings) reached() string {
	if s.PublicURL != "" {
		return s.PublicURL
	}
	return "http://" + s.Listen
}

// plainElsewhere is the address of the pages where they are reached over plain HTTP from elsewhere: their cookies are for TLS alone there. ""
// where they are local or over TLS, or where this process shows none.
func (s *Settings) plainElsewhere() string {
	u, err := url.Parse(s.reached())
	if err != nil || !s.runs(gatewayName) || web.Cookies(u) != web.CookiesOverTLS || u.Scheme != "http" {
		return ""
	}
	return s.reached()
}
