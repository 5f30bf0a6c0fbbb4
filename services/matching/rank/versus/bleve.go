package main

import (
	"io/fs"
	"os"
	"path/filepath"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"
	"github.com/waymark-dev/waymark/services/matching/rank"
	"github.com/waymark-dev/waymark/services/matching/rank/worlds"
)

// bleves is bleve's own index (scorch, on disk): the words of a document as keywords, asked for by any of the newcomer's with a weight
// each; what is not to be had is left out. As of the plain scan, less is asked than we answer.
type bleves struct {
	dir string
	x   bleve.Index
}

func (*bleves) name() string { return "bleve" }

func (b *bleves) close() {
	if b.x != nil {
		_ = b.x.Close()
	}
	_ = os.RemoveAll(b.dir)
}

type document struct {
	Skills []string `json:"skills"`
	Topics []string `json:"topics"`
	Causes []string `json:"causes"`
	Free   string   `json:"free"`
}

func keywords() mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	m.DefaultAnalyzer = keyword.Name
	d := bleve.NewDocumentStaticMapping()
	for _, f := range []string{"skills", "topics", "causes", "free"} {
		t := bleve.NewKeywordFieldMapping()
		t.Store, t.IncludeInAll, t.IncludeTermVectors, t.DocValues = false, false, false, false
		d.AddFieldMappingsAt(f, t)
	}
	m.DefaultMapping = d
	return m
}

func (b *bleves) build(w *world) (int, error) {
	var err error
	if b.dir, err = os.MkdirTemp("", "bench-rank-"); err != nil {
		return 0, err
	}
	if b.x, err = bleve.New(filepath.Join(b.dir, "index"), keywords()); err != nil {
		return 0, err
	}
	batch := b.x.NewBatch()
	put := func(id string, skills []rank.Skill, topics, causes []string, free bool) error {
		d := document{Topics: topics, Causes: causes, Free: "no"}
		for _, s := range skills {
			d.Skills = append(d.Skills, s.ID)
		}
		if free {
			d.Free = "yes"
		}
		if err := batch.Index(id, d); err != nil || batch.Size() < 10_000 {
			return err
		}
		err := b.x.Batch(batch)
		batch.Reset()
		return err
	}
	for i := range w.mentors {
		m := &w.mentors[i]
		free := m.Taken < m.Capacity && m.Unanswered < 3 && !m.PausedUntil.After(worlds.Now)
		if err := put(m.ID, m.Have, m.Interests, m.Causes, free); err != nil {
			return 0, err
		}
	}
	for i := range w.issues {
		it := &w.issues[i]
		if err := put(it.ID, it.Skills, it.Topics, it.Causes, !it.Claimed && !it.ProjectFull); err != nil {
			return 0, err
		}
	}
	if err := b.x.Batch(batch); err != nil {
		return 0, err
	}
	return size(b.dir)
}

func size(dir string) (bytes int, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			bytes += int(info.Size())
		}
		return nil
	})
	return bytes, err
}

func (b *bleves) ask(w *world, i int) (ids []string) {
	p := &w.people[i]
	var any []query.Query
	term := func(field, word string, boost float64) {
		q := bleve.NewTermQuery(word)
		q.SetField(field)
		q.SetBoost(boost)
		any = append(any, q)
	}
	for _, x := range p.Want {
		term("skills", x.ID, 1)
	}
	for _, x := range p.Have {
		term("skills", x.ID, .5)
	}
	for _, x := range p.Interests {
		term("topics", x, .3)
	}
	for _, x := range p.Causes {
		term("causes", x, .3)
	}
	free := bleve.NewTermQuery("yes")
	free.SetField("free")
	free.SetBoost(0)
	q := bleve.NewBooleanQuery()
	q.AddMust(free)
	q.AddShould(any...)
	if len(any) > 0 {
		q.SetMinShould(1)
	}
	found, err := b.x.Search(bleve.NewSearchRequestOptions(q, w.k, 0, false))
	if err != nil {
		panic(err)
	}
	for _, h := range found.Hits {
		ids = append(ids, h.ID)
	}
	return ids
}
