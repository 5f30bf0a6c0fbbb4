// Command learn learns the table of package suitability again and checks it on projects that it was not learned from:
//
//	go run ./services/matching/suitability/learn --ids issue_id_info.csv.gz --features test_features.csv.gz
//
// The data are those of Xiao et al., "Recommending good first issues in GitHub OSS projects" (ICSE 2022), MIT. The outcome is whether
// whoever resolved an issue had no commit in the project before; only issues with a label for beginners count.
package main

import (
	"compress/gzip"
	"encoding/csv"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"os"
	"strconv"

	"github.com/waymark-dev/waymark/services/matching/suitability"
)

type sample struct {
	stars, comments int // bands
	fold            uint32
	new             bool
}

const folds = 10

func main() {
	ids := flag.String("ids", "", "issue_id_info.csv.gz")
	features := flag.String("features", "", "test_features.csv.gz")
	flag.Parse()
	all, err := read(*ids, *features)
	if err != nil {
		fmt.Fprintln(os.Stderr, "learn:", err)
		os.Exit(1)
	}
	check(os.Stdout, all)
	fmt.Printf("\nconst Base = %d\n\nvar shares = [4][4]int64{\n", millionths(mean(all)))
	m := fit(all)
	for s := range 4 {
		fmt.Print("\t{")
		for c := range 4 {
			if c > 0 {
				fmt.Print(", ")
			}
			fmt.Print(millionths(m.share(s+1, c)))
		}
		fmt.Println("},")
	}
	fmt.Println("}")
}

func millionths(x float64) int64 { return int64(math.Round(x*100)) * suitability.Million / 100 }

func read(ids, features string) ([]sample, error) {
	who, err := table(ids)
	if err != nil {
		return nil, err
	}
	by := map[string]map[string]string{}
	for _, r := range who {
		by[r[""]] = r
	}
	rows, err := table(features)
	if err != nil {
		return nil, err
	}
	var out []sample
	for _, r := range rows {
		i := by[r[""]]
		if i == nil || number(r["lc0"]) == 0 { // no label for beginners
			continue
		}
		h := fnv.New32a()
		_, _ = io.WriteString(h, i["repo_owner"]+"/"+i["repo_name"])
		stars, comments := max(1, number(r["pro_star"])), number(r["commentnum"])
		out = append(out, sample{suitability.StarBand(stars), suitability.CommentBand(comments), h.Sum32() % folds,
			number(i["resolver_commit_num"]) == 0})
	}
	return out, nil
}

func number(s string) int {
	f, _ := strconv.ParseFloat(s, 64)
	return int(f)
}

func table(name string) ([]map[string]string, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(z)
	head, err := r.Read()
	if err != nil {
		return nil, err
	}
	var out []map[string]string
	for {
		line, err := r.Read()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		m := map[string]string{}
		for i, h := range head {
			m[h] = line[i]
		}
		out = append(out, m)
	}
}

// model is a logistic regression on the bands, as numbers and for comments as a mark of each: log-odds = w0 + w1·stars + w[comments].
type model struct{ w [5]float64 }

func inputs(stars, comments int) [5]float64 {
	x := [5]float64{1, float64(stars) - 2.5}
	if comments > 0 {
		x[1+comments] = 1
	}
	return x
}

func (m *model) share(stars, comments int) float64 {
	z := 0.0
	for i, x := range inputs(stars, comments) {
		z += m.w[i] * x
	}
	return 1 / (1 + math.Exp(-z))
}

// fit learns by gradient descent with a little ridge.
func fit(all []sample) *model {
	m := &model{}
	for range 1500 {
		var g [5]float64
		for _, s := range all {
			y := 0.0
			if s.new {
				y = 1
			}
			d := y - m.share(s.stars, s.comments)
			for i, x := range inputs(s.stars, s.comments) {
				g[i] += d * x
			}
		}
		for i := range m.w {
			m.w[i] += 1.0 * (g[i] - 2*m.w[i]) / float64(len(all))
		}
	}
	return m
}

func mean(all []sample) float64 {
	n := 0
	for _, s := range all {
		if s.new {
			n++
		}
	}
	return float64(n) / float64(len(all))
}

// check learns on nine of ten parts of the projects and asks about the tenth.
func check(w io.Writer, all []sample) {
	type bin struct {
		n, new int
		said   float64
	}
	var bins [3]bin
	brier, base := 0.0, 0.0
	for f := range uint32(folds) {
		var rest []sample
		for _, s := range all {
			if s.fold != f {
				rest = append(rest, s)
			}
		}
		m, usual := fit(rest), mean(rest)
		for _, s := range all {
			if s.fold != f {
				continue
			}
			p, y, b := m.share(s.stars, s.comments), 0.0, 1
			switch {
			case p*3 <= usual*2:
				b = 0
			case p*3 >= usual*4:
				b = 2
			}
			bins[b].n++
			bins[b].said += p
			if s.new {
				y = 1
				bins[b].new++
			}
			brier += (p - y) * (p - y)
			base += (usual - y) * (usual - y)
		}
	}
	fmt.Fprintf(w, "%d issues, base rate %.3f; Brier %.4f, of the base rate %.4f\n\n"+
		"| says | issues | estimated | happened | 95 %% of that |\n|---|---|---|---|---|\n",
		len(all), mean(all), brier/float64(len(all)), base/float64(len(all)))
	for i, name := range []string{"less often", "nothing", "more often"} {
		b := bins[i]
		if b.n == 0 {
			continue
		}
		p, n := float64(b.new)/float64(b.n), float64(b.n)
		mid, half := (p+1.92/n)/(1+3.84/n), 1.96*math.Sqrt(p*(1-p)/n+0.96/n/n)/(1+3.84/n)
		fmt.Fprintf(w, "| %s | %d | %.3f | %.3f | %.3f to %.3f |\n", name, b.n, b.said/n, p, mid-half, mid+half)
	}
}
