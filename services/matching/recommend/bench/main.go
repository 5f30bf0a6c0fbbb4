// Command bench is scripts/bench-issues: it scores, measures and learns which first task somebody takes next.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
)

const usage = `Scores candidates of the issue-bench, measures runs, learns the models.

  bench-issues score --tasks TASKS.tsv.gz --queries QUERIES.jsonl.gz --run OUT.tsv [--why] [--model FILE]
      OUT.tsv: protocol, query, candidate, score in whole millionths (larger is better), with tabs between, for protocols A, S and B.
      --why adds what each group of features adds: the numbers of a line add up to its score exactly.
      Reads no answer: a query may say which candidate it is, or not; of candidates only repo, has_issue, langs, areas and title count.
  bench-issues eval --queries QUERIES.jsonl.gz --run OUT.tsv
      R@1 R@3 R@5 R@10, the median first hit and MRR of a run, from queries with answers (positive). Equal scores share their ranks.
  bench-issues learn --tasks TASKS.tsv.gz --queries QUERIES.jsonl.gz --model FILE
      learns the models again (same data, same bytes). --check instead learns and tests by time: two splits, figures on stdout.
  bench-issues seal --tasks … --queries … --from 2020-07-01 --out DIR
      makes files as a sealed part has them of the queries from that day on, their answers, and what is left to learn from.
  bench-issues product --check --tasks TASKS.tsv.gz --queries QUERIES.jsonl.gz
      the product's own ranking of issues (services/matching/rank) of the same lists: asked with nothing, with declared skills, and with these and
      earlier work, by time. --model FILE in place of --check learns again what earlier work adds (services/matching/history/data).

Files may be gzipped. Progress goes to stderr. Status 2 for wrong usage and for a file that is
not there. A run is whole or not there: it comes into its place when all is scored.
`

type options struct {
	tasks, queries, run, model, from, out string
	why, check                            bool
	trees                                 int
}

func say(format string, args ...any) { fmt.Fprintf(os.Stderr, "bench-issues: "+format+"\n", args...) }

func main() {
	if len(os.Args) < 2 {
		wrong("")
	}
	var o options
	f := flag.NewFlagSet(os.Args[1], flag.ContinueOnError)
	f.Usage = func() { fmt.Fprint(os.Stderr, usage) }
	f.StringVar(&o.tasks, "tasks", "", "")
	f.StringVar(&o.queries, "queries", "", "")
	f.StringVar(&o.run, "run", "", "")
	f.StringVar(&o.model, "model", "", "")
	f.StringVar(&o.from, "from", "", "")
	f.StringVar(&o.out, "out", "", "")
	f.BoolVar(&o.why, "why", false, "")
	f.BoolVar(&o.check, "check", false, "")
	f.IntVar(&o.trees, "trees", 0, "")
	do := map[string]func(options) error{"score": score, "eval": eval, "learn": train, "seal": seal, "product": product}[os.Args[1]]
	if do == nil {
		wrong("")
	}
	if err := f.Parse(os.Args[2:]); err != nil {
		os.Exit(2)
	}
	wants := map[string]string{"tasks": o.tasks, "queries": o.queries, "run": o.run, "model": o.model, "out": o.out}
	for _, name := range map[string][]string{"score": {"tasks", "queries", "run"}, "eval": {"queries", "run"},
		"learn": {"tasks", "queries"}, "product": {"tasks", "queries"}, "seal": {"tasks", "queries", "out"}}[os.Args[1]] {
		if wants[name] == "" {
			wrong("--" + name + " is missing")
		}
	}
	if (os.Args[1] == "learn" || os.Args[1] == "product") && !o.check && o.model == "" {
		wrong("--model is missing")
	}
	if f.NArg() > 0 {
		wrong("what is " + f.Arg(0) + "?")
	}
	if err := do(o); err != nil {
		say("%v", err)
		if errors.Is(err, errUsage) || errors.Is(err, fs.ErrNotExist) {
			os.Exit(2)
		}
		os.Exit(1)
	}
}

func wrong(what string) {
	if what != "" {
		say("%s", what)
	}
	fmt.Fprint(os.Stderr, usage)
	os.Exit(2)
}
