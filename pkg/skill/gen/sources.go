package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

type language struct {
	Name    string   `json:"name"`
	Type    string   `json:"type"`
	Group   string   `json:"group"`
	Aliases []string `json:"aliases"`
}

type technology struct {
	Name     string   `json:"name"`
	AltNames []string `json:"altnames"`
	Tags     []string `json:"tags"`
}

type topic struct {
	Topic   string   `json:"topic"`
	Name    string   `json:"display_name"`
	Aliases []string `json:"aliases"`
	Related []string `json:"related"`
}

type sources struct {
	languages    []language
	technologies []technology
	topics       []topic
}

func readSources(linguist, topics, devicon string) (s sources, err error) {
	for file, into := range map[string]any{linguist: &s.languages, topics: &s.topics, devicon: &s.technologies} {
		b, err := os.ReadFile(file)
		if err != nil {
			return s, err
		}
		if err := json.Unmarshal(b, into); err != nil {
			return s, fmt.Errorf("%s: %w", file, err)
		}
	}
	return s, nil
}

type refusal struct{ alias, not, to string }

// own is what we wrote by hand.
type own struct {
	crafts, entries, causes [][]string          // columns
	same                    map[string]string   // name in a source: id
	refused                 map[string]refusal  // by squeezed alias
	languages               map[string]bool     // data languages that we keep
	leftOut                 map[string]bool     // "topics:name"
	kinds                   map[string]string   // id: kind
	implies                 map[string][]string // id: "other share"
	extra                   map[string][]string // id: words
	names                   map[string]string   // id: name
}

func readOwn(dir string) (*own, error) {
	o := &own{
		same: map[string]string{}, refused: map[string]refusal{}, languages: map[string]bool{}, leftOut: map[string]bool{},
		kinds: map[string]string{}, implies: map[string][]string{}, extra: map[string][]string{},
		names: map[string]string{},
	}
	for name, each := range map[string]func(line string){
		"crafts.txt":  func(l string) { o.crafts = append(o.crafts, columns(l, "|", 4)) },
		"entries.txt": func(l string) { o.entries = append(o.entries, columns(l, "|", 4)) },
		"causes.txt":  func(l string) { o.causes = append(o.causes, columns(l, "|", 5)) },
		"same.txt":    func(l string) { c := columns(l, "=", 2); o.same[c[0]] = c[1] },
		"refused.txt": func(l string) {
			alias, rest, _ := strings.Cut(l, "!")
			not, to, _ := strings.Cut(rest, "=")
			r := refusal{strings.TrimSpace(alias), strings.TrimSpace(not), strings.TrimSpace(to)}
			o.refused[squeeze(r.alias)] = r
		},
		"names.txt": func(l string) { c := columns(l, "=", 2); o.names[c[0]] = c[1] },
		"languages.txt": func(l string) {
			for n := range strings.SplitSeq(l, ";") {
				o.languages[strings.TrimSpace(n)] = true
			}
		},
		"leftout.txt": func(l string) {
			c := columns(l, ":", 2)
			names := strings.Fields(c[1])
			if c[0] == "languages" {
				names = strings.Split(c[1], ",")
			}
			for _, n := range names {
				o.leftOut[c[0]+":"+strings.TrimSpace(n)] = true
			}
		},
		"kinds.txt": func(l string) {
			c := columns(l, ":", 2)
			for n := range strings.FieldsSeq(c[1]) {
				if o.kinds[n] == "" {
					o.kinds[n] = c[0]
				}
			}
		},
		"implies.txt": func(l string) { c := columns(l, ":", 2); o.implies[c[0]] = append(o.implies[c[0]], list(c[1])...) },
		"extra.txt":   func(l string) { c := columns(l, ":", 2); o.extra[c[0]] = append(o.extra[c[0]], list(c[1])...) },
	} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		for l := range strings.Lines(string(b)) {
			if l = strings.TrimSpace(l); l != "" && !strings.HasPrefix(l, "# ") {
				each(l)
			}
		}
	}
	return o, nil
}

func columns(l, sep string, n int) []string {
	c := strings.SplitN(l, sep, n)
	for len(c) < n {
		c = append(c, "")
	}
	for i := range c {
		c[i] = strings.TrimSpace(c[i])
	}
	return c
}

func list(s string) (out []string) {
	for w := range strings.SplitSeq(s, ",") {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}
