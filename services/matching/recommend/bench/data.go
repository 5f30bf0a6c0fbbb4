package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/waymark-dev/waymark/services/matching/recommend"
)

// query is a line of the file of queries. Positive is nil where the answer is not told; then it is among the candidates, unmarked.
type query struct {
	Q        name   `json:"q"`
	At       string `json:"at"`
	Person   string `json:"person"`
	Positive *int   `json:"positive"`
	NearDup  bool   `json:"near_dup"`
	History  []int  `json:"history"`
	A        []int  `json:"A"`
	S        []int  `json:"S"`
	B        []int  `json:"B"`
}

// name is the number of a query, or its text.
type name string

// UnmarshalJSON takes a number or a text on one line, in which no tab stands: a run has it between tabs.
func (n *name) UnmarshalJSON(b []byte) error {
	var number json.Number
	if json.Unmarshal(b, &number) == nil && b[0] != '"' {
		*n = name(number)
		return nil
	}
	var text string
	if err := json.Unmarshal(b, &text); err != nil || len(text) > 1000 || strings.ContainsFunc(text, unicode.IsControl) {
		return fmt.Errorf("q is no number and no text of one line")
	}
	*n = name(text)
	return nil
}

// MarshalJSON gives a number back as a number.
func (n name) MarshalJSON() ([]byte, error) {
	if _, err := strconv.Atoi(string(n)); err == nil {
		return []byte(n), nil
	}
	return json.Marshal(string(n))
}

// list is a protocol's candidates, the answer among them, ascending.
func (q *query) list(protocol string) []int {
	all := slices.Clone(map[string][]int{"A": q.A, "S": q.S, "B": q.B}[protocol])
	if q.Positive != nil && len(all) > 0 {
		all = append(all, *q.Positive)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

var protocols = []string{"A", "S", "B"}

// day reads a date, or the beginning of a time, as days since 1970; 0 if it is none.
func day(s string) int {
	if len(s) < 10 {
		return 0
	}
	t, err := time.Parse(time.DateOnly, s[:10])
	if err != nil {
		return 0
	}
	return int(t.Unix() / 86400)
}

func open(name string, read func(io.Reader) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	b := bufio.NewReaderSize(f, 1<<20)
	var r io.Reader = b
	if magic, _ := b.Peek(2); len(magic) == 2 && magic[0] == 0x1f && magic[1] == 0x8b {
		if r, err = gzip.NewReader(b); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if err := read(r); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// readTasks reads the table of tasks by the names of its columns. What is missing or makes no sense is unknown.
func readTasks(name string) (map[int]*recommend.Task, error) {
	out := map[int]*recommend.Task{}
	err := open(name, func(r io.Reader) error {
		lines := bufio.NewScanner(r)
		lines.Buffer(nil, 16<<20)
		if !lines.Scan() {
			return fmt.Errorf("is empty")
		}
		at := map[string]int{}
		for i, c := range strings.Split(strings.Trim(lines.Text(), "\r\ufeff"), "\t") {
			at[strings.TrimSpace(c)] = i
		}
		if _, ok := at["id"]; !ok {
			return fmt.Errorf("has no column id")
		}
		for n := 2; lines.Scan(); n++ {
			if strings.TrimSpace(lines.Text()) == "" {
				continue
			}
			cells := strings.Split(strings.TrimRight(lines.Text(), "\r"), "\t")
			cell := func(column string) string {
				if i, ok := at[column]; ok && i < len(cells) {
					return cells[i]
				}
				return ""
			}
			id, err := strconv.Atoi(strings.TrimSpace(cell("id")))
			if err != nil {
				return fmt.Errorf("line %d: the id is no number", n)
			}
			out[id] = &recommend.Task{ID: id, Repo: cell("repo"), Opened: day(cell("opened")), Merged: day(cell("merged")),
				Resolver: cell("resolver"), HasIssue: cell("has_issue") == "1", Langs: cut(cell("langs")), Areas: cut(cell("areas")),
				Title: cell("title")}
		}
		return lines.Err()
	})
	return out, err
}

func cut(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

// readQueries reads the queries, answered or not.
func readQueries(name string) ([]query, error) {
	var out []query
	err := open(name, func(r io.Reader) error {
		lines := bufio.NewScanner(r)
		lines.Buffer(nil, 64<<20)
		for n := 1; lines.Scan(); n++ {
			line := strings.Trim(lines.Text(), "\ufeff \t\r")
			if line == "" {
				continue
			}
			var q query
			if err := json.Unmarshal([]byte(line), &q); err != nil {
				return fmt.Errorf("line %d: %w", n, err)
			}
			out = append(out, q)
		}
		return lines.Err()
	})
	return out, err
}
