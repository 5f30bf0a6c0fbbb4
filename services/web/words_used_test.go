package web

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template/parse"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/web/pages"
	"github.com/waymark-dev/waymark/services/web/words"
)

// used is one call that names a text.
type used struct {
	where, key string
	prefix     bool     // a code is put behind it
	args       []string // names that are given; nil if they cannot be read
}

// TestEveryTextThatIsNamedExists: in templates (t, rich, code) and in the code (T, Rich, Code, refuse, to), with the arguments that it
// takes. A code's prefix must have a text for codes that are new.
func TestEveryTextThatIsNamedExists(t *testing.T) {
	book, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	p, _ := book.For(words.English)
	list := append(inTemplates(t), inCode(t)...)
	if len(list) < 300 {
		t.Fatalf("only %d texts found: the search is broken", len(list))
	}
	for _, u := range list {
		switch {
		case u.prefix && !p.Has(u.key+"unknown"):
			t.Errorf("%s: %sunknown is missing, for codes that are new", u.where, u.key)
		case !u.prefix && !p.Has(u.key):
			t.Errorf("%s: %s is missing", u.where, u.key)
		case !u.prefix && u.args != nil:
			for _, need := range p.Arguments(u.key) {
				if !slices.Contains(u.args, need) {
					t.Errorf("%s: %s is not given %s", u.where, u.key, need)
				}
			}
		}
	}
}

func inTemplates(t *testing.T) (out []used) {
	t.Helper()
	names, err := fs.Glob(pages.Files(), "*.html")
	if err != nil || len(names) == 0 {
		t.Fatal("no templates", err)
	}
	for _, name := range names {
		b, err := fs.ReadFile(pages.Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		tree := parse.New(name)
		tree.Mode = parse.SkipFuncCheck
		sets := map[string]*parse.Tree{}
		if _, err := tree.Parse(string(b), "", "", sets); err != nil {
			t.Fatal(err)
		}
		for _, set := range sets {
			walk(set.Root, func(c *parse.CommandNode) {
				f, ok := c.Args[0].(*parse.IdentifierNode)
				if !ok || f.Ident != "t" && f.Ident != "rich" && f.Ident != "code" || len(c.Args) < 2 {
					return
				}
				key, ok := c.Args[1].(*parse.StringNode)
				if !ok {
					return
				}
				u := used{where: name, key: key.Text, prefix: f.Ident == "code", args: []string{}}
				for i := 2; i+1 < len(c.Args); i += 2 {
					if s, ok := c.Args[i].(*parse.StringNode); ok {
						u.args = append(u.args, s.Text)
					}
				}
				out = append(out, u)
			})
		}
	}
	return out
}

// walk visits every command of a template.
func walk(n parse.Node, visit func(*parse.CommandNode)) {
	pipe := func(p *parse.PipeNode) {
		if p != nil {
			for _, c := range p.Cmds {
				visit(c)
				for _, a := range c.Args {
					walk(a, visit)
				}
			}
		}
	}
	branch := func(b *parse.BranchNode) {
		pipe(b.Pipe)
		walk(b.List, visit)
		if b.ElseList != nil {
			walk(b.ElseList, visit)
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, c := range n.Nodes {
				walk(c, visit)
			}
		}
	case *parse.ActionNode:
		pipe(n.Pipe)
	case *parse.PipeNode:
		pipe(n)
	case *parse.TemplateNode:
		pipe(n.Pipe)
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	}
}

// calls are the functions of the code that name a text: which argument is the key, what stands before it, and whether arguments follow.
var calls = map[string]struct {
	at     int
	before string
	args   bool
}{
	"T": {0, "", true}, "Rich": {0, "", true}, "Code": {0, "", false}, "refuse": {1, "", true}, "to": {1, "flash.", false},
}

func inCode(t *testing.T) (out []used) {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			where := name + ":" + strconv.Itoa(set.Position(call.Pos()).Line)
			if sel.Sel.Name == "question" && len(call.Args) > 0 {
				if key, ok := literal(call.Args[0]); ok {
					for _, part := range []string{"_title", "_text", "_yes", "_no"} {
						out = append(out, used{where: where, key: key + part})
					}
				}
			}
			rule, ok := calls[sel.Sel.Name]
			if !ok || len(call.Args) <= rule.at {
				return true
			}
			key, ok := literal(call.Args[rule.at])
			if !ok || key == "" {
				return true
			}
			u := used{where: where, key: rule.before + key, prefix: sel.Sel.Name == "Code"}
			if u.prefix && !strings.HasSuffix(key, ".") && !strings.HasSuffix(key, "_") {
				return true
			}
			if rule.args && !call.Ellipsis.IsValid() {
				u.args = []string{}
				for i := rule.at + 1; i < len(call.Args); i += 2 {
					if s, ok := literal(call.Args[i]); ok {
						u.args = append(u.args, s)
					}
				}
			}
			out = append(out, u)
			return true
		})
	}
	return out
}

func literal(e ast.Expr) (string, bool) {
	b, ok := e.(*ast.BasicLit)
	if !ok || b.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(b.Value)
	return s, err == nil
}

// TestEveryCauseAndCraftIsNamed: in English, and so in every language (package words holds that); other skills are proper names.
func TestEveryCauseAndCraftIsNamed(t *testing.T) {
	book, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	key := strings.NewReplacer(".", "_", "-", "_")
	for _, p := range book.Languages() {
		for _, c := range skill.Shipped().Causes() {
			if !p.Has("cause." + key.Replace(c.ID)) {
				t.Errorf("%s: the cause %s has no name", p.Tag, c.ID)
			}
		}
		for _, k := range skill.Shipped().Skills() {
			if k.Kind == skill.Craft && !p.Has("skill."+key.Replace(k.ID)) {
				t.Errorf("%s: the craft %s has no name", p.Tag, k.ID)
			}
		}
	}
}

// TestEveryReasonHasASentence: all codes of the API's own table, with the parameters that they have.
func TestEveryReasonHasASentence(t *testing.T) {
	book, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range book.Languages() {
		for _, c := range api.ReasonCodes() {
			key := "reason." + c.Code
			if !p.Has(key) {
				t.Errorf("%s: %s is missing", p.Tag, key)
				continue
			}
			for _, a := range p.Arguments(key) {
				if a == "Words" && c.Words == "" || a == "From" && !c.From || a == "Band" && len(c.Bands) == 0 {
					t.Errorf("%s: %s uses %s, which this code has not", p.Tag, key, a)
				}
			}
			for _, band := range c.Bands {
				if !p.Has("band." + band) {
					t.Errorf("%s: band.%s is missing", p.Tag, band)
				}
			}
		}
	}
}
