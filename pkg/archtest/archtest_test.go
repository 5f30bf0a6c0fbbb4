package archtest

import (
	"bufio"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/waymark-dev/waymark/"

// file is one Go file of the repository.
type file struct {
	path    string // from the root, with slashes
	dir     string
	pkg     string
	imports []string
	lines   int
	longest int
	test    bool
	doc     bool
}

func load(t *testing.T) []file {
	t.Helper()
	root := filepath.Join("..", "..")
	var files []file
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && (name == "testdata" || strings.HasPrefix(name, ".") && p != root && name != "..") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		f := read(t, p)
		f.path = filepath.ToSlash(rel)
		f.dir = path.Dir(f.path)
		f.test = strings.HasSuffix(name, "_test.go")
		files = append(files, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 40 {
		t.Fatalf("only %d Go files found: the walk is broken", len(files))
	}
	return files
}

func read(t *testing.T, p string) file {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly|parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	f := file{pkg: parsed.Name.Name}
	f.doc = parsed.Doc != nil && (strings.HasPrefix(parsed.Doc.Text(), "Package ") || strings.HasPrefix(parsed.Doc.Text(), "Command "))
	for _, i := range parsed.Imports {
		name, _ := strconv.Unquote(i.Path.Value)
		f.imports = append(f.imports, name)
	}
	r, err := os.Open(p)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	scan := bufio.NewScanner(r)
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		f.lines++
		f.longest = max(f.longest, len([]rune(scan.Text())))
	}
	return f
}

func standard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".")
}

// outside are libraries and the only places that may know them.
var outside = []struct {
	prefix string
	places []string
}{
	{"go.mongodb.org/mongo-driver", []string{"pkg/store/", "pkg/testkit/"}},
	{"modernc.org/sqlite", []string{"pkg/store/"}},
	{"github.com/nats-io/nats.go", []string{"pkg/bus/"}},
	{"github.com/nats-io/nats-server", []string{"pkg/bus/embedded/"}},
}

func TestLibrariesHaveOneRoom(t *testing.T) {
	for _, f := range load(t) {
		for _, imported := range f.imports {
			for _, o := range outside {
				if strings.HasPrefix(imported, o.prefix) && !slices.ContainsFunc(o.places, func(p string) bool {
					return strings.HasPrefix(f.path, p)
				}) {
					t.Errorf("%s imports %s, which only %v may", f.path, imported, o.places)
				}
			}
		}
	}
}

func TestGinAndHumaStayAtTheEdge(t *testing.T) {
	for _, f := range load(t) {
		if f.test || strings.HasPrefix(f.path, "pkg/httpserver/") || strings.HasPrefix(path.Base(f.path), "http") {
			continue
		}
		for _, imported := range f.imports {
			if strings.HasPrefix(imported, "github.com/gin-gonic/") || strings.HasPrefix(imported, "github.com/danielgtaylor/huma") {
				t.Errorf("%s imports %s: only pkg/httpserver and http*.go may", f.path, imported)
			}
		}
	}
}

func TestServicesDoNotKnowEachOther(t *testing.T) {
	for _, f := range load(t) {
		for _, imported := range f.imports {
			to, ok := strings.CutPrefix(imported, module+"services/")
			if !ok {
				continue
			}
			room, _, _ := strings.Cut(to, "/")
			switch {
			case strings.HasPrefix(f.path, "pkg/"):
				t.Errorf("%s imports a service: pkg never does", f.path)
			case strings.HasPrefix(f.path, "services/waymark/"), strings.HasPrefix(f.path, "services/"+room+"/"):
			default:
				t.Errorf("%s imports %s: only services/waymark wires services", f.path, imported)
			}
		}
	}
}

// TestPurePackages: what everybody may import imports nothing that costs.
func TestPurePackages(t *testing.T) {
	pure := []string{"pkg/skill", "pkg/wire", "pkg/api", "pkg/fault"}
	rooms := []string{"services/matching/rank", "services/matching/rank/pack", "services/matching/assign", "services/matching/criteria",
		"services/mentoring/session", "services/mentoring/claim", "services/programs/participation/protect", "services/programs/participation/dp"}
	for _, f := range load(t) {
		if f.test || strings.Contains(f.path, "/gen/") {
			continue
		}
		for _, imported := range f.imports {
			own := strings.TrimPrefix(imported, module)
			switch {
			case slices.Contains(pure, f.dir):
				if !standard(imported) && !slices.Contains(pure, own) {
					t.Errorf("%s imports %s: only the standard library may be there", f.path, imported)
				}
			case slices.Contains(rooms, f.dir):
				if imported == "context" || imported == "log/slog" || strings.HasPrefix(imported, module) &&
					!slices.Contains([]string{"pkg/fault", "pkg/skill"}, own) && !(strings.HasPrefix(own, f.dir+"/") && slices.Contains(rooms, own)) {
					t.Errorf("%s imports %s: pure code has no context, log or other room", f.path, imported)
				}
			}
		}
	}
}

// layers are the names of a service's files that may do I/O. Every other file of a service is a concept.
var layers = []string{"service", "store", "http", "consume", "rpc", "mail", "smtp", "crash"}

func layered(name, service string) bool {
	if name == service || name == "doc" {
		return true
	}
	first, _, _ := strings.Cut(name, "_")
	return slices.Contains(layers, first)
}

func TestConceptsDoNoIO(t *testing.T) {
	forbidden := []string{"context", "log/slog", "net/http", "os", module + "pkg/store", module + "pkg/bus", module + "pkg/outbox",
		module + "pkg/httpserver", module + "pkg/auth", module + "pkg/client"}
	for _, f := range load(t) {
		parts := strings.Split(f.dir, "/")
		if f.test || len(parts) != 2 || parts[0] != "services" || parts[1] == "waymark" || parts[1] == "web" {
			continue
		}
		name := strings.TrimSuffix(path.Base(f.path), ".go")
		if layered(name, parts[1]) {
			continue
		}
		for _, imported := range f.imports {
			if slices.Contains(forbidden, imported) {
				t.Errorf("%s imports %s: a concept file has types and rules, no I/O", f.path, imported)
			}
		}
	}
}

func TestStoreHasItsFiles(t *testing.T) {
	for _, f := range load(t) {
		parts := strings.Split(f.dir, "/")
		if f.test || len(parts) != 2 || parts[0] != "services" || parts[1] == "waymark" {
			continue
		}
		for _, need := range []string{"doc.go", parts[1] + ".go", "service.go", "http.go"} {
			if _, err := os.Stat(filepath.Join("..", "..", filepath.FromSlash(f.dir), need)); err != nil && parts[1] != "web" {
				t.Errorf("%s has no %s", f.dir, need)
			}
		}
	}
}

func TestNamesAndSizes(t *testing.T) {
	drawers := []string{"util", "utils", "common", "helpers", "models", "misc", "shared"}
	documented := map[string]bool{}
	seen := map[string]bool{}
	for _, f := range load(t) {
		if slices.Contains(drawers, f.pkg) || slices.Contains(drawers, strings.TrimSuffix(path.Base(f.path), ".go")) {
			t.Errorf("%s is a drawer: name it after a concept", f.path)
		}
		if !f.test {
			seen[f.dir] = true
			documented[f.dir] = documented[f.dir] || f.doc
			if f.lines > 500 {
				t.Errorf("%s has %d lines: split it by concept (500 at the very most)", f.path, f.lines)
			}
		}
		if f.longest > 160 {
			t.Errorf("%s has a line of %d characters (160 at most)", f.path, f.longest)
		}
	}
	for dir := range seen {
		if !documented[dir] {
			t.Errorf("%s has no package comment", dir)
		}
	}
}

// clocks are the few places that read the machine's clock, with the reason.
var clocks = map[string]string{
	"pkg/run/clock.go": "the one clock",
}

// TestNoClockInServices: domain time comes from the clock that is handed in.
func TestNoClockInServices(t *testing.T) {
	for _, f := range load(t) {
		if f.test || !strings.HasPrefix(f.path, "services/") || strings.HasPrefix(f.path, "services/waymark/") || clocks[f.path] != "" {
			continue
		}
		b, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(f.path)))
		if err != nil {
			t.Fatal(err)
		}
		for n, line := range strings.Split(string(b), "\n") {
			code, _, _ := strings.Cut(line, "//")
			if strings.Contains(code, "time.Now(") {
				t.Errorf("%s:%d reads the machine's clock", f.path, n+1)
			}
		}
	}
}
