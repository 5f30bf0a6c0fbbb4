package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/services/matching/recommend"
)

// seal makes of the answered queries from a day on what a sealed part looks like: candidates' rows without what could tell, lists with the
// answer among them, unmarked; and apart the answers, and what is left to learn from.
func seal(o options) error {
	tasks, queries, err := readAnswered(o)
	if err != nil {
		return err
	}
	from := day(o.from)
	if from == 0 {
		return fmt.Errorf("--from wants a day such as 2020-07-01")
	}
	late := within(queries, tasks, from, 0)
	hidden := hide(late)
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}
	ids := make([]int, 0, len(tasks))
	for id := range tasks {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	head := "id\trepo\topened\tmerged\tresolver\tprior_commits\thas_issue\tn_files\tlangs\tareas\ttitle\n"
	err = into(filepath.Join(o.out, "tasks.tsv.gz"), func(b *bufio.Writer) {
		b.WriteString(head)
		for _, id := range ids {
			b.WriteString(row(tasks[id], hidden[id]))
		}
	})
	if err != nil {
		return err
	}
	err = into(filepath.Join(o.out, "train-tasks.tsv.gz"), func(b *bufio.Writer) {
		b.WriteString(head)
		for _, id := range ids {
			if tasks[id].Opened < from {
				b.WriteString(row(tasks[id], false))
			}
		}
	})
	if err != nil {
		return err
	}
	open, answers := make([]query, 0, len(late)), make([]query, 0, len(late))
	for _, q := range late {
		answers = append(answers, *q.query)
		open = append(open, query{Q: q.Q, At: date(q.at), History: q.History, A: q.list("A"), S: q.list("S"), B: q.list("B")})
	}
	early := make([]query, 0)
	for _, q := range within(queries, tasks, 1, from) {
		if !slices.ContainsFunc(slices.Concat(q.list("A"), q.list("S"), q.list("B")), func(id int) bool { return tasks[id].Opened >= from }) {
			early = append(early, *q.query)
		}
	}
	for name, list := range map[string][]query{"queries.jsonl.gz": open, "answers.jsonl.gz": answers, "train-queries.jsonl.gz": early} {
		err := into(filepath.Join(o.out, name), func(b *bufio.Writer) {
			for i := range list {
				line, _ := json.Marshal(&list[i])
				b.Write(append(line, '\n'))
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func date(day int) string {
	if day == 0 {
		return ""
	}
	return time.Unix(int64(day)*86400, 0).UTC().Format(time.DateOnly)
}

func row(t *recommend.Task, hidden bool) string {
	issue, merged, resolver := "0", date(t.Merged), t.Resolver
	if t.HasIssue {
		issue = "1"
	}
	if hidden {
		merged, resolver = "", ""
	}
	return strings.Join([]string{strconv.Itoa(t.ID), t.Repo, date(t.Opened), merged, resolver, "", issue, "", strings.Join(t.Langs, ","),
		strings.Join(t.Areas, ","), t.Title}, "\t") + "\n"
}

func into(file string, fill func(*bufio.Writer)) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	z := gzip.NewWriter(f)
	b := bufio.NewWriter(z)
	fill(b)
	if err := b.Flush(); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return f.Close()
}
