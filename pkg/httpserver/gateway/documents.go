package gateway

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

// Limits of fetching documents.
const (
	documentAge   = time.Minute // how long one is good
	documentRetry = 2 * time.Second
	maxDocument   = 16 << 20 // bytes
)

//go:embed docs.css
var style []byte

// documents gathers what the services say about themselves, when it is asked for, and keeps it for a while.
type documents struct {
	o       Options
	log     *slog.Logger
	mu      sync.Mutex
	fetched time.Time
	failed  error // of the last try
	parts   map[string][]byte
	json    page
	html    page
	css     page
}

// page is a body with its entity tag, as it is and packed.
type page struct {
	body, packed []byte
	tag          string
}

func pageOf(b []byte) page {
	sum := sha256.Sum256(b)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(b) // a buffer takes everything
	_ = z.Close()
	return page{b, packed.Bytes(), `"` + hex.EncodeToString(sum[:12]) + `"`}
}

func newDocuments(o Options) *documents {
	if o.Title == "" {
		o.Title = "Waymark"
	}
	if o.Version == "" {
		o.Version = "v1"
	}
	return &documents{o: o, log: o.Log, parts: map[string][]byte{}, css: pageOf(style)}
}

// get gives the pages; an error as long as a service has not described itself even once.
func (d *documents) get(ctx context.Context) (asJSON, asHTML page, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	age := documentAge
	if d.failed != nil {
		age = documentRetry
	}
	if time.Since(d.fetched) > age {
		d.failed = d.fetch(ctx)
		d.fetched = time.Now()
		if d.failed != nil {
			d.log.Warn("documents could not be gathered; the ones before are kept", "err", d.failed)
		}
	}
	if d.json.body == nil {
		return page{}, page{}, fault.New(fault.Unavailable, "openapi.incomplete", "Some services have not described themselves yet.").
			After(documentRetry).With(d.failed)
	}
	return d.json, d.html, nil
}

// fetch asks every service and puts their answers together if one of them is new.
func (d *documents) fetch(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	var errs []error
	changed := d.json.body == nil
	for _, m := range d.o.Mounts {
		b, err := ask(ctx, m)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if !bytes.Equal(b, d.parts[m.Service]) {
			d.parts[m.Service], changed = b, true
		}
	}
	if changed && len(d.parts) == len(d.o.Mounts) {
		var services []string
		for _, m := range d.o.Mounts {
			services = append(services, m.Service)
		}
		doc, err := gather(d.o.Title, d.o.Version, services, d.parts)
		if err != nil {
			return err
		}
		asJSON, err := json.Marshal(doc)
		if err != nil {
			return fmt.Errorf("gateway: %w", err)
		}
		asHTML, err := renderDocs(doc)
		if err != nil {
			return err
		}
		d.json, d.html = pageOf(asJSON), pageOf(asHTML)
	}
	return errors.Join(errs...)
}

// ask asks one service for its document, in this process or elsewhere.
func ask(ctx context.Context, m Mount) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+m.Service+"/openapi/"+m.Service+".json", nil)
	if err != nil {
		return nil, fmt.Errorf("gateway: %w", err)
	}
	w := &capture{header: http.Header{}}
	func() {
		defer func() {
			if p := recover(); p != nil {
				w.status = http.StatusBadGateway
			}
		}()
		m.Handler.ServeHTTP(w, req)
	}()
	if w.status != http.StatusOK {
		return nil, fmt.Errorf("gateway: %s answers %d for its document", m.Service, w.status)
	}
	return w.body.Bytes(), nil
}

// capture keeps an answer, up to maxDocument.
type capture struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (c *capture) Header() http.Header { return c.header }

func (c *capture) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
}

func (c *capture) Write(b []byte) (int, error) {
	c.WriteHeader(http.StatusOK)
	if c.body.Len()+len(b) > maxDocument {
		return 0, errors.New("gateway: the document is too large")
	}
	return c.body.Write(b)
}

func (d *documents) serveJSON(w http.ResponseWriter, r *http.Request) {
	p, _, err := d.get(r.Context())
	if err != nil {
		httpserver.WriteProblem(w, r, err)
		return
	}
	p.serve(w, r, "application/json")
}

// serveHTML allows its own style sheet and nothing else.
func (d *documents) serveHTML(w http.ResponseWriter, r *http.Request) {
	_, p, err := d.get(r.Context())
	if err != nil {
		httpserver.WriteProblem(w, r, err)
		return
	}
	w.Header().Set("Content-Security-Policy",
		"default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	p.serve(w, r, "text/html; charset=utf-8")
}

func (d *documents) serveCSS(w http.ResponseWriter, r *http.Request) {
	d.css.serve(w, r, "text/css; charset=utf-8")
}

func (p page) serve(w http.ResponseWriter, r *http.Request, contentType string) {
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", p.tag)
	if strings.Contains(r.Header.Get("If-None-Match"), p.tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := p.body
	h.Set("Content-Type", contentType)
	h.Set("Vary", "Accept-Encoding")
	if takesGzip(r.Header) {
		body = p.packed
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a client that is gone reads nothing
	}
}

// takesGzip says whether the client names gzip among what it takes, without a weight of nothing.
func takesGzip(h http.Header) bool {
	for part := range strings.SplitSeq(strings.Join(h.Values("Accept-Encoding"), ","), ",") {
		name, params, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			weight, err := strconv.ParseFloat(strings.TrimPrefix(strings.ReplaceAll(strings.ToLower(params), " ", ""), "q="), 64)
			return params == "" || err == nil && weight > 0
		}
	}
	return false
}
