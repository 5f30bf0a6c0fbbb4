//go:build unix

package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
)

// families say what a pair is worth, from who the newcomer and the mentor are (two numbers in 0..1 each) and chance.
var families = map[string]func(a, b [2]float64, chance float64) float64{
	"uniform":   func(_, _ [2]float64, chance float64) float64 { return 1 + 1e6*chance },
	"geometric": func(a, b [2]float64, _ float64) float64 { return 1e6 * (1.42 - math.Hypot(a[0]-b[0], a[1]-b[1])) },
	"product":   func(a, b [2]float64, _ float64) float64 { return 1 + math.Floor(1e3*a[0])*math.Floor(1e3*b[0]) },
	"constant":  func(_, _ [2]float64, _ float64) float64 { return 1000 },
	"ties":      func(_, _ [2]float64, chance float64) float64 { return 1 + math.Floor(5*chance) },
	"popular":   func(a, b [2]float64, chance float64) float64 { return 1 + 5e5*b[0] + 3e5*chance + 2e5*a[0] },
}

func makeFile(args []string) error {
	if len(args) != 7 || families[args[0]] == nil {
		return fmt.Errorf("-make FAMILY NEWCOMERS MENTORS CANDIDATES SEATS SEED FILE; families: uniform geometric product constant ties popular")
	}
	var number [5]int
	for x := range number {
		n, err := strconv.Atoi(args[x+1])
		if err != nil || n < 0 {
			return fmt.Errorf("%q is no number", args[x+1])
		}
		number[x] = n
	}
	n, m, candidates, seats, seed := number[0], number[1], number[2], number[3], number[4]
	if n < 1 || m < 1 || candidates > m {
		return fmt.Errorf("there is somebody on both sides, and no more candidates than mentors")
	}
	r := rand.New(rand.NewPCG(uint64(seed), 0))
	capacity := make([]uint32, m)
	for range n * seats / 100 {
		capacity[r.IntN(m)]++
	}
	points := func(n int) [][2]float64 {
		list := make([][2]float64, n)
		for i := range list {
			list[i] = [2]float64{r.Float64(), r.Float64()}
		}
		return list
	}
	newcomer, mentor := points(n), points(m)
	start, to, score := make([]uint32, 1, n+1), []uint32(nil), []int32(nil)
	near := newGrid(mentor)
	for i := range n {
		row := near.candidates(r, newcomer[i], candidates, args[0] == "geometric")
		for _, j := range row {
			to = append(to, uint32(j))
			score = append(score, int32(families[args[0]](newcomer[i], mentor[j], r.Float64())))
		}
		start = append(start, uint32(len(to)))
	}
	f, err := os.Create(args[6])
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	for _, part := range []any{[]byte("WMBMAT01"), uint32(n), uint32(m), uint64(len(to)), capacity, start, to, score} {
		if err := binary.Write(w, binary.LittleEndian, part); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

// grid finds mentors near a point.
type grid struct {
	at   [][2]float64
	side int
	cell [][]int
}

func newGrid(at [][2]float64) *grid {
	g := &grid{at: at, side: int(math.Sqrt(float64(len(at))/4)) + 1}
	g.cell = make([][]int, g.side*g.side)
	for j, p := range at {
		c := int(p[0]*float64(g.side))*g.side + int(p[1]*float64(g.side))
		g.cell[c] = append(g.cell[c], j)
	}
	return g
}

// candidates are k mentors in order of rows, all if k is 0: the nearest, or any.
func (g *grid) candidates(r *rand.Rand, from [2]float64, k int, nearest bool) []int {
	var row []int
	switch {
	case k == 0 || k == len(g.at):
		for j := range g.at {
			row = append(row, j)
		}
		return row
	case nearest:
		x, y := int(from[0]*float64(g.side)), int(from[1]*float64(g.side))
		for ring := 1; len(row) < 2*k && ring <= g.side+1; ring++ {
			row = row[:0]
			for a := max(x-ring, 0); a <= min(x+ring, g.side-1); a++ {
				for b := max(y-ring, 0); b <= min(y+ring, g.side-1); b++ {
					row = append(row, g.cell[a*g.side+b]...)
				}
			}
		}
		far := func(j int) float64 { return math.Hypot(g.at[j][0]-from[0], g.at[j][1]-from[1]) }
		slices.SortFunc(row, func(a, b int) int {
			if far(a) < far(b) {
				return -1
			}
			return 1
		})
		row = row[:min(k, len(row))]
	default:
		seen := map[int]bool{}
		for len(row) < k {
			if j := r.IntN(len(g.at)); !seen[j] {
				seen[j] = true
				row = append(row, j)
			}
		}
	}
	slices.Sort(row)
	return row
}
