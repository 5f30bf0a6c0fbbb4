package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

type importCommand struct {
	Files []string `arg:"" help:"Lists of projects and issues, packed with gzip or not." type:"existingfile" name:"file"`

	URL       string `help:"The running Waymark; by default ${default}." default:"http://127.0.0.1:8080" placeholder:"URL"`
	Admin     string `help:"Address of an administrator." required:"" placeholder:"ADDRESS"`
	AdminFile string `name:"admin-password-file" help:"File with the administrator's password." required:"" type:"path" placeholder:"FILE"`
	Source    string `help:"Name of the list; by default the file's name." placeholder:"NAME"`
	Format    string `help:"Format of the list; detected without." placeholder:"NAME"`
	DryRun    bool   `name:"dry-run" help:"Only say what would be read, and what not and why."`
}

const maxImport = 32 << 20

// Run sends lists to a running Waymark and says what became of each.
func (c *importCommand) Run(ctx context.Context, s streams) error {
	password, err := secret(c.AdminFile)
	if err != nil {
		return fmt.Errorf("%w: --admin-password-file: %w", errUsage, err)
	}
	public, err := client.New(c.URL)
	if err != nil {
		return fmt.Errorf("%w: --url: %w", errUsage, err)
	}
	in, err := public.SignIn(ctx, api.SignIn{Address: c.Admin, Password: password})
	if err != nil {
		return fmt.Errorf("signing in: %w", err)
	}
	admin := public.SignedIn(in)
	failed := 0
	for _, file := range c.Files {
		b, err := readFile(file)
		if err != nil {
			return err
		}
		name := c.Source
		if name == "" {
			name = listName(file)
		}
		began := time.Now()
		done, err := admin.ImportCatalog(ctx, client.CatalogUpload{Source: name, Format: c.Format, DryRun: c.DryRun, File: b})
		if err != nil {
			failed++
			fmt.Fprintf(s.err, "%s: %v\n", file, err)
			continue
		}
		fmt.Fprintf(s.out, "%s: %s, %d added, %d updated, %d as they were (%s)\n", file, done.Format, done.Added, done.Updated, done.Same,
			time.Since(began).Round(time.Millisecond))
		printReport(s.out, done.Report)
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d lists could not be read; the others are in", failed, len(c.Files))
	}
	return nil
}

func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxImport+1))
	if err == nil && len(b) > maxImport {
		err = fmt.Errorf("%s is larger than 32 MB; pack it with gzip or split it", name)
	}
	return b, err
}

// listName makes a source's name of a file's: lower case letters, digits and "-".
func listName(file string) string {
	base, _, _ := strings.Cut(strings.ToLower(filepath.Base(file)), ".")
	return strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, base), "-")
}

// printReport says what was left out and why, counts first and a few entries as examples.
func printReport(out io.Writer, r api.CatalogReport) {
	fmt.Fprintf(out, "  read %d entries: %d projects, %d issues\n", r.Read, r.Projects, r.Issues)
	for what, counts := range map[string]map[string]int{
		"left out": r.LeftOut, "fields left out": r.FieldsLeftOut, "merged": r.Merged,
	} {
		for _, code := range slices.Sorted(maps.Keys(counts)) {
			fmt.Fprintf(out, "  %s: %d × %s\n", what, counts[code], code)
		}
	}
	for i, e := range r.Entries {
		if i == 5 {
			fmt.Fprintf(out, "  … %d more; GET /api/v1/catalog-imports/ID has the first 1,000\n", len(r.Entries)-i)
			break
		}
		fmt.Fprintf(out, "  line %d %s: %s\n", e.Line, e.Item, e.Reason)
	}
	if r.Broken {
		fmt.Fprintln(out, "  the file breaks off in the middle; what came before was read")
	}
}
