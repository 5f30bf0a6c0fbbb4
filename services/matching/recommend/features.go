package recommend

import "math"

// Group is what a person understands of a score: each feature belongs to one, and so does each part of a score.
type Group uint8

// The groups, in the order of credits.
const (
	Languages  Group = iota // programming languages of the task, the project and the history
	Projects                // projects that people with this history went to, of the same owner, or about the same
	Words                   // what the title and the places in the code are about
	KindOfWork              // documentation, tests, dependencies …
	Popularity              // how many come to the project, and how many of them with experience elsewhere
	NGroups
)

var groupNames = [NGroups]string{"languages", "projects", "words", "kind", "popularity"}

// String is the group's name.
func (g Group) String() string {
	if g >= NGroups {
		return "unknown"
	}
	return groupNames[g]
}

// feature numbers; the order is that of the model's file.
const (
	fLangCos = iota
	fLangCode
	fLangProj
	fLangProjMax
	fLangSeen
	fLangTaskProj
	fLangCount
	fLangNone
	fLangNoneShare

	fOwner
	fOwnerLast
	fBondSum
	fBondMax
	fBondLately
	fPMIMax
	fPMIMean
	fPMILast
	fCondMean
	fCondMax
	fCame
	fNear
	fAboutMax
	fAboutMean
	fAboutHist
	fMention
	fPeers

	fWordMax
	fWordMean
	fWordCentre
	fWordLast
	fWordSoon
	fAreaMax
	fAreaMean
	fWordBack
	fWordFirst
	fWordProj
	fWordOwn
	fTitleLen

	fKindCos
	fKindLast
	fKindBack
	fKindFirst
	fKindDocs
	fKindTypo
	fKindTest
	fKindBuild
	fKindCode
	fKindFix
	fKindFeature
	fKindDeps
	fKindHistDocs
	fKindHistBuild
	fKindIssue
	fKindIssueShare
	fKindAreas

	fPopYear
	fPopBack
	fPopBackYear
	fPopShare
	fPopAge
	fPopActive
	fPopPeople

	fHistLen
	fHistProjects
	fHistGap

	nBase
)

// FeatureNames and their groups, by number; the last ones are a feature's distance to the best of the list.
var features = func() (out []feature) {
	add := func(g Group, names ...string) {
		for _, n := range names {
			out = append(out, feature{n, g})
		}
	}
	add(Languages, "lang_cos", "lang_code", "lang_project", "lang_project_max", "lang_seen", "lang_task_project", "lang_count", "lang_none",
		"lang_none_share")
	add(Projects, "owner", "owner_last", "bond_sum", "bond_max", "bond_lately", "pmi_max", "pmi_mean", "pmi_last", "cond_mean", "cond_max",
		"came", "near", "about_max", "about_mean", "about_history", "mention", "peers")
	add(Words, "word_max", "word_mean", "word_centre", "word_last", "word_soon", "area_max", "area_mean", "word_back", "word_first",
		"word_project", "word_own", "title_length")
	add(KindOfWork, "kind_cos", "kind_last", "kind_back", "kind_first", "docs", "typo", "test", "build", "code", "fix", "feature", "deps",
		"history_docs", "history_build", "issue", "issue_share", "areas")
	add(Popularity, "year", "back", "back_year", "back_share", "age", "active", "people")
	add(Popularity, "history_length", "history_projects", "history_gap")
	for _, f := range relative {
		out = append(out, feature{"rel_" + out[f].name, out[f].group})
	}
	for _, f := range relative {
		out = append(out, feature{"rank_" + out[f].name, out[f].group})
	}
	return out
}()

type feature struct {
	name  string
	group Group
}

// relative are compared with the best of the list.
var relative = []int{fLangCos, fLangCode, fLangProj, fBondSum, fBondLately, fPMIMax, fPMIMean, fCondMean, fCame, fNear, fAboutMax, fAboutHist,
	fPeers, fWordMax, fWordMean, fWordCentre, fAreaMean, fWordBack, fWordFirst, fKindCos, fKindBack, fPopBackYear}

// NFeatures is the number of features.
func NFeatures() int { return len(features) }

// FeatureName and FeatureGroup say what a number is.
func FeatureName(i int) string { return features[i].name }

// FeatureGroup is the group of a feature.
func FeatureGroup(i int) Group { return features[i].group }

// scale: features are whole numbers, ten-thousandths.
const scale = 10_000

func whole(v float64) int32 {
	switch {
	case math.IsNaN(v):
		return 0
	case v > 2e5:
		v = 2e5
	case v < -2e5:
		v = -2e5
	}
	return int32(math.Round(v * scale))
}

// Features gives a row of features for each candidate, in ten-thousandths.
func (w *World) Features(q *Query) [][]int32 {
	h := w.past(q)
	byRepo := map[int32]*[nBase]float64{}
	base := make([][nBase]float64, len(q.Among))
	for i, c := range q.Among {
		of := byRepo[c.repo]
		if of == nil {
			of = &[nBase]float64{}
			w.ofProject(h, c, of)
			byRepo[c.repo] = of
		}
		base[i] = *of
		w.ofTask(h, c, &base[i])
	}
	return relate(base)
}

func relate(base [][nBase]float64) [][]int32 {
	out := make([][]int32, len(base))
	flat := make([]int32, len(base)*len(features))
	for i := range base {
		out[i] = flat[i*len(features) : (i+1)*len(features)]
		for f, v := range base[i] {
			out[i][f] = whole(v)
		}
	}
	for r, f := range relative {
		best := int32(math.MinInt32)
		for i := range out {
			best = max(best, out[i][f])
		}
		for i := range out {
			out[i][nBase+r] = out[i][f] - best
			above := 0
			for j := range out {
				if out[j][f] > out[i][f] {
					above++
				}
			}
			out[i][nBase+len(relative)+r] = int32(above * scale / len(out))
		}
	}
	return out
}
