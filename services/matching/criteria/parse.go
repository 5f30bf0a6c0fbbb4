package criteria

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// MaxFile is the greatest size of a file of criteria, in bytes.
const MaxFile = 256 << 10

// Problem is what is wrong with a file of criteria; Line and Column count from 1, 0 is the file as a whole.
type Problem struct {
	Line, Column int
	Text         string
	field        fault.Field // the same, by its pointer
}

// Parse reads a set of criteria from YAML and says everything that is wrong with it, in the order of the file. The set is nil then.
func Parse(file []byte) (*Set, []Problem) {
	if len(file) > MaxFile {
		return nil, []Problem{{Text: fmt.Sprintf("The file is larger than %d kB.", MaxFile>>10)}}
	}
	var doc yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(file))
	if err := d.Decode(&doc); errors.Is(err, io.EOF) || err == nil && len(doc.Content) == 0 {
		return nil, []Problem{{Text: `The file is empty. It begins with "criteria:" and a list.`}}
	} else if err != nil {
		return nil, []Problem{syntax(err)}
	}
	if err := d.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, []Problem{{Text: "The file has more than one document. Leave out what follows \"---\"."}}
	}
	r := reader{at: map[string]*yaml.Node{}, where: map[*yaml.Node]string{}}
	set := r.set(doc.Content[0])
	if len(r.wrong) == 0 {
		for _, f := range set.Check() {
			r.say(r.node(f.Pointer), f.Detail)
			r.wrong[len(r.wrong)-1].field = f
		}
	}
	if len(r.wrong) == 0 {
		return set, nil
	}
	slices.SortStableFunc(r.wrong, func(a, b Problem) int { return a.Line*10_000 + a.Column - b.Line*10_000 - b.Column })
	return nil, r.wrong
}

// syntax takes the line out of what the library says.
func syntax(err error) Problem {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if rest, ok := strings.CutPrefix(text, "line "); ok {
		if number, what, ok := strings.Cut(rest, ": "); ok {
			if n, err := strconv.Atoi(number); err == nil {
				// Where something that began is not ended, the library counts lines from 0.
				if strings.HasPrefix(what, "did not find expected") && !strings.HasSuffix(what, "node content") {
					n++
				}
				return Problem{Line: n, Text: "This is no YAML: " + what + ". " + quoteThem}
			}
		}
	}
	return Problem{Text: "This is no YAML: " + text + ". " + quoteThem}
}

const quoteThem = "Put quotes around names and answers that have ? , : # { } [ or ] in them, and spaces, no tabs, before a line."

// reader walks a document and remembers where each pointer stands.
type reader struct {
	at    map[string]*yaml.Node
	where map[*yaml.Node]string
	wrong []Problem
}

// put remembers where a node stands.
func (r *reader) put(at string, n *yaml.Node) { r.at[at], r.where[n] = n, at }

func (r *reader) say(n *yaml.Node, text string) {
	p := Problem{Text: text, field: fault.Field{Code: "format", Detail: text}}
	if n != nil {
		p.Line, p.Column = n.Line, n.Column
		p.field.Pointer = r.where[n]
	}
	r.wrong = append(r.wrong, p)
}

// node is where a pointer stands, or the nearest thing around it.
func (r *reader) node(pointer string) *yaml.Node {
	for pointer != "" {
		if n, ok := r.at[pointer]; ok {
			return n
		}
		pointer = pointer[:strings.LastIndexByte(pointer, '/')]
	}
	return r.at[""]
}

func (r *reader) set(n *yaml.Node) *Set {
	s := &Set{Profile: DefaultProfile}
	r.fields(n, "", map[string]func(*yaml.Node, string){
		"criteria": func(n *yaml.Node, at string) {
			r.items(n, at, MaxCriteria, func(n *yaml.Node, at string) { s.Criteria = append(s.Criteria, r.criterion(n, at)) })
		},
		"profile": func(n *yaml.Node, _ string) { s.Profile = r.number(n) },
	})
	return s
}

func (r *reader) criterion(n *yaml.Node, at string) Criterion {
	var c Criterion
	text := func(to *string) func(*yaml.Node, string) {
		return func(n *yaml.Node, _ string) { *to = r.text(n) }
	}
	r.fields(n, at, map[string]func(*yaml.Node, string){
		"name": text(&c.Name), "rule": text(&c.Rule), "newcomer": text(&c.Newcomer), "mentor": text(&c.Mentor), "separator": text(&c.Separator),
		"weight":   func(n *yaml.Node, _ string) { c.Weight = r.number(n) },
		"required": func(n *yaml.Node, _ string) { c.Required = r.yes(n) },
		"order": func(n *yaml.Node, at string) {
			r.items(n, at, MaxOrder, func(n *yaml.Node, _ string) { c.Order = append(c.Order, r.text(n)) })
		},
		"best": func(n *yaml.Node, at string) {
			if n.Kind == yaml.ScalarNode {
				c.Best = []int{r.number(n)}
				return
			}
			r.items(n, at, 2, func(n *yaml.Node, _ string) { c.Best = append(c.Best, r.number(n)) })
		},
		"when": func(n *yaml.Node, at string) {
			c.When = &When{}
			r.fields(n, at, map[string]func(*yaml.Node, string){
				"newcomer": text(&c.When.Newcomer),
				"is": func(n *yaml.Node, at string) {
					if n.Kind == yaml.ScalarNode {
						c.When.Is = []string{r.text(n)}
						return
					}
					r.items(n, at, MaxIs, func(n *yaml.Node, _ string) { c.When.Is = append(c.When.Is, r.text(n)) })
				},
			})
		},
	})
	return c
}

// fields reads a mapping; keys that are not known, or there twice, are wrong.
func (r *reader) fields(n *yaml.Node, at string, known map[string]func(*yaml.Node, string)) {
	r.put(at, n)
	if n.Kind != yaml.MappingNode {
		r.say(n, "Names and values are expected here, such as \"name: grade\".")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		read, ok := known[key.Value]
		r.where[key] = at + "/" + escaped(key.Value)
		switch {
		case !ok || key.Kind != yaml.ScalarNode:
			r.say(key, "This is not known here. Known are: "+strings.Join(sorted(known), ", ")+".")
		case seen[key.Value]:
			r.say(key, "This is here twice.")
		default:
			seen[key.Value] = true
			r.put(at+"/"+key.Value, value)
			read(value, at+"/"+key.Value)
		}
	}
}

// items reads a list of at most most entries.
func (r *reader) items(n *yaml.Node, at string, most int, read func(*yaml.Node, string)) {
	if n.Kind != yaml.SequenceNode {
		r.say(n, "A list is expected here, such as [a, b].")
		return
	}
	if len(n.Content) > most {
		r.where[n.Content[most]] = at + "/" + strconv.Itoa(most)
		r.say(n.Content[most], fmt.Sprintf("This list has more than %d entries.", most))
		return
	}
	for i, x := range n.Content {
		p := at + "/" + strconv.Itoa(i)
		r.put(p, x)
		read(x, p)
	}
}

func (r *reader) text(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		r.say(n, "A word is expected here.")
		return ""
	}
	return n.Value
}

func (r *reader) number(n *yaml.Node) int {
	v, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil {
		r.say(n, "A whole number is expected here.")
	}
	return v
}

func (r *reader) yes(n *yaml.Node) bool {
	switch strings.ToLower(n.Value) {
	case "true", "yes":
		return true
	case "false", "no":
		return false
	}
	r.say(n, "Say true or false.")
	return false
}

func sorted[T any](m map[string]T) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
