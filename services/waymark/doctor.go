package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store/mongostore"
	"github.com/waymark-dev/waymark/pkg/store/sqlitestore"
	"github.com/waymark-dev/waymark/services/web"
)

type doctorCommand struct {
	Settings `embed:""`
}

// finding is one thing that was looked at.
type finding struct {
	what string
	err  error  // nil: fine
	note string // worth saying although it works
}

// Run looks at everything, says what is wrong and what to do, and fails if something is.
func (c *doctorCommand) Run(ctx context.Context, s streams) error {
	bad := 0
	for _, f := range c.examine(ctx, s) {
		switch {
		case f.err != nil:
			bad++
			fmt.Fprintf(s.out, "wrong  %s: %v\n", f.what, f.err)
		case f.note != "":
			fmt.Fprintf(s.out, "note   %s: %s\n", f.what, f.note)
		default:
			fmt.Fprintf(s.out, "fine   %s\n", f.what)
		}
	}
	switch bad {
	case 0:
		return nil
	case 1:
		return errors.New("one thing needs a change")
	}
	return fmt.Errorf("%d things need a change", bad)
}

func (c *doctorCommand) examine(ctx context.Context, s streams) []finding {
	out := []finding{{what: "configuration", err: c.check()}, c.folder(), c.address()}
	out = append(append(out, c.audit(ctx, s)...), c.erasures()...)
	if c.KeyFile == "" {
		out = append(out, finding{what: "key file",
			note: "none: private signing keys lie open in the store; anybody who reads it can sign in as anybody (--key-file)"})
	}
	if c.Mail.Host == "" {
		out = append(out, finding{what: "mail", note: "not configured: administrators hand over one-time links at /operate/links"})
	} else {
		out = append(out, finding{what: "mail", err: reach(ctx, net.JoinHostPort(c.Mail.Host, strconv.Itoa(c.Mail.Port)))})
	}
	if c.PublicURL == "" {
		out = append(out, finding{what: "public address", note: "not set: links in mails begin with http://" + c.Listen})
	}
	out = append(out, c.cookies(), c.networks())
	if c.NATS.URL != "" {
		out = append(out, finding{what: "NATS", err: c.reachNATS(ctx, s)})
	}
	if c.MongoDB.URI != "" || c.MongoDB.URIFile != "" {
		out = append(out, finding{what: "MongoDB", err: c.reachMongoDB(ctx)})
	}
	return out
}

// cookies says which kind of cookies the pages set: over plain HTTP on another name than this machine's own, browsers keep none of them.
func (c *doctorCommand) cookies() finding {
	f := finding{what: "cookies"}
	if at := c.plainElsewhere(); at != "" {
		f.err = fmt.Errorf("the pages at %s set cookies for https alone, and browsers drop those over plain HTTP: nobody can sign in. "+
			"Give --public-url https://…, with a proxy that ends TLS in front", at)
		return f
	}
	if u, err := url.Parse(c.reached()); err == nil {
		f.note = web.Cookies(u)
	}
	return f
}

// networks says how people are told apart by network, which bounds new accounts, links and wrong passwords: where another program ends TLS in
// front and nobody named it, everybody has its address.
func (c *doctorCommand) networks() finding {
	f := finding{what: "networks"}
	if len(c.TrustedProxies) > 0 {
		return f
	}
	if u, err := url.Parse(c.PublicURL); c.PublicURL != "" && err == nil && u.Scheme == "https" {
		f.note = "a proxy ends TLS in front of " + c.Listen + " and is not named: everybody comes from its address, so new accounts, links and " +
			"wrong passwords are not bounded by network; give its address (--trusted-proxies)"
	}
	return f
}

// folder looks at the data folder and leaves it as it is; one that is not there is not made.
func (c *doctorCommand) folder() finding {
	f := finding{what: "data folder " + c.Data}
	info, err := os.Stat(c.Data)
	if errors.Is(err, os.ErrNotExist) {
		f.note = "it is not there yet; the first start makes it"
		if parent, err := os.Stat(filepath.Dir(c.Data)); err != nil || !parent.IsDir() || !canWrite(filepath.Dir(c.Data)) {
			f.err = errors.New("it is not there and cannot be made here; make it, or give another (--data)")
		}
		return f
	}
	if err != nil || !info.IsDir() {
		f.err = errors.Join(errors.New("it is no folder that can be looked into; give another (--data)"), err)
		return f
	}
	probe := filepath.Join(c.Data, ".doctor")
	if f.err = os.WriteFile(probe, make([]byte, 1<<20), 0o600); f.err != nil {
		f.err = fmt.Errorf("it cannot be written; give another (--data) or free some space: %w", f.err)
		return f
	}
	f.err = os.Remove(probe)
	if e, err := openExisting(filepath.Join(c.Data, "waymark.db")); errors.Is(err, sqlitestore.ErrTaken) {
		f.err = errors.New("another process is using it: stop that one first, or give another folder (--data)")
	} else if e != nil {
		f.err = e.Close()
	}
	switch perm := info.Mode().Perm(); {
	case perm&0o022 != 0:
		f.note = "others on this machine can write into it, and so change everything: chmod 700"
	case perm&0o055 != 0:
		f.note = "others on this machine can look into it: chmod 700"
	}
	return f
}

// canWrite says whether something can be made in the folder; what it makes to see it is gone again.
func canWrite(dir string) bool {
	probe, err := os.MkdirTemp(dir, ".waymark-doctor-")
	if err != nil {
		return false
	}
	return os.Remove(probe) == nil
}

// openExisting opens a store that is there; nil where there is none.
func openExisting(file string) (*sqlitestore.Engine, error) {
	if _, err := os.Stat(file); err != nil {
		return nil, nil
	}
	return sqlitestore.Open(context.Background(), file)
}

func (c *doctorCommand) address() finding {
	f := finding{what: "listen address " + c.Listen}
	ln, err := net.Listen("tcp", c.Listen)
	if err != nil {
		f.err = fmt.Errorf("it cannot be listened on; is Waymark running already? %w", err)
		return f
	}
	_ = ln.Close()
	if host, _, _ := net.SplitHostPort(c.Listen); host != "127.0.0.1" && host != "::1" && host != "localhost" {
		f.note = "it is reached from other machines: put a proxy with TLS in front"
	}
	return f
}

func reach(ctx context.Context, address string) error {
	d := net.Dialer{Timeout: 5 * time.Second}
	conn, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("it cannot be reached: %w", err)
	}
	return conn.Close()
}

func (c *doctorCommand) reachNATS(ctx context.Context, s streams) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	b, err := bus.Connect(ctx, bus.Options{Service: "doctor", URL: c.NATS.URL, SeedFile: c.NATS.SeedFile, Now: run.System,
		Log: logger(s.err, "error")})
	if err != nil {
		return err
	}
	defer b.Close()
	return b.Ready()
}

func (c *doctorCommand) reachMongoDB(ctx context.Context) error {
	uri := c.MongoDB.URI
	if c.MongoDB.URIFile != "" {
		var err error
		if uri, err = secret(c.MongoDB.URIFile); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	e, err := mongostore.Open(ctx, uri, c.MongoDB.Database)
	if err != nil {
		return err
	}
	defer e.Close()
	return e.Ping(ctx)
}
