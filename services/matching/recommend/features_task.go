package recommend

import (
	"math"
	"slices"
)

// ofTask fills what depends on the candidate itself; the project's part is there already.
func (w *World) ofTask(h *past, c *Task, f *[nBase]float64) {
	w.taskLanguages(h, c, f)
	w.taskWords(h, c, f)
	w.taskKinds(h, c, f)
}

func (w *World) taskLanguages(h *past, c *Task, f *[nBase]float64) {
	dot, codeDot, norm, codeNorm, seen := 0.0, 0.0, 0.0, 0.0, 0.0
	p := w.known(c.repo)
	for _, l := range c.langs {
		norm++
		dot += h.langs[l]
		if h.langs[l] > 0 {
			seen++
		}
		if !prose[w.w.texts[l][2:]] {
			codeNorm++
			codeDot += h.code[l]
		}
		if p != nil && p.nLangs > 0 {
			f[fLangTaskProj] += float64(p.langs[l]) / float64(p.nLangs)
		}
	}
	f[fLangCos] = ratio(dot, math.Sqrt(norm)*h.langNorm)
	f[fLangCode] = ratio(codeDot, math.Sqrt(codeNorm)*h.codeNorm)
	f[fLangSeen] = ratio(seen, norm)
	f[fLangCount] = norm
	if codeNorm == 0 {
		f[fLangNone] = 1
	}
	f[fLangNoneShare] = h.none
}

// overlap is the weight of what two ascending lists share.
func (w *World) overlap(a, b []int32, df []int32) float64 {
	sum, i, j := 0.0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			v := w.idf(df, a[i])
			sum += v * v
			i++
			j++
		}
	}
	return sum
}

func (w *World) norm(a []int32, df []int32) float64 {
	sum := 0.0
	for _, x := range a {
		v := w.idf(df, x)
		sum += v * v
	}
	return math.Sqrt(sum)
}

func (w *World) taskWords(h *past, c *Task, f *[nBase]float64) {
	norm, areas := w.norm(c.words, w.df), w.norm(c.areas, w.areaDF)
	for i, t := range h.tasks {
		v := ratio(w.overlap(t.words, c.words, w.df), norm*h.norms[i])
		f[fWordMax] = max(f[fWordMax], v)
		f[fWordMean] += v * h.weight[i]
		if h.at-t.Opened <= 60 {
			f[fWordSoon] = max(f[fWordSoon], v)
		}
		if t == h.last {
			f[fWordLast] = v
		}
		a := ratio(w.overlap(t.areas, c.areas, w.areaDF), areas*w.norm(t.areas, w.areaDF))
		f[fAreaMax] = max(f[fAreaMax], a)
		f[fAreaMean] += a * h.weight[i]
	}
	f[fWordMean] = ratio(f[fWordMean], h.sum)
	f[fAreaMean] = ratio(f[fAreaMean], h.sum)
	dot := 0.0
	for _, x := range c.words {
		dot += w.idf(w.df, x) * h.words.by[x]
	}
	f[fWordCentre] = ratio(dot, norm*h.words.norm)
	t := &w.titleOf
	f[fWordBack] = odds(c.words, t.back, t.new, t.nBack, t.nNew)
	f[fWordFirst] = odds(c.words, t.first, t.later, t.nFirst, t.nLater)
	for _, x := range h.projects { // is the title about what the projects of the history are about?
		v := w.about(x.of)
		d := 0.0
		for _, y := range c.words {
			d += w.idf(w.df, y) * v.by[y]
		}
		f[fWordProj] = max(f[fWordProj], ratio(d, norm*v.norm))
	}
	v, d := w.about(w.known(c.repo)), 0.0
	for _, y := range c.words {
		d += w.idf(w.df, y) * v.by[y]
	}
	f[fWordOwn] = ratio(d, norm*v.norm)
	if slices.ContainsFunc(c.words, func(x int32) bool { return h.names[x] }) {
		f[fMention] += 4
	}
	f[fTitleLen] = float64(len(c.words))
}

// odds are how much more these words are of one sort of task than of the other (logarithm, smoothed, per title).
func odds(list []int32, one, other []int32, n, m int32) float64 {
	sum := 0.0
	for _, x := range list {
		a, b := 0.0, 0.0
		if int(x) < len(one) {
			a = float64(one[x])
		}
		if int(x) < len(other) {
			b = float64(other[x])
		}
		if a+b < 3 {
			continue
		}
		sum += math.Log((a + 3*float64(n)/float64(n+m+1) + 0.1) / (float64(n) + 3) * (float64(m) + 3) / (b + 3*float64(m)/float64(n+m+1) + 0.1))
	}
	return sum
}

func (w *World) taskKinds(h *past, c *Task, f *[nBase]float64) {
	dot, norm := 0.0, 0.0
	t := &w.titleOf
	for k := range nKinds {
		if c.kinds>>k&1 == 0 {
			continue
		}
		norm++
		dot += h.kinds[k]
		f[fKindBack] += math.Log((float64(t.kBack[k]) + 5) / (float64(t.nBack) + 10) * (float64(t.nNew) + 10) / (float64(t.kNew[k]) + 5))
		f[fKindFirst] += math.Log((float64(t.kFirst[k]) + 5) / (float64(t.nFirst) + 10) * (float64(t.nLater) + 10) / (float64(t.kLater[k]) + 5))
	}
	f[fKindCos] = ratio(dot, math.Sqrt(norm)*h.kindNorm)
	if h.last != nil {
		both, either := 0.0, 0.0
		for k := range nKinds {
			both += float64(c.kinds >> k & h.last.kinds >> k & 1)
			either += float64((c.kinds | h.last.kinds) >> k & 1)
		}
		f[fKindLast] = ratio(both, either)
	}
	for i, k := range [...]int{kDocs, kTypo, kTest, kBuild, kCode, kFix, kFeature, kDeps} {
		f[fKindDocs+i] = float64(c.kinds >> k & 1)
	}
	f[fKindHistDocs], f[fKindHistBuild] = h.kinds[kDocs], h.kinds[kBuild]
	f[fKindIssueShare] = h.issues
	if c.HasIssue {
		f[fKindIssue] = 1
	}
	f[fKindAreas] = float64(len(c.Areas))
}
