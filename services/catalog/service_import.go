package catalog

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"regexp"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/catalog/source"
)

// importChunk is how many documents are read and written at a time.
const importChunk = 500

// ImportRequest is a list to be read.
type ImportRequest struct {
	// Source names the list: lower case letters, digits and '-', at most 40. What the same list says again replaces what it
	// said before.
	Source string
	// Format "" is detected.
	Format source.Format
	// AsOf is the day the list was made; zero is the newest date in it if it states many, else today.
	AsOf    time.Time
	Content []byte
	// DryRun gives the report and stores nothing.
	DryRun bool
	// ID and Request identify it, from an idempotency key; "" derives the id from source, day and content.
	ID, Request string
}

var sourceName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// Import reads a list into the catalogue. Administrators, and the operator's own command line (a principal with Service
// set). It is idempotent: again, it finds everything the same; killed and repeated, it ends in the same state. Faults:
// Forbidden; Invalid for source, format, as_of or a file that is no list; TooLarge "catalog.file_too_large"; Conflict
// "idempotency.reused"; Deadline "catalog.import_waits".
func (s *Service) Import(ctx context.Context, r ImportRequest) (id string, imp *Import, err error) {
	p := auth.From(ctx)
	if !p.Has(auth.Administrator) && p.Service == "" {
		return "", nil, fault.New(fault.Forbidden, "catalog.import_forbidden", "Only administrators import lists.")
	}
	now := s.d.Now()
	if err := r.check(now); err != nil {
		return "", nil, err
	}
	if r.ID != "" && !r.DryRun {
		if again, err := s.repeated(ctx, r); again != nil || err != nil {
			return r.ID, again, err
		}
	}
	select {
	case s.importing <- struct{}{}:
		defer func() { <-s.importing }()
	case <-ctx.Done():
		return "", nil, fault.New(fault.Deadline, "catalog.import_waits", "Another import is running. Send this one again in a minute.")
	}
	res, err := read(r, now)
	if err != nil {
		return "", nil, err
	}
	sum := sha256.Sum256(r.Content)
	fresh := Import{
		Source: r.Source, Format: res.Format, AsOf: day(r.AsOf, res.Latest, now), By: p.ID, Digest: hex.EncodeToString(sum[:]),
		Bytes: len(r.Content), Request: r.Request, State: ImportRunning, Run: 1, Started: now, Touched: now, Report: res.Report,
	}
	if r.DryRun {
		fresh.State = ImportDryRun
		return "", &fresh, nil
	}
	if id = r.ID; id == "" {
		id = "import-" + source.ID(fresh.Source+"\n"+fresh.AsOf.Format(time.DateOnly)+"\n"+fresh.Digest)
	}
	doc, err := s.begin(ctx, id, fresh)
	if err != nil {
		return "", nil, err
	}
	if doc.Body.State == ImportFinished {
		return id, &doc.Body, nil
	}
	done, err := (&importer{s: s, id: id, imp: doc.Body, res: res}).run(ctx)
	return id, done, err
}

func (r *ImportRequest) check(now time.Time) error {
	var wrong []fault.Field
	if !sourceName.MatchString(r.Source) {
		wrong = append(wrong, fault.Field{Pointer: "?source", Code: "pattern", Params: map[string]any{"pattern": sourceName.String()}})
	}
	if r.AsOf.After(now.Add(24 * time.Hour)) {
		wrong = append(wrong, fault.Field{Pointer: "?as_of", Code: "future"})
	}
	return fault.InvalidFields(wrong...)
}

func day(said, latest, now time.Time) time.Time {
	switch {
	case !said.IsZero():
		return Day(said)
	case !latest.IsZero() && latest.Before(now):
		return Day(latest)
	}
	return Day(now)
}

// read parses the file; what is no list at all is refused.
func read(r ImportRequest, now time.Time) (*source.Result, error) {
	res, err := source.Parse(r.Format, r.Content, now)
	switch {
	case errors.Is(err, source.ErrTooLarge):
		return nil, fault.New(fault.TooLarge, "catalog.file_too_large", "The file is larger than 64 MB when unpacked. Split it.")
	case errors.Is(err, source.ErrGzip):
		return nil, fault.New(fault.Invalid, "catalog.damaged_gzip", "The gzip data is damaged or cut off. Send the file again.")
	case err != nil:
		return nil, fault.New(fault.Invalid, "catalog.unknown_format",
			"No known list looks like this file. Name the format, or send CSV with our columns.")
	case res.Said() == 0 && res.Report.Broken:
		return nil, fault.New(fault.Invalid, "catalog.unreadable",
			"The file breaks before anything could be read from it. Check that it is whole and of this format.")
	}
	return res, nil
}

// repeated answers a request whose key was seen before; nil if it is new or has to go on.
func (s *Service) repeated(ctx context.Context, r ImportRequest) (*Import, error) {
	doc, err := s.c.imports.Get(ctx, r.ID)
	switch {
	case fault.Has(err, fault.NotFound):
		return nil, nil
	case err != nil:
		return nil, err
	case doc.Body.Request != r.Request:
		return nil, fault.KeyReused
	case doc.Body.State == ImportFinished:
		return &doc.Body, nil
	}
	return nil, nil
}

// begin makes the import's document, or takes it up again: one that was interrupted goes on as the same run (two processes at
// the same run do each other no harm), one that had finished is a new run.
func (s *Service) begin(ctx context.Context, id string, fresh Import) (*store.Doc[Import], error) {
	return s.c.imports.Upsert(ctx, id, func(d *store.Doc[Import]) error {
		switch {
		case d.Version == 0:
			d.Body = fresh
		case fresh.Request != "" && d.Body.State == ImportFinished:
			return store.Unchanged
		case d.Body.State == ImportFinished:
			run := d.Body.Run + 1
			d.Body = fresh
			d.Body.Run = run
		default:
			d.Body.Touched, d.Body.Report = fresh.Touched, fresh.Report
		}
		return nil
	})
}

// finish closes the import and tells that it is done.
func (im *importer) finish(ctx context.Context) (*Import, error) {
	doc, err := im.s.c.imports.Update(ctx, im.id, func(d *store.Doc[Import]) error {
		b := &d.Body
		b.State, b.Finished, b.Touched, b.Done = ImportFinished, im.s.d.Now(), im.s.d.Now(), im.res.Said()
		b.Added, b.Updated, b.Same = im.tally.added, im.tally.updated, im.tally.same
		d.Emit(outbox.Fact(ctx, im.s.d.DB, wire.ImportFinished{
			Import: im.id, Added: b.Added, Updated: b.Updated, Same: b.Same, LeftOut: b.Report.Total(),
		}, outbox.Scope{}))
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &doc.Body, nil
}

// Imports lists imports, newest first. Administrators.
func (s *Service) Imports(ctx context.Context, limit int, after string) (docs []*store.Doc[Import], next string, err error) {
	if !auth.From(ctx).Has(auth.Administrator) {
		return nil, "", fault.New(fault.Forbidden, "catalog.import_forbidden", "Only administrators see imports.")
	}
	page, err := s.c.imports.Find(ctx, store.Query{Sort: []store.Order{{Index: "started", Desc: true}}, Limit: limit, After: after})
	if err != nil {
		return nil, "", err
	}
	return page.Docs, page.Next, nil
}

// ImportOf reads one import, its progress and its report. Administrators. NotFound.
func (s *Service) ImportOf(ctx context.Context, id string) (*store.Doc[Import], error) {
	if !auth.From(ctx).Has(auth.Administrator) {
		return nil, fault.New(fault.Forbidden, "catalog.import_forbidden", "Only administrators see imports.")
	}
	return s.c.imports.Get(ctx, id)
}
