package profiles

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/profiles/roster"
)

// ImportOrder is what somebody wants to do with a file.
type ImportOrder struct {
	ID        string   // of the import it makes
	Op        store.Op // its idempotency key
	Programme string   // "" the always-open one: administrators only
	Role      string   // where the file has no role: newcomer, mentor, both
	Locale    string   // of the invitations, where the file does not say
	Mapping   map[string]string
	DryRun    bool
}

// ImportReport says how a file was understood, and what is wrong with it.
type ImportReport struct {
	Sheet    *roster.Sheet
	Matched  roster.Matched
	Rows     int
	Problems roster.Problems
	Import   *store.Doc[Import] // nil after a dry run
}

// maxPreviewed bounds how many problems a refusal lists; a dry run lists up to roster.MaxProblems.
const maxPreviewed = 50

// PostImport reads a file of people, and unless it is a dry run, makes an import of it. Nothing is written if one line has a
// problem. Organisers of the programme, and administrators. Faults: NotFound where the programme is not the caller's; TooLarge;
// Invalid "import.…" for what is no such file, "invalid" with the problems of the mapping, "import.problems" with those of the
// lines; Conflict "idempotency.reused".
func (s *Service) PostImport(ctx context.Context, o ImportOrder, file []byte) (*ImportReport, error) {
	org, err := s.importScope(ctx, &o)
	if err != nil {
		return nil, err
	}
	options, wrong := o.options()
	sheet, err := roster.ReadSheet(file)
	if err != nil {
		return nil, err
	}
	matched, bad := roster.MatchColumns(sheet.Headings, o.Mapping)
	if _, ok := matched.Column[roster.ColEmail]; !ok && len(wrong) == 0 && len(bad) == 1 && bad[0].Code == "no_column" {
		return nil, errNoEmailColumn
	}
	if o.DryRun && len(wrong) == 0 && len(bad) > 0 { // the headings are shown, so that they can be mapped
		return &ImportReport{Sheet: sheet, Matched: matched, Rows: len(sheet.Lines), Problems: headingProblems(sheet.First, bad)}, nil
	}
	if wrong = append(wrong, bad...); len(wrong) > 0 {
		return nil, fault.InvalidFields(wrong...)
	}
	rows, problems := ReadRows(sheet, matched, options, s.tax)
	report := &ImportReport{Sheet: sheet, Matched: matched, Rows: len(rows), Problems: problems}
	if o.DryRun {
		return report, nil
	}
	if problems.Total > 0 {
		return nil, refusal(problems)
	}
	report.Import, err = s.makeImport(ctx, o, org, rows)
	return report, err
}

// importScope checks who asks, and gives the programme's organisation.
func (s *Service) importScope(ctx context.Context, o *ImportOrder) (org string, err error) {
	if o.Programme == "" {
		o.Programme = wire.AlwaysOpen
	}
	may, err := s.organises(ctx, auth.From(ctx), o.Programme)
	if err != nil {
		return "", err
	}
	if !may {
		return "", errNotYourProgramme
	}
	state, err := s.m.programmes.Get(ctx, o.Programme)
	switch {
	case err == nil:
		return state.Org, nil
	case fault.Has(err, fault.NotFound) && o.Programme == wire.AlwaysOpen:
		return wire.AlwaysOpenOrg, nil
	case fault.Has(err, fault.NotFound):
		return "", errNotYourProgramme
	}
	return "", err
}

// options are what the order says for every row. Imported people can be found by their programme, not by everybody: they have
// not said more.
func (o ImportOrder) options() (RowOptions, []fault.Field) {
	var wrong []fault.Field
	r := RowOptions{Role: o.Role, FoundBy: FoundByProgramme}
	if o.Programme == wire.AlwaysOpen {
		r.FoundBy = FoundByMembers
	}
	if o.Locale != "" {
		tag, ok := CanonLanguage(o.Locale)
		if !ok {
			wrong = append(wrong, fault.Field{Pointer: "?locale", Code: "unknown_language"})
		}
		r.Locale = tag
	}
	return r, wrong
}

// headingProblems are what is wrong with the columns, as problems of the heading line.
func headingProblems(line int, wrong []fault.Field) roster.Problems {
	var all roster.Problems
	for _, f := range wrong {
		p := roster.Problem{Line: line, Code: f.Code, Params: f.Params}
		p.Field, _ = f.Params["column"].(string)
		all.Add(p)
	}
	return all
}

// refusal is that of a file whose lines have problems.
func refusal(p roster.Problems) error {
	f := fault.Newf(fault.Invalid, "import.problems",
		"Nothing was imported: %d problems in the file. Send it with dry_run=true to see them all.", p.Total)
	for _, x := range p.List[:min(len(p.List), maxPreviewed)] {
		params := map[string]any{"line": x.Line}
		for k, v := range x.Params {
			if k != "line" {
				params[k] = v
			}
		}
		if x.Column != "" {
			params["column"] = x.Column
		}
		pointer := "/" + x.Field
		f.Fields = append(f.Fields, fault.Field{Pointer: pointer, Code: x.Code, Params: params})
	}
	return f
}

// makeImport puts the sealed rows beside the store's documents and then makes the document that names them: from there on the
// import is carried out, whatever is killed. A crash before leaves chunks that nobody can open.
func (s *Service) makeImport(ctx context.Context, o ImportOrder, org string, rows []Row) (*store.Doc[Import], error) {
	if d, err := s.answered(ctx, o); d != nil || err != nil {
		return d, err
	}
	now := s.d.Now()
	im := Import{
		Programme: o.Programme, Org: org, By: auth.From(ctx).ID, State: ImportRunning, Created: now, Due: now,
		Key: newKey(), Rows: len(rows),
	}
	plain, counts, err := chunked(rows)
	if err != nil {
		return nil, err
	}
	for i, b := range plain {
		sealed, err := seal(im.Key, b)
		if err != nil {
			return nil, err
		}
		name, err := s.d.DB.PutChunk(ctx, sealed)
		if err != nil {
			s.removeChunks(ctx, im.Chunks)
			return nil, err
		}
		im.Chunks = append(im.Chunks, Chunk{Name: name, Rows: counts[i]})
	}
	d, err := s.c.imports.Insert(ctx, o.ID, im, func(d *store.Doc[Import]) {
		if o.Op.Key != "" {
			d.Record(o.Op)
		}
		d.Emit(outbox.Fact(ctx, s.d.DB, wire.PeopleImported{Import: o.ID, Programme: o.Programme, Rows: len(rows)},
			outbox.Scope{Org: org, Programme: o.Programme}))
	})
	if fault.Coded(err, "store.exists") { // the same order came twice at once
		s.removeChunks(ctx, im.Chunks)
		return s.answered(ctx, o)
	}
	if err != nil {
		return nil, err
	}
	select {
	case s.imports <- struct{}{}:
	default:
	}
	return d, nil
}

// answered finds the import that the order has made before; nil if there is none.
func (s *Service) answered(ctx context.Context, o ImportOrder) (*store.Doc[Import], error) {
	d, err := s.c.imports.Get(ctx, o.ID)
	if fault.Has(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := d.SameOrder(o.Op); err != nil {
		return nil, err
	}
	return d, nil
}

// ReadImport reads how far an import is. Organisers of its programme, and administrators; NotFound for everybody else.
func (s *Service) ReadImport(ctx context.Context, id string) (*store.Doc[Import], error) {
	d, err := s.c.imports.Get(ctx, id)
	if fault.Absent(err) {
		return nil, errNoImport
	}
	if err != nil {
		return nil, err
	}
	may, err := s.organises(ctx, auth.From(ctx), d.Body.Programme)
	if err != nil {
		return nil, err
	}
	if !may {
		return nil, errNoImport
	}
	return d, nil
}

// Imports lists those of one programme, newest first. Organisers of it, and administrators; NotFound for everybody else.
func (s *Service) Imports(ctx context.Context, programme string, limit int, after string) (*store.Page[Import], error) {
	o := ImportOrder{Programme: programme}
	if _, err := s.importScope(ctx, &o); err != nil {
		return nil, err
	}
	return s.c.importsOf(ctx, o.Programme, limit, after)
}

var (
	errNoEmailColumn = &fault.Fault{
		Kind: fault.Invalid, Code: "import.no_email_column",
		Fields: []fault.Field{{Pointer: "?mapping", Code: "no_column", Params: map[string]any{"column": roster.ColEmail}}},
		Detail: "No column has e-mail addresses, so that nobody could be invited. Give it the heading \"E-mail\", or name its heading in mapping.",
	}
	errNotYourProgramme = fault.New(fault.NotFound, "import.no_programme", "There is no programme here that you organise.")
	errNoImport         = fault.New(fault.NotFound, "import.absent", "There is no import here that you can see.")
)
