package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/waymark-dev/waymark/services/programs/participation/attack"
	"github.com/waymark-dev/waymark/services/programs/participation/report"
)

type participationCommand struct {
	Attack participationAttack `cmd:"" help:"Try to read people out of published reports, or out of those of made-up communities."`
}

type participationAttack struct {
	Reports string `help:"Folder of exported reports (JSON, as /api/v1/participation/cycles/ID/report or /programmes/ID answers); reads all." placeholder:"DIR"`
	MadeUp  int    `name:"made-up" help:"Attack that many made-up communities instead, over four cycles each, published one by one and pooled." placeholder:"N"`
	Seed    uint64 `help:"Another seed, other made-up people." default:"1"`
	Out     string `help:"With --made-up: write the reports of every method into folders below this one." placeholder:"DIR"`
	JSON    bool   `name:"json" help:"Print the figures as JSON."`
}

// Limits of what the attack reads.
const (
	maxReports    = 10_000
	maxReportSize = 4 << 20
	maxMadeUp     = 100_000
)

var errLeak = errors.New("the attack found something that must not be found")

// Run attacks. It exits with 1 if reports leak; of made-up communities, if a method that is offered does.
func (c *participationAttack) Run(s streams) error {
	switch {
	case (c.Reports == "") == (c.MadeUp == 0):
		return fmt.Errorf("%w: give either --reports DIR or --made-up N", errUsage)
	case c.MadeUp < 0 || c.MadeUp > maxMadeUp:
		return fmt.Errorf("%w: --made-up: from 1 to %d", errUsage, maxMadeUp)
	case c.Out != "" && c.MadeUp == 0:
		return fmt.Errorf("%w: --out goes with --made-up only", errUsage)
	}
	if c.Reports != "" {
		return c.attackReports(s)
	}
	var each func(string, int, *report.Report) error
	if c.Out != "" {
		each = c.write
	}
	methods := attack.Methods()
	out, err := attack.MadeUp(c.MadeUp, c.Seed, methods, each)
	if err != nil {
		return err
	}
	if err := c.print(s, out); err != nil {
		return err
	}
	for i, o := range out {
		if methods[i].Offered && o.Leaks() {
			return errLeak
		}
	}
	return nil
}

// write exports one made-up report.
func (c *participationAttack) write(method string, _ int, r *report.Report) error {
	dir := filepath.Join(c.Out, method)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	b, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, r.ID+".json"), append(b, '\n'), 0o644)
}

func (c *participationAttack) attackReports(s streams) error {
	all, err := readReports(c.Reports)
	if err != nil {
		return err
	}
	o, wrong, err := attack.Reports(all)
	if err != nil {
		return err
	}
	if err := c.print(s, []attack.Outcome{o}); err != nil {
		return err
	}
	for i, w := range wrong {
		if i == 20 {
			fmt.Fprintf(s.err, "… and %d more\n", len(wrong)-i)
			break
		}
		fmt.Fprintln(s.err, w)
	}
	if o.Leaks() || len(wrong) > 0 {
		return errLeak
	}
	if o.Hidden > 0 && !c.JSON {
		fmt.Fprintf(s.err, "Nobody could be read out. The best that can be told of a hidden number leaves %d values open.\n", o.Narrowest)
	}
	return nil
}

// readReports reads every *.json of a folder, in the order of programmes and weeks.
func readReports(dir string) ([]*report.Report, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("%w: --reports: there is no *.json in %s", errUsage, dir)
	}
	if len(names) > maxReports {
		return nil, fmt.Errorf("%w: --reports: more than %d files", errUsage, maxReports)
	}
	var all []*report.Report
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			return nil, err
		}
		if info.Size() > maxReportSize {
			return nil, fmt.Errorf("%w: %s is larger than a report can be", errUsage, name)
		}
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var r struct {
			report.Report
			Items []*report.Report `json:"items"` // of /api/v1/participation/programmes/ID
		}
		err = json.Unmarshal(b, &r)
		if r.Items == nil {
			r.Items = []*report.Report{&r.Report}
		}
		if err != nil || slices.ContainsFunc(r.Items, func(r *report.Report) bool { return r == nil || r.ID == "" || r.Programme == "" }) {
			return nil, fmt.Errorf("%w: %s is neither a report nor a programme's list of them, as a figures page has it for programs (JSON)", errUsage, name)
		}
		all = append(all, r.Items...)
	}
	slices.SortStableFunc(all, func(a, b *report.Report) int {
		return strings.Compare(a.Programme+" "+a.Week+" "+a.ID, b.Programme+" "+b.Week+" "+b.ID)
	})
	return all, nil
}

// print shows the figures; narrowest is 0 where nothing is hidden, fewest behind where it is not known.
func (c *participationAttack) print(s streams, out []attack.Outcome) error {
	if c.JSON {
		e := json.NewEncoder(s.out)
		e.SetIndent("", " ")
		return e.Encode(out)
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "method\treports\ttables\twithheld\tnumbers\thidden\texactly known\tnarrowest\tfewest behind\tnear pairs\tpeople tried\trecovered\tnarrowed\t")
	for _, o := range out {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t\n", o.Method, o.Reports, o.Tables, o.Withheld, o.Numbers, o.Hidden, o.Pinned,
			o.Narrowest, o.Behind, o.NearPairs, o.Targets, o.Exact, o.Narrowed)
	}
	return w.Flush()
}
