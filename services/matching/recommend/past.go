package recommend

import (
	"math"
	"slices"
)

// past is a person's history, made ready for questions.
type past struct {
	at       int
	tasks    []*Task
	weight   []float64 // of each task: the later the more
	sum      float64
	last     *Task
	langs    map[int32]float64 // share of tasks, weighted
	langNorm float64
	code     map[int32]float64 // without prose
	codeNorm float64
	none     float64
	projects []pastProject
	owners   map[int32]float64
	words    *vector // of all titles
	norms    []float64
	kinds    [nKinds]float64
	kindNorm float64
	issues   float64
	names    map[int32]bool // of the projects
	wordSet  map[int32]bool
}

type pastProject struct {
	repo   int32
	weight float64
	of     *project
}

// maxHistory is how many of the latest tasks count.
const maxHistory = 60

func (w *World) past(q *Query) *past {
	h := &past{at: q.At, langs: map[int32]float64{}, code: map[int32]float64{}, owners: map[int32]float64{}, names: map[int32]bool{},
		wordSet: map[int32]bool{}}
	h.tasks = slices.Clone(q.History)
	slices.SortStableFunc(h.tasks, func(a, b *Task) int {
		if a.Opened != b.Opened {
			return a.Opened - b.Opened
		}
		return a.ID - b.ID
	})
	if len(h.tasks) > maxHistory {
		h.tasks = h.tasks[len(h.tasks)-maxHistory:]
	}
	if h.at == 0 && len(h.tasks) > 0 {
		h.at = h.tasks[len(h.tasks)-1].Opened
	}
	vec := map[int32]float64{}
	for _, t := range h.tasks {
		wt := math.Exp2(-float64(max(0, h.at-t.Opened))/365) + 0.05
		h.weight = append(h.weight, wt)
		h.sum += wt
		h.last = t
		for _, l := range t.langs {
			h.langs[l] += wt
			if !prose[w.w.texts[l][2:]] {
				h.code[l] += wt
			}
		}
		if t.kinds>>kCode&1 == 0 {
			h.none += wt
		}
		i := slices.IndexFunc(h.projects, func(p pastProject) bool { return p.repo == t.repo })
		if i < 0 {
			i = len(h.projects)
			h.projects = append(h.projects, pastProject{repo: t.repo, of: w.known(t.repo)})
		}
		h.projects[i].weight += wt
		h.owners[t.owner] += wt
		h.names[t.name] = true
		norm := 0.0
		for _, x := range t.words {
			v := w.idf(w.df, x)
			norm += v * v
			vec[x] += wt * v
			h.wordSet[x] = true
		}
		h.norms = append(h.norms, math.Sqrt(norm))
		for k := range nKinds {
			if t.kinds>>k&1 == 1 {
				h.kinds[k] += wt
			}
		}
		if t.HasIssue {
			h.issues += wt
		}
	}
	if h.sum > 0 {
		h.none /= h.sum
		h.issues /= h.sum
		for k := range h.kinds {
			h.kinds[k] /= h.sum
			h.kindNorm += h.kinds[k] * h.kinds[k]
		}
		for o := range h.owners {
			h.owners[o] /= h.sum
		}
		for i := range h.projects {
			h.projects[i].weight /= h.sum
		}
		share(h.langs, h.sum)
		share(h.code, h.sum)
	}
	h.kindNorm = math.Sqrt(h.kindNorm)
	h.langNorm, h.codeNorm = length(h.langs), length(h.code)
	h.words = &vector{by: vec, norm: length(vec)}
	return h
}

func share(m map[int32]float64, of float64) {
	for x := range m {
		m[x] /= of
	}
}

// length is the Euclidean norm, added up in a fixed order.
func length(m map[int32]float64) float64 {
	keys := make([]int32, 0, len(m))
	for x := range m {
		keys = append(keys, x)
	}
	slices.Sort(keys)
	sum := 0.0
	for _, x := range keys {
		sum += m[x] * m[x]
	}
	return math.Sqrt(sum)
}

func ratio(a, b float64) float64 {
	if b <= 0 {
		return 0
	}
	return a / b
}
