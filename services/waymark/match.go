package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/assign/solve"
	"github.com/waymark-dev/waymark/services/matching/assign/verify"
	"github.com/waymark-dev/waymark/services/matching/cohort"
)

type matchCommand struct {
	Solve  matchSolve  `cmd:"" default:"withargs" help:"Make pairs of two spreadsheets; what match alone does (all flags: match solve --help)."`
	Verify matchVerify `cmd:"" help:"Check pairs and their certificate against the same spreadsheets."`
	Teams  matchTeams  `cmd:"" help:"Make teams for an event: sizes, skills, languages, friends; or check and mend teams."`
}

// matchInputs are the files of a round, the same for solving and verifying.
type matchInputs struct {
	Newcomers string   `help:"Spreadsheet (CSV) of newcomers." required:"" placeholder:"FILE"`
	Mentors   string   `help:"Spreadsheet (CSV) of mentors, with how many newcomers each takes." required:"" placeholder:"FILE"`
	Scores    string   `help:"Pairs with scores, newcomer,mentor,score[,mentor_score], in place of our scoring." placeholder:"FILE"`
	Criteria  string   `help:"A programme's own criteria (YAML)." placeholder:"FILE"`
	Quotas    string   `help:"How many pairs each track has, track,at least,at most (objective fit)." placeholder:"FILE"`
	Each      int      `help:"Mentors for each newcomer, 1 to 4, where their file has no column of it (objective fit)." default:"1" placeholder:"N"`
	Fixed     string   `help:"Pairs that are settled, newcomer,mentor,rule; a rule is pin or forbid." placeholder:"FILE"`
	Map       []string `help:"Which heading a column has: 'capacity=How many?'; nothing behind = leaves it out." sep:"none" placeholder:"COLUMN=HEADING"`
}

type matchSolve struct {
	matchInputs `embed:""`

	Objective   string `help:"fit: greatest total; stable: no two prefer each other; fair: most people, worst-off first." enum:"fit,stable,fair" default:"fit"`
	Side        string `help:"Whose wishes a stable answer follows where there are several." enum:"newcomer,mentor" default:"newcomer"`
	MinScore    int64  `name:"min-score" help:"Pairs with a lower score are not made." default:"0"`
	Out         string `help:"Where the pairs go (CSV)." required:"" placeholder:"FILE"`
	Certificate string `help:"Where the proof goes (JSON)." required:"" placeholder:"FILE"`
	Plot        string `help:"Where the picture goes (SVG); beside the pairs by default, none for no picture." placeholder:"FILE"`
	Audit       string `help:"Where the audit per region, language, experience and track goes (CSV)." placeholder:"FILE"`
}

type matchVerify struct {
	matchInputs `embed:""`

	Pairs       string `help:"The pairs to check." required:"" placeholder:"FILE"`
	Certificate string `help:"Their certificate." required:"" placeholder:"FILE"`
	Objective   string `help:"Refuse a certificate of another objective." enum:",fit,stable,fair" default:""`
	MinScore    *int64 `name:"min-score" help:"Refuse a certificate whose pairs need another score. Given --each and --map are held to as well." placeholder:"N"`
}

// Run makes pairs. Nothing is written unless everything is.
func (c *matchSolve) Run(ctx context.Context, s streams) error {
	if c.Plot == "" {
		c.Plot = strings.TrimSuffix(c.Out, filepath.Ext(c.Out)) + ".svg"
	}
	files, err := newOutputs(c.matchInputs, []output{{"--out", c.Out}, {"--certificate", c.Certificate}, {"--plot", c.Plot}, {"--audit",
		c.Audit}})
	if err != nil {
		return err
	}
	talk := newTalk(s)
	began := time.Now()
	r, err := c.load(ctx, talk, assign.Objective(c.Objective), c.MinScore)
	if err != nil {
		return err
	}
	result, err := solve.Solve(r.problem, assign.Objective(c.Objective), assign.Options{Side: assign.Side(c.Side), Stop: ctx.Done(),
		Progress: func(done, total int) { talk.progress("solving", done, total) }})
	if err != nil {
		return solveError(err)
	}
	m := cohort.MeasurePairs(r.problem, result.Pairs)
	m.Partly = r.keep > 0
	title := fmt.Sprintf("%d of %d newcomers have a mentor (objective %s)", m.Matched, m.Newcomers, c.Objective)
	certificate, err := r.certificate(result).Bytes()
	if err != nil {
		return err
	}
	audited, hidden := cohort.Audit(m, r.newcomers, r.mentors)
	contents := map[string][]byte{
		"--out": cohort.WritePairs(r.rows(m, result.Pairs, talk), r.newcomers, r.mentors), "--certificate": certificate,
		"--plot": cohort.Plot(m, title), "--audit": cohort.AuditCSV(audited),
	}
	if err := ctx.Err(); err != nil {
		return errors.New("stopped; nothing was written")
	}
	written, err := files.write(contents)
	if err != nil {
		return err
	}
	talk.line("")
	lines := append(append(m.Summary(), r.wishes.Filled(result.Pairs)...), r.provedBy(result.Certificate.Objective))
	for _, line := range append(lines, cohort.AuditText(audited, hidden)...) {
		talk.line("%s", line)
	}
	talk.written(written, began)
	return nil
}

// provedBy says what the certificate proves.
func (r *round) provedBy(objective assign.Objective) string {
	of := ""
	if r.keep > 0 {
		of = " of those that were looked at"
	}
	if len(r.fixed.Pinned)+len(r.fixed.Forbidden) > 0 {
		of += " that keep what is settled"
	}
	what := "no other pairs" + of + " have a greater total"
	switch objective {
	case assign.Stable:
		what = "no newcomer and mentor" + strings.Replace(of, "that keep", "beside", 1) + " would both rather have each other"
	case assign.Fair:
		what = "no other pairs" + of + " give more people a mentor, or as many with a better worst-off, or a greater total then"
	}
	return "proved     " + what + ": the certificate can be checked"
}

func solveError(err error) error {
	switch {
	case errors.Is(err, assign.ErrStopped):
		return errors.New("stopped; nothing was written")
	case fault.Has(err, fault.Invalid), fault.Has(err, fault.Conflict):
		f := fault.As(err)
		text := f.Detail
		for _, x := range f.Fields {
			text += " " + x.Sentence()
		}
		return fmt.Errorf("%w: %s", errUsage, text)
	}
	return err
}

// Run checks pairs against the certificate and the files they were made from. It exits with 1 if they are not proved.
func (c *matchVerify) Run(ctx context.Context, s streams) error {
	talk := newTalk(s)
	b, err := readLimited(c.Certificate, cohort.MaxCertificate)
	if err != nil {
		return fmt.Errorf("%w: --certificate: %w", errUsage, err)
	}
	certificate, err := cohort.ReadCertificate(b)
	if err != nil {
		return fmt.Errorf("%w: --certificate: %w", errUsage, err)
	}
	if c.Objective != "" && c.Objective != string(certificate.Objective) {
		return fmt.Errorf("the certificate is for the objective %s, not %s", certificate.Objective, c.Objective)
	}
	if c.MinScore != nil && *c.MinScore != certificate.MinScore {
		return fmt.Errorf("not proved: the certificate is for pairs with a score of at least %d, not %d", certificate.MinScore, *c.MinScore)
	}
	if c.Each > 1 && c.Each != max(certificate.Each, 1) {
		return fmt.Errorf("not proved: the certificate is for %d mentors each, not %d", max(certificate.Each, 1), c.Each)
	}
	if len(c.Map) > 0 && !slices.Equal(c.Map, certificate.Map) {
		return errors.New("not proved: the certificate was made with another --map; give the same, in the same order")
	}
	if len(c.Map) == 0 {
		c.Map = certificate.Map
		for _, m := range c.Map { // whoever made the certificate chose it
			talk.line("as the certificate says: --map '%s'", cohort.Plain(m))
		}
	}
	if certificate.Each < 0 || certificate.Each > assign.MaxPlaces || certificate.MinScore < -assign.MaxScore || certificate.MinScore > assign.MaxScore {
		return errors.New("not proved: the certificate has more mentors for a newcomer, or a greater score, than can be")
	}
	if certificate.Each > 0 {
		c.Each = certificate.Each
		talk.line("as the certificate says: each newcomer may have %d mentors", c.Each)
	}
	if certificate.MinScore != 0 {
		talk.line("as the certificate says: no pair with a score below %d is made", certificate.MinScore)
	}
	r, err := c.load(ctx, talk, certificate.Objective, certificate.MinScore)
	if err != nil {
		return err
	}
	var wrong cohort.Problems
	pairs, err := r.readPairs(c.Pairs, &wrong)
	if err != nil {
		return err
	}
	if wrong.Total > 0 {
		talk.problems(&wrong)
		return fmt.Errorf("not proved: %s is not what the certificate is about", cohort.Plain(c.Pairs))
	}
	if differs := certificate.Differs(r.certificate(&assign.Result{Certificate: certificate.Proof})); len(differs) > 0 {
		return fmt.Errorf("not proved: %s", strings.Join(differs, "; "))
	}
	told := func(done, total int) { talk.progress("checking", done, total) }
	if err := verify.Watched(r.problem, pairs, &certificate.Proof, told); err != nil {
		return fmt.Errorf("not proved: %w", err)
	}
	talk.line("")
	taken := ""
	if c.MinScore == nil && certificate.MinScore != 0 || len(certificate.Map) > 0 || certificate.Each > 1 {
		taken = " (with what the certificate says above: give --min-score, --each and --map to hold it to yours)"
	}
	talk.line("verified   %d pairs, objective %s, total %d; the least score that counts is %d%s", len(pairs), certificate.Objective,
		certificate.Proof.Total, certificate.MinScore, taken)
	talk.line("%s", r.provedBy(certificate.Objective))
	return nil
}
