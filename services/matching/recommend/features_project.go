package recommend

import (
	"math"
	"slices"
)

// ofProject fills what depends on the candidate's project alone.
func (w *World) ofProject(h *past, c *Task, f *[nBase]float64) {
	f[fHistLen] = math.Log1p(float64(len(h.tasks)))
	f[fHistProjects] = float64(len(h.projects))
	if h.last != nil {
		f[fHistGap] = math.Log1p(float64(max(0, h.at-h.last.Opened)))
	}
	f[fOwner] = h.owners[c.owner]
	if h.last != nil && h.last.owner == c.owner {
		f[fOwnerLast] = 1
	}
	p := w.known(c.repo)
	if p == nil {
		p = &project{}
	}
	w.popularity(h, p, f)
	w.bonds(h, p, c, f)
	w.projectLanguages(h, p, f)
	about := w.about(p)
	sum := 0.0
	for _, x := range h.projects {
		a := alike(about, w.about(x.of))
		f[fAboutMax] = max(f[fAboutMax], a)
		sum += x.weight * a
	}
	f[fAboutMean] = sum
	f[fAboutHist] = alike(about, h.words)
}

func (w *World) popularity(h *past, p *project, f *[nBase]float64) {
	all, back := p.since(h.at - 365)
	f[fPopYear] = math.Log1p(float64(all))
	f[fPopBackYear] = math.Log1p(float64(back))
	f[fPopBack] = math.Log1p(float64(p.multi))
	f[fPopPeople] = math.Log1p(float64(p.people))
	f[fPopShare] = (float64(p.multi) + 2) / (float64(p.people) + 20)
	if len(p.merged) > 0 {
		f[fPopAge] = math.Log1p(float64(max(0, h.at-int(p.merged[0]))))
	}
	f[fPopActive] = math.Log1p(float64(p.mergedSince(h.at - 90)))
}

// bonds: people who worked in the projects of the history and in this one, before the day.
func (w *World) bonds(h *past, p *project, c *Task, f *[nBase]float64) {
	f[fPMIMax], f[fPMILast] = -5, 0
	total := float64(len(w.people) + 1)
	np := float64(p.people)
	pmi, cond, near, peers := 0.0, 0.0, 0.0, 0.0
	for _, x := range h.projects {
		if x.of == nil {
			continue
		}
		b := p.with[x.repo]
		both, came := 0.0, 0.0
		if b != nil {
			both, came = float64(b.both), float64(b.came)
		}
		nx := float64(x.of.people)
		cosine := both / (math.Sqrt(np*nx) + 5)
		f[fBondSum] += x.weight * cosine
		f[fBondMax] = max(f[fBondMax], cosine)
		f[fBondLately] += x.weight * b.now(h.at) / (math.Sqrt(np*nx) + 5)
		m := math.Log((both + 0.3) * total / ((np + 3) * (nx + 3)))
		f[fPMIMax] = max(f[fPMIMax], m)
		pmi += x.weight * m
		if h.last != nil && h.last.repo == x.repo {
			f[fPMILast] = m
		}
		multi := float64(x.of.multi) + 5
		cond += x.weight * both / multi
		f[fCondMax] = max(f[fCondMax], both/multi)
		f[fCame] += x.weight * math.Log1p(came)
		peers += x.weight * math.Log1p(both)
		near += x.weight * w.nearness(p, x.of)
	}
	f[fPMIMean], f[fCondMean], f[fNear], f[fPeers] = pmi, cond, near, peers
	if h.names[c.name] {
		f[fMention] += 1
	}
	if h.wordSet[c.name] || h.wordSet[c.owner] {
		f[fMention] += 2
	}
}

// nearness: how alike two projects are in where else their people work.
func (w *World) nearness(a, b *project) float64 {
	if b == nil || len(a.with) == 0 || len(b.with) == 0 {
		return 0
	}
	keys := make([]int32, 0, len(a.with))
	var na, nb float64
	for x := range a.with {
		keys = append(keys, x)
	}
	slices.Sort(keys)
	sum := 0.0
	for _, x := range keys {
		va := w.pull(a, x)
		na += va * va
		if _, ok := b.with[x]; ok {
			sum += va * w.pull(b, x)
		}
	}
	keys = keys[:0]
	for x := range b.with {
		keys = append(keys, x)
	}
	slices.Sort(keys)
	for _, x := range keys {
		v := w.pull(b, x)
		nb += v * v
	}
	return ratio(sum, math.Sqrt(na*nb))
}

func (w *World) pull(a *project, x int32) float64 {
	return float64(a.with[x].both) / math.Sqrt(float64(w.of[x].multi)+5)
}

func (w *World) projectLanguages(h *past, p *project, f *[nBase]float64) {
	norm, dot := 0.0, 0.0
	keys := make([]int32, 0, len(p.langs))
	for l := range p.langs {
		if !prose[w.w.texts[l][2:]] {
			keys = append(keys, l)
		}
	}
	slices.Sort(keys)
	for _, l := range keys {
		v := float64(p.langs[l])
		norm += v * v
		dot += v * h.code[l]
	}
	f[fLangProj] = ratio(dot, math.Sqrt(norm)*h.codeNorm)
	for _, x := range h.projects {
		if x.of == nil {
			continue
		}
		d, n := 0.0, 0.0
		for _, l := range keys {
			d += float64(p.langs[l]) * float64(x.of.langs[l])
		}
		others := make([]int32, 0, len(x.of.langs))
		for l := range x.of.langs {
			if !prose[w.w.texts[l][2:]] {
				others = append(others, l)
			}
		}
		slices.Sort(others)
		for _, l := range others {
			n += float64(x.of.langs[l]) * float64(x.of.langs[l])
		}
		v := ratio(d, math.Sqrt(norm*n))
		f[fLangProjMax] = max(f[fLangProjMax], v)
	}
}
