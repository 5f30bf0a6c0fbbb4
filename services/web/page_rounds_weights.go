package web

import (
	"maps"
	"net/http"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// partsOfPeople are the parts of the score that two people have; those of issues alone stay as they are. partLooks is what the programme
// looks for: it counts nothing, and is not asked for, as long as that is nothing.
var partsOfPeople = []string{"skills", "interests", "causes", "languages", "goals", "style", "hours", "reply", partLooks, "price"}

const partLooks = "criteria"

// weighable says whether a weight of a part does something under these rules.
func weighable(part string, r *api.ProgrammeRules) bool {
	return part != partLooks || len(r.LooksFor) > 0
}

type weightField struct{ Part, Field, Label, Hint string }

// usualWeights are what parts count where a programme says nothing: those of matching, as a test of the whole service compares.
var usualWeights = map[string]int{"skills": 42, "interests": 10, "causes": 14, "languages": 14, "goals": 8, "style": 6, "hours": 10, "reply": 6,
	partLooks: 14, "price": 30}

type weightsView struct {
	Form
	Programme programmeRow
	Version   int
	Items     []weightField
	Looks     []looksView
	LooksNone bool // nothing is looked for
}

// pageWeights is how much each part of the score counts in a programme. For its organisers.
func pageWeights(v *visit) error { return v.weights(http.StatusOK, nil) }

// ownRules are the programme and the rules that count in it, where the caller organises it.
func (v *visit) ownRules() (*api.Programme, *api.RulesVersion, error) {
	id := v.r.PathValue("id")
	if _, err := v.api.Rounds(v.ctx, id, 1, ""); err != nil { // for organisers alone
		return nil, nil, err
	}
	p, err := v.api.Programme(v.ctx, id)
	if err != nil {
		return nil, nil, err
	}
	r, err := v.api.Rules(v.ctx, id, 0)
	return p, r, err
}

func (v *visit) weights(status int, f *Form) error {
	p, r, err := v.ownRules()
	if err != nil {
		return err
	}
	if f == nil {
		filled := v.empty()
		for _, part := range partsOfPeople {
			if n, ok := r.Rules.Weights[part]; ok {
				filled.typed.Set("weight_"+part, itoa(n))
			}
		}
		v.fillLooks(&filled, r.Rules.LooksFor)
		f = &filled
	}
	view := weightsView{Form: *f, Programme: v.programmeRow(*p), Version: r.Version, Looks: v.looks(f), LooksNone: len(r.Rules.LooksFor) == 0}
	if seen, err := strconv.Atoi(f.Value("version")); err == nil && status != http.StatusOK {
		view.Version = seen
	}
	for _, part := range partsOfPeople {
		if weighable(part, &r.Rules) {
			view.Items = append(view.Items, weightField{part, "weight_" + part, v.p.Code("part.", part), v.weightHint(part)})
		}
	}
	return v.show(status, "weights", v.p.T("criteria.weights"), view)
}

// weightHint says what can be typed, and what counts where nothing is.
func (v *visit) weightHint(part string) string {
	key := "criteria.weights_usual"
	if part == "price" { // the only one that lowers
		key = "criteria.weights_price"
	}
	return v.p.T(key, "Number", usualWeights[part])
}

func doWeights(v *visit) error {
	posted := v.posted()
	p, r, err := v.ownRules()
	if err != nil {
		return err
	}
	version, err := strconv.ParseInt(posted.Value("version"), 10, 64)
	if err != nil || version < 1 {
		return errNoPage
	}
	f, rules := criteriaForm{Form: &posted, v: v, called: map[string]string{}}, r.Rules
	rules.Weights = maps.Clone(rules.Weights)
	if rules.Weights == nil {
		rules.Weights = map[string]int{}
	}
	for _, part := range partsOfPeople {
		if !weighable(part, &r.Rules) {
			continue
		}
		if posted.Text("weight_"+part) == "" { // as usual
			delete(rules.Weights, part)
			continue
		}
		f.called["weight_"+part] = v.p.Code("part.", part)
		rules.Weights[part] = f.whole("weight_"+part, 0, mostWeight, -1)
	}
	var at []string
	rules.LooksFor, at = f.looks(r.Rules.LooksFor)
	if len(posted.Wrong) == 0 {
		if _, err = v.api.ChangeRules(v.ctx, p.ID, rules, client.IfMatch(version)); err == nil {
			return v.to("/programmes/"+p.ID+"/weights", "saved")
		}
		fields := map[string]string{}
		for _, part := range partsOfPeople {
			fields["/weights/"+part] = "weight_" + part
		}
		looksFields(at, fields)
		if !v.blame(&posted, err, fields) {
			return err
		}
	}
	return v.weights(http.StatusUnprocessableEntity, &posted)
}
