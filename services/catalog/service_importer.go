package catalog

import (
	"context"
	"slices"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/catalog/source"
)

// importer is one run of one import: projects first, then issues, chunk by chunk; then the sweeps.
type importer struct {
	s     *Service
	id    string
	imp   Import
	res   *source.Result
	tally tally
	// projects as they were written, and whether their issues wait for a sweep.
	projects map[string]*Project
	flagged  []string
}

// name is what documents remember of this run.
func (im *importer) name() string { return im.id + "." + strconv.Itoa(im.imp.Run) }

func (im *importer) run(ctx context.Context) (*Import, error) {
	im.projects = map[string]*Project{}
	withIssues := map[string]bool{}
	for _, i := range im.res.Issues {
		withIssues[i.Project] = true
	}
	done := 0
	for chunk := range slices.Chunk(im.res.Projects, im.s.chunk) {
		if err := im.writeProjects(ctx, chunk, withIssues); err != nil {
			return nil, err
		}
		done += len(chunk)
		if err := im.touch(ctx, done); err != nil {
			return nil, err
		}
	}
	for chunk := range slices.Chunk(im.res.Issues, im.s.chunk) {
		if err := im.writeIssues(ctx, chunk); err != nil {
			return nil, err
		}
		done += len(chunk)
		if err := im.touch(ctx, done); err != nil {
			return nil, err
		}
	}
	if err := im.s.crash("before sweep"); err != nil {
		return nil, err
	}
	for n, id := range im.flagged {
		if err := im.s.sweepProject(ctx, id, true); err != nil {
			return nil, err
		}
		if n%importChunk == importChunk-1 {
			if err := im.touch(ctx, done); err != nil {
				return nil, err
			}
		}
	}
	if err := im.s.crash("before finish"); err != nil {
		return nil, err
	}
	return im.finish(ctx)
}

// touch shows progress.
func (im *importer) touch(ctx context.Context, done int) error {
	_, err := im.s.c.imports.Update(ctx, im.id, func(d *store.Doc[Import]) error {
		d.Body.Done, d.Body.Touched = done, im.s.d.Now()
		d.Body.Added, d.Body.Updated, d.Body.Same = im.tally.added, im.tally.updated, im.tally.same
		return nil
	})
	return err
}

// hear applies what the list says to a project. changed is false where nothing is to be written.
func (im *importer) hear(p source.Project, body *Project, isNew, withIssues bool) (changed bool) {
	before, inherited := fingerprint(body), body.inherits()
	body.URL, body.Forge = p.Address.URL, p.Address.Forge
	body.Hear(saidBy(p, im.imp.Source, im.imp.Format, im.imp.AsOf))
	body.Show(im.s.tax)
	body.passOn(inherited)
	if isNew {
		body.AddedBy, body.Sweep = im.name(), withIssues
	}
	if fingerprint(body) == before {
		return false
	}
	body.ChangedBy = im.name()
	return true
}

func (im *importer) writeProjects(ctx context.Context, chunk []source.Project, withIssues map[string]bool) error {
	if err := im.s.crash("before projects"); err != nil {
		return err
	}
	ids := make([]string, len(chunk))
	for n, p := range chunk {
		ids[n] = source.ID(p.Address.URL)
	}
	there, err := im.s.c.projects.GetMany(ctx, ids)
	if err != nil {
		return err
	}
	var docs []*store.Doc[Project]
	var of []int
	for n, p := range chunk {
		d, ok := there[ids[n]]
		if !ok {
			d = &store.Doc[Project]{ID: ids[n]}
		}
		if im.hear(p, &d.Body, !ok, withIssues[p.Address.URL]) {
			docs, of = append(docs, d), append(of, n)
		} else {
			im.keep(d)
		}
	}
	for k, err := range im.s.c.projects.Bulk(ctx, docs) {
		d, p := docs[k], chunk[of[k]]
		if again(err) {
			d, err = im.s.c.projects.Upsert(ctx, d.ID, func(d *store.Doc[Project]) error {
				if !im.hear(p, &d.Body, d.Version == 0, withIssues[p.Address.URL]) {
					return store.Unchanged
				}
				return nil
			})
		}
		if err != nil {
			return err
		}
		im.keep(d)
	}
	return im.s.crash("after projects")
}

// again says whether a write of a bulk is worth another try by itself.
func again(err error) bool {
	return fault.Coded(err, "store.moved") || fault.Coded(err, "store.exists") || fault.Coded(err, "store.unknown")
}

func (im *importer) keep(d *store.Doc[Project]) {
	im.tally.count(im.name(), d.Body.AddedBy, d.Body.ChangedBy)
	body := d.Body
	im.projects[d.ID] = &body
	if body.Sweep {
		im.flagged = append(im.flagged, d.ID)
	}
}

// see applies what the list says to an issue.
func (im *importer) see(i source.Issue, body *Issue, isNew bool) (changed bool) {
	before := fingerprint(body)
	if body.Project == "" {
		body.Project = source.ID(i.Project)
	}
	if body.URL == "" {
		body.URL, body.Forge = i.Address.URL, i.Address.Forge
	}
	body.See(sightingOf(i, im.imp.Source, im.imp.Format, im.imp.AsOf))
	if p := im.projects[body.Project]; p != nil {
		body.Show(p, im.s.tax) // an old epoch is not shown; the sweep at the end then does it
	}
	if isNew {
		body.AddedBy = im.name()
	}
	if fingerprint(body) == before {
		return false
	}
	body.ChangedBy = im.name()
	return true
}

func (im *importer) writeIssues(ctx context.Context, chunk []source.Issue) error {
	if err := im.s.crash("before issues"); err != nil {
		return err
	}
	ids := make([]string, len(chunk))
	for n, i := range chunk {
		ids[n] = source.ID(i.Address.URL)
	}
	there, err := im.s.c.issues.GetMany(ctx, ids)
	if err != nil {
		return err
	}
	var docs, counted []*store.Doc[Issue]
	var of []int
	for n, i := range chunk {
		d, ok := there[ids[n]]
		if !ok {
			d = &store.Doc[Issue]{ID: ids[n]}
		}
		shown := ok && d.Body.Shown()
		if im.see(i, &d.Body, !ok) {
			docs, of = append(docs, d), append(of, n)
			if d.Body.Shown() != shown {
				counted = append(counted, d)
			}
		} else {
			im.tally.count(im.name(), d.Body.AddedBy, d.Body.ChangedBy)
		}
	}
	if err := im.flag(ctx, counted); err != nil { // before the issues: a crash in between costs a sweep, not a wrong count
		return err
	}
	if err := im.s.crash("between flags and issues"); err != nil {
		return err
	}
	for k, err := range im.s.c.issues.Bulk(ctx, docs) {
		d, i := docs[k], chunk[of[k]]
		if again(err) {
			d, err = im.s.c.issues.Upsert(ctx, d.ID, func(d *store.Doc[Issue]) error {
				if !im.see(i, &d.Body, d.Version == 0) {
					return store.Unchanged
				}
				return nil
			})
		}
		if err != nil {
			return err
		}
		im.tally.count(im.name(), d.Body.AddedBy, d.Body.ChangedBy)
	}
	return im.s.crash("after issues")
}

// flag marks the projects of issues that come or go for the sweep, which recounts them and looks at what changed meanwhile.
func (im *importer) flag(ctx context.Context, issues []*store.Doc[Issue]) error {
	for _, d := range issues {
		id := d.Body.Project
		p := im.projects[id]
		if p != nil && p.Sweep {
			continue
		}
		_, err := im.s.c.projects.Update(ctx, id, func(d *store.Doc[Project]) error {
			if d.Body.Sweep {
				return store.Unchanged
			}
			d.Body.Sweep = true
			return nil
		})
		if err != nil {
			return err
		}
		if p != nil {
			p.Sweep = true
		}
		im.flagged = append(im.flagged, id)
	}
	return nil
}
