// Command bench-rank measures the index of services/matching/rank beside what one could take instead: bleve, and a plain scan of postings.
// All answer the same questions in the same made-up worlds, one after the other in one process on one core (GOMAXPROCS 1).
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/waymark-dev/waymark/services/matching/rank"
	"github.com/waymark-dev/waymark/services/matching/rank/worlds"
)

// engine answers questions about one world.
type engine interface {
	name() string
	// build takes a world and says how many bytes it keeps in memory or, where it keeps files, in those.
	build(*world) (bytes int, err error)
	// ask answers question i with the ids of the best, best first.
	ask(w *world, i int) []string
	close()
}

// world is what is searched, and what is asked.
type world struct {
	name    string
	mentors []rank.Mentor
	issues  []rank.Issue
	people  []rank.Person
	k       int
}

func (w *world) size() int { return len(w.mentors) + len(w.issues) }

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench-rank:", err)
		os.Exit(1)
	}
}

func run() error {
	mentors := flag.Int("mentors", 100_000, "how many mentors")
	issues := flag.Int("issues", 1_000_000, "how many issues")
	questions := flag.Int("questions", 400, "how many people ask")
	rounds := flag.Int("rounds", 5, "how often each asks; the least time of each counts")
	against := flag.String("against", "scan,bleve", "what to compare with: scan, bleve, none")
	only := flag.String("worlds", "mentors,issues,loose,strangers,alike", "which worlds")
	check := flag.Int("check", 20, "how many answers of each world are compared with scoring everybody")
	flag.Parse()
	if flag.NArg() > 0 || *mentors < 1 || *issues < 1 || *questions < 1 || *rounds < 1 {
		flag.Usage()
		os.Exit(2)
	}
	runtime.GOMAXPROCS(1)
	fmt.Printf("# %s %s/%s, %d questions, least of %d, CPU time of the process on one core\n", runtime.Version(),
		runtime.GOOS, runtime.GOARCH, *questions, *rounds)
	fmt.Println("world engine documents bytes/document build_s p50_ms p99_ms max_ms ratio_p50 ratio_p99 " +
		"cpu_p50_ms cpu_p99_ms wall_p50_ms wall_p99_ms load")
	differ := false
	for _, name := range strings.Split(*only, ",") {
		for _, w := range makeWorlds(name, *mentors, *issues, *questions) {
			same, err := compare(w, strings.Split(*against, ","), *rounds, *check)
			if err != nil {
				return fmt.Errorf("%s: %w", w.name, err)
			}
			differ = differ || !same
		}
	}
	if differ {
		return errors.New("the index and scoring everybody differ")
	}
	return nil
}

// makeWorlds makes the worlds of one name.
func makeWorlds(name string, mentors, issues, questions int) []*world {
	w := worlds.New(1)
	switch name {
	case "mentors":
		return []*world{{name: "mentors", mentors: w.Mentors(mentors), people: w.Newcomers(questions), k: 10}}
	case "issues":
		return []*world{{name: "issues", issues: w.Issues(issues, false), people: w.Newcomers(questions), k: 20}}
	case "loose":
		return []*world{{name: "issues-loose", issues: w.Issues(issues, true), people: w.Newcomers(questions), k: 20}}
	case "strangers":
		return []*world{
			{name: "mentors-nobody-fits", mentors: w.Mentors(mentors), people: w.Strangers(questions), k: 10},
			{name: "issues-nothing-fits", issues: w.Issues(issues, false), people: w.Strangers(questions), k: 20},
		}
	case "alike":
		return []*world{
			{name: "mentors-alike", mentors: w.AlikeMentors(mentors), people: w.Newcomers(questions), k: 10},
			{name: "issues-alike", issues: w.AlikeIssues(issues), people: w.Newcomers(questions), k: 20},
		}
	}
	fmt.Fprintln(os.Stderr, "bench-rank: no world is called", name)
	os.Exit(2)
	return nil
}

func compare(w *world, against []string, rounds, check int) (same bool, err error) {
	us := &ours{}
	engines := []engine{us}
	for _, a := range against {
		switch a {
		case "scan":
			engines = append(engines, &scan{})
		case "bleve":
			engines = append(engines, &bleves{})
		}
	}
	var first []time.Duration
	for _, e := range engines {
		runtime.GC()
		begin := cpu()
		bytes, err := e.build(w)
		if err != nil {
			return false, err
		}
		built := cpu() - begin
		runtime.GC()
		took, thread, wall := measure(e, w, rounds)
		at := func(percent int) time.Duration { return of(took, percent) }
		ratios := "1 1"
		if first == nil {
			first = took
		} else {
			ratios = fmt.Sprintf("%.1f %.1f", float64(at(50))/float64(first[len(first)/2]), float64(at(99))/float64(first[min(len(first)-1,
				len(first)*99/100)]))
		}
		fmt.Printf("%s %s %d %d %.2f %.3f %.3f %.3f %s %.3f %.3f %.3f %.3f %s\n", w.name, e.name(), w.size(), bytes/w.size(), built.Seconds(),
			ms(at(50)), ms(at(99)), ms(took[len(took)-1]), ratios, ms(of(thread, 50)), ms(of(thread, 99)), ms(of(wall, 50)), ms(of(wall, 99)), load())
		if e != engine(us) {
			e.close()
		}
		debug.FreeOSMemory()
	}
	same, everybody := us.check(w, check)
	fmt.Printf("%s everybody-scored %d - - %.3f - - %.1f - same=%v\n", w.name, w.size(), ms(everybody),
		float64(everybody)/float64(first[len(first)/2]), same)
	updates, base := us.update(w)
	fmt.Printf("%s update %d - %.2f %.3f %.3f %.3f - -\n", w.name, w.size(), base.Seconds(), ms(updates[50]), ms(updates[99]), ms(updates[99]))
	us.close()
	return same, nil
}

// measure asks everything some times; the least time of each question counts: of the process, of this thread alone, and by the clock. Under
// load the clock tells of the others.
func measure(e engine, w *world, rounds int) (process, thread, wall []time.Duration) {
	if e.name() != "bleve" { // which asks in goroutines of its own
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
	}
	n := len(w.people)
	process, thread, wall = make([]time.Duration, n), make([]time.Duration, n), make([]time.Duration, n)
	for r := range rounds {
		for i := range w.people {
			all, own, begin := cpu(), ofThread(), byClock()
			e.ask(w, i)
			least(r, &wall[i], byClock()-begin)
			least(r, &thread[i], ofThread()-own)
			least(r, &process[i], cpu()-all)
		}
	}
	for _, list := range [...][]time.Duration{process, thread, wall} {
		slices.Sort(list)
	}
	return process, thread, wall
}

func least(round int, at *time.Duration, d time.Duration) {
	if round == 0 || d < *at {
		*at = d
	}
}

func of(sorted []time.Duration, percent int) time.Duration {
	return sorted[min(len(sorted)-1, len(sorted)*percent/100)]
}

// load is the load average of the last minute, as far as the system tells.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "-"
	}
	one, _, _ := strings.Cut(string(text), " ")
	return one
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// cpu is what the process has computed so far.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
