//go:build unix

// Command bench solves instance files and prints the CPU seconds of each run; scripts/bench-assign runs it beside other solvers.
//
//	bench FILE [RUNS] [OBJECTIVE]    prints "waymark FILE total=… people=… cpu=…" per run, from the problem in memory to the answer
//	bench -check FILE [OBJECTIVE]    solves once, verifies the certificate
//	bench -places FILE [RUNS]        every second newcomer has two places; verified
//	bench -tracks FILE [RUNS]        newcomers are in two tracks in turn: of 60, one has at least 23 and the other at most 18; verified
//	bench -make FAMILY NEWCOMERS MENTORS CANDIDATES SEATS SEED FILE   writes an instance; CANDIDATES 0: every pair; SEATS per 100 newcomers
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"

	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/assign/solve"
	"github.com/waymark-dev/waymark/services/matching/assign/verify"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("name an instance file")
	}
	if args[0] == "-make" {
		return makeFile(args[1:])
	}
	check := strings.HasPrefix(args[0], "-")
	shape := func(*assign.Problem) {}
	if check {
		if shape = shapes[args[0]]; shape == nil || len(args) < 2 {
			return fmt.Errorf("%s: unknown, or no instance file", args[0])
		}
		args = args[1:]
	}
	file, err := os.Open(args[0])
	if err != nil {
		return err
	}
	p, err := assign.ReadInstance(file)
	file.Close()
	if err != nil {
		return err
	}
	shape(p)
	runs, objective := 1, assign.Fit
	if len(args) > 1 {
		if n, err := strconv.Atoi(args[1]); err == nil {
			runs, args = n, args[1:]
		}
	}
	if len(args) > 1 {
		objective = assign.Objective(args[1])
	}
	for range runs {
		began := cpu()
		r, err := solve.Solve(p, objective, assign.Options{})
		if err != nil {
			return err
		}
		took := cpu() - began
		proof := ""
		if check {
			began = cpu()
			if err := verify.Check(p, r.Pairs, &r.Certificate); err != nil {
				return err
			}
			proof = fmt.Sprintf(" verified=%.4f", cpu()-began)
		}
		fmt.Printf("waymark %s total=%d people=%d cpu=%.4f%s\n", file.Name(), r.Total, r.People, took, proof)
	}
	return nil
}

// shapes add what a file has not.
var shapes = map[string]func(p *assign.Problem){
	"-check": func(*assign.Problem) {},
	"-places": func(p *assign.Problem) {
		p.Places = make([]int32, p.Newcomers())
		for i := range p.Places {
			p.Places[i] = 2 - int32(i%2)
		}
	},
	"-tracks": func(p *assign.Problem) {
		n := int32(p.Newcomers())
		p.Quotas = []assign.Quota{{AtLeast: n * 23 / 60, AtMost: -1}, {AtMost: n * 18 / 60}}
		p.Track = make([]int32, n)
		for i := range p.Track {
			p.Track[i] = int32(i % 2)
		}
	},
}

// cpu is the CPU seconds of this process, the garbage collector's included.
func cpu() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}
