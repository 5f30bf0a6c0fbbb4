// Command bench plays a week of newcomers without prices, with the price of load, and with that of attention too, and prints what each
// does to how requests spread and what it costs:
//
//	go run ./services/matching/attention/bench -newcomers 10000 -mentors 4000 -issues 20000
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/waymark-dev/waymark/services/matching/attention/simulate"
)

func main() {
	var o simulate.Options
	flag.IntVar(&o.Newcomers, "newcomers", 10_000, "people who look for a mentor")
	flag.IntVar(&o.Mentors, "mentors", 4000, "with one to three places each")
	flag.IntVar(&o.Issues, "issues", 20_000, "to choose from")
	flag.IntVar(&o.Days, "days", 7, "how long")
	flag.Uint64Var(&o.Seed, "seed", 1, "of the world")
	flag.Parse()
	fmt.Println(simulate.Head)
	for _, v := range []struct {
		name            string
		load, attention bool
	}{{"none", false, false}, {"load", true, false}, {"load and attention", true, true}} {
		o.Load, o.Attention = v.load, v.attention
		o.Progress = func(done int) { fmt.Fprintf(os.Stderr, "%s: %d of %d newcomers\n", v.name, done, o.Newcomers) }
		f := simulate.Run(o)
		fmt.Println(f.Row(v.name))
	}
}
