package main

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// eval prints the figures of a run, per protocol. An answer that the run does not have stands behind all its others; so does whatever
// candidate the run does not have.
func eval(o options) error {
	queries, err := readQueries(o.queries)
	if err != nil {
		return err
	}
	run, err := readRun(o.run)
	if err != nil {
		return err
	}
	for _, protocol := range protocols {
		var m measure
		for i := range queries {
			q := &queries[i]
			ids := q.list(protocol)
			if q.Positive == nil || len(ids) < 2 {
				continue
			}
			values, answer := make([]float64, len(ids)), 0
			for j, id := range ids {
				v, ok := run[key{protocol, q.Q, id}]
				if !ok {
					v = missing
				}
				values[j] = v
				if id == *q.Positive {
					answer = j
				}
			}
			if values[answer] == missing {
				m.ranks = append(m.ranks, float64(len(ids)))
				continue
			}
			m.ranks = append(m.ranks, place(values, answer))
		}
		fmt.Printf("%s %s\n", protocol, &m)
	}
	return nil
}

// missing is below every score.
const missing = -1e300

type key struct {
	protocol string
	q        name
	id       int
}

func readRun(file string) (map[key]float64, error) {
	out := map[key]float64{}
	err := open(file, func(r io.Reader) error {
		lines := bufio.NewScanner(r)
		lines.Buffer(nil, 16<<20)
		for n := 1; lines.Scan(); n++ {
			line := strings.Trim(lines.Text(), "\r\ufeff")
			if strings.TrimSpace(line) == "" {
				continue
			}
			cells := strings.Split(line, "\t")
			if len(cells) < 4 {
				return fmt.Errorf("line %d: protocol, query, candidate and score are wanted, with tabs between", n)
			}
			id, err := strconv.Atoi(cells[2])
			if err != nil {
				return fmt.Errorf("line %d: the candidate is no number", n)
			}
			v, err := strconv.ParseFloat(cells[3], 64)
			if err != nil || v != v {
				return fmt.Errorf("line %d: the score is no number", n)
			}
			out[key{cells[0], name(cells[1]), id}] = v
		}
		return lines.Err()
	})
	return out, err
}
