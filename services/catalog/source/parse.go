package source

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"
)

// Parse reads a list. f may be "": then it is detected. now bounds dates (zero: no bound). Errors: ErrTooLarge, ErrGzip,
// ErrUnknown; nothing else in a file stops it.
func Parse(f Format, content []byte, now time.Time) (*Result, error) {
	content, err := open(content)
	if err != nil {
		return nil, err
	}
	if f == "" {
		if f = detect(content); f == "" {
			return nil, ErrUnknown
		}
	}
	r := newReader(f, now)
	switch f {
	case UpForGrabs:
		r.lines(content, r.upForGrabs)
	case UpForGrabsYAML:
		r.yaml(content)
	case Awesome:
		r.list(content, []string{"repositories", "projects"}, r.awesome)
	case GoodFirstRepos:
		r.toml(content)
	case GoodFirst, ForGoodFirst, FirstIssue:
		r.list(content, []string{"repositories"}, r.generated)
	case OwnCSV:
		r.csv(content)
	case OwnJSON:
		r.list(content, []string{"projects"}, r.own)
	default:
		return nil, ErrUnknown
	}
	return r.done(), nil
}

// Detect says which format a file has; "" if none is recognised. Errors: ErrTooLarge, ErrGzip.
func Detect(content []byte) (Format, error) {
	content, err := open(content)
	if err != nil {
		return "", err
	}
	return detect(content), nil
}

func detect(content []byte) Format {
	trimmed := bytes.TrimLeft(content, " \t\n\r")
	if len(trimmed) == 0 {
		return ""
	}
	switch trimmed[0] {
	case '[':
		if bytes.HasPrefix(trimmed, []byte("[[")) {
			return ""
		}
		return detectList(trimmed)
	case '{':
		return detectObject(trimmed)
	}
	head := string(trimmed[:min(len(trimmed), 16<<10)])
	first, _, _ := strings.Cut(head, "\n")
	if ownHeader(first) {
		return OwnCSV
	}
	for line := range strings.SplitSeq(head, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "repositories") && strings.HasPrefix(strings.TrimSpace(line[len("repositories"):]), "="):
			return GoodFirstRepos
		case strings.HasPrefix(line, "upforgrabs:"), strings.HasPrefix(line, "site:"):
			return UpForGrabsYAML
		}
	}
	return ""
}

// detectObject looks at the first JSON value: a project of up-for-grabs, or a document with a list in it.
func detectObject(content []byte) Format {
	dec := json.NewDecoder(bytes.NewReader(content))
	dec.UseNumber()
	if _, err := dec.Token(); err != nil {
		return ""
	}
	var repositories map[string]any
	seen := map[string]bool{}
	for len(seen) < 40 && dec.More() {
		t, err := dec.Token()
		key, ok := t.(string)
		if err != nil || !ok {
			break
		}
		seen[key] = true
		switch {
		case key == "upforgrabs":
			return UpForGrabs
		case key == "projects":
			return OwnJSON
		case key == "repositories" && repositories == nil:
			repositories = firstOf(dec)
			if repositories == nil {
				return ""
			}
			if f := generatedBy(repositories); f != "" {
				return f
			}
			// what follows the list tells more, but only if it can be skipped
			for dec.More() {
				if _, err := dec.Token(); err != nil {
					return ""
				}
			}
			if _, err := dec.Token(); err != nil {
				return ""
			}
		default:
			var skip json.RawMessage
			if err := dec.Decode(&skip); err != nil {
				return ""
			}
		}
	}
	switch {
	case seen["repositories"] && seen["tags"]:
		return FirstIssue
	case seen["repositories"] && seen["topics"]:
		return ForGoodFirst
	case seen["name"] && (seen["site"] || seen["desc"]):
		return UpForGrabs
	}
	return ""
}

// firstOf reads the first object of the list that comes next; nil if there is none.
func firstOf(dec *json.Decoder) map[string]any {
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		return nil
	}
	if !dec.More() {
		return map[string]any{}
	}
	var m map[string]any
	if dec.Decode(&m) != nil {
		return nil
	}
	return m
}

func generatedBy(m map[string]any) Format {
	has := func(keys ...string) bool {
		return !slices.ContainsFunc(keys, func(k string) bool { _, ok := m[k]; return !ok })
	}
	switch {
	case has("technologies"), has("link", "label"):
		return Awesome
	case has("issues", "tags"):
		return FirstIssue
	case has("issues", "topics"):
		return ForGoodFirst
	case has("objectID"), has("issues", "owner"):
		return GoodFirst
	}
	return ""
}

func detectList(content []byte) Format {
	dec := json.NewDecoder(bytes.NewReader(content))
	dec.UseNumber()
	m := firstOf(dec)
	if m == nil {
		return ""
	}
	if _, ok := m["upforgrabs"]; ok {
		return ""
	}
	return generatedBy(m)
}

// lineCounter turns offsets that only grow into line numbers.
type lineCounter struct {
	content []byte
	at      int
	line    int
}

func (c *lineCounter) lineOf(offset int64) int {
	to := min(int(offset), len(c.content))
	if to > c.at {
		c.line += bytes.Count(c.content[c.at:to], []byte("\n"))
		c.at = to
	}
	return c.line + 1
}

// next is the line where the next value begins: after blanks and a comma.
func (c *lineCounter) next(offset int64) int {
	i := min(int(offset), len(c.content))
	for i < len(c.content) && strings.IndexByte(" \t\n\r,:", c.content[i]) >= 0 {
		i++
	}
	return c.lineOf(int64(i))
}

// list streams the entries of a JSON list, which is the document itself or stands under one of the keys.
func (r *reader) list(content []byte, keys []string, each func(*object)) {
	dec := json.NewDecoder(bytes.NewReader(content))
	dec.UseNumber()
	lines := &lineCounter{content: content}
	broken := func() {
		r.res.Report.Broken = true
		r.res.Report.note(LeftOut, place{line: lines.lineOf(dec.InputOffset())}, "broken")
	}
	t, err := dec.Token()
	if err != nil {
		broken()
		return
	}
	switch t {
	case json.Delim('['):
		if !r.entries(dec, lines, "", each) {
			broken()
		}
		return
	case json.Delim('{'):
	default:
		r.res.Report.note(LeftOut, place{line: 1}, "not_a_list")
		return
	}
	for dec.More() {
		t, err := dec.Token()
		key, ok := t.(string)
		if err != nil || !ok {
			broken()
			return
		}
		if !slices.Contains(keys, key) {
			var skip json.RawMessage
			if dec.Decode(&skip) != nil {
				broken()
				return
			}
			continue
		}
		at := place{line: lines.next(dec.InputOffset()), item: "/" + key}
		if next := bytes.TrimLeft(content[dec.InputOffset():], " \t\n\r:"); len(next) > 0 && next[0] != '[' {
			var skip json.RawMessage
			if dec.Decode(&skip) != nil {
				broken()
				return
			}
			r.res.Report.note(LeftOut, at, "not_a_list")
			continue
		}
		if _, err := dec.Token(); err != nil || !r.entries(dec, lines, at.item, each) {
			broken()
			return
		}
	}
	if _, err := dec.Token(); err != nil {
		broken()
		return
	}
	if _, err := dec.Token(); err != io.EOF {
		broken()
	}
}

// entries reads the values of a list up to its end; false if the JSON breaks.
func (r *reader) entries(dec *json.Decoder, lines *lineCounter, under string, each func(*object)) bool {
	for n := 0; dec.More(); n++ {
		at := place{line: lines.next(dec.InputOffset()), item: under + "/" + itoa(n)}
		var raw json.RawMessage // first as it is: a huge entry is not worth the memory of its parts
		if dec.Decode(&raw) != nil {
			return false
		}
		if r.full(at) {
			return false
		}
		if len(raw) > MaxEntry {
			r.res.Report.Read++
			r.res.Report.note(LeftOut, at, "too_long")
			continue
		}
		var v any
		inner := json.NewDecoder(bytes.NewReader(raw))
		inner.UseNumber()
		if inner.Decode(&v) != nil {
			return false
		}
		r.entry(v, at, each)
	}
	_, err := dec.Token()
	return err == nil
}

// entry hands one value on, if it is an object.
func (r *reader) entry(v any, at place, each func(*object)) {
	r.res.Report.Read++
	o := objectOf(v, at, r)
	if o == nil {
		r.res.Report.note(LeftOut, at, "not_an_object")
		return
	}
	each(o)
}

// full says once that no more entries are read.
func (r *reader) full(at place) bool {
	if r.res.Report.Read < MaxRead {
		return false
	}
	r.res.Report.Broken = true
	r.res.Report.note(LeftOut, at, "too_many")
	return true
}

// lines reads one JSON object a line.
func (r *reader) lines(content []byte, each func(*object)) {
	n := 0
	for line := range bytes.SplitSeq(content, []byte("\n")) {
		n++
		at := place{line: n}
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		if r.full(at) {
			return
		}
		if len(line) > MaxLine {
			r.res.Report.Read++
			r.res.Report.note(LeftOut, at, "too_long")
			continue
		}
		var v any
		dec := json.NewDecoder(bytes.NewReader(line))
		dec.UseNumber()
		if dec.Decode(&v) != nil || dec.More() {
			r.res.Report.Read++
			r.res.Report.note(LeftOut, at, "not_json")
			continue
		}
		r.entry(v, at, each)
	}
}
