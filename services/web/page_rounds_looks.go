package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
)

// What a programme looks for in its mentors stands on the page of its weights: some rows of each kind, of which empty ones say nothing.

const (
	mostLooks      = 12 // of all kinds together
	mostLookWeight = 10
	usualLooks     = 1      // the weight of one that says none
	freeLooks      = 2      // empty rows of each kind that a form offers
	noLook         = "none" // chosen in a row that says nothing
)

var looksKinds = []string{"skill", "cause", "language"}

// lookField is one row; Options are empty where a word is typed.
type lookField struct {
	Field, Label             string
	WeightField, WeightLabel string
	Options                  []option
}

type looksView struct {
	Title string
	Items []lookField
}

func lookAt(kind string, n int) (field, weight string) {
	return "look_" + kind + "_" + itoa(n), "look_weight_" + kind + "_" + itoa(n)
}

// fillLooks puts what is looked for into a form.
func (v *visit) fillLooks(f *Form, list []api.LookedFor) {
	at := map[string]int{}
	for _, x := range list {
		field, weight := lookAt(x.Kind, at[x.Kind])
		at[x.Kind]++
		typed := x.ID
		if x.Kind == "skill" {
			typed = v.site.skillName(v.p, x.ID)
		}
		f.typed.Set(field, typed)
		f.typed.Set(weight, itoa(x.Weight))
	}
}

// looks are the rows of a form: those that say something, and some more.
func (v *visit) looks(f *Form) (out []looksView) {
	titles := map[string]string{"skill": "skills", "cause": "causes", "language": "languages"}
	for _, kind := range looksKinds {
		view, rows := looksView{Title: v.p.Code("part.", titles[kind])}, 0
		for n := range mostLooks {
			field, _ := lookAt(kind, n)
			if typed := f.Text(field); typed != "" && typed != noLook {
				rows = n + 1
			}
		}
		for n := range min(rows+freeLooks, mostLooks) {
			field, weight := lookAt(kind, n)
			name := v.p.T("looks."+kind, "Number", n+1)
			view.Items = append(view.Items, lookField{field, name, weight, v.p.T("looks.weight_of", "Name", name), v.lookOptions(kind, f.Value(field))})
		}
		out = append(out, view)
	}
	return out
}

// lookOptions are what can be chosen of a kind, none before all, and what is chosen now.
func (v *visit) lookOptions(kind, now string) []option {
	var out []option
	switch kind {
	case "cause":
		for _, c := range v.site.causes {
			out = append(out, option{c.ID, v.site.causeName(v.p, c.ID)})
		}
		slices.SortFunc(out, func(a, b option) int { return strings.Compare(a.Text, b.Text) })
	case "language":
		for _, o := range v.spokenOptions(now) {
			o.Value, _, _ = strings.Cut(o.Value, "-") // people are compared by the language alone
			if !slices.ContainsFunc(out, func(x option) bool { return x.Value == o.Value }) {
				out = append(out, o)
			}
		}
	default:
		return nil
	}
	return append([]option{{noLook, v.p.T("looks.no_choice")}}, out...)
}

// lookedFor names what a round was made with.
func (v *visit) lookedFor(list []api.LookedFor) string {
	var out []string
	for _, x := range list {
		switch x.Kind {
		case "skill":
			out = append(out, v.site.skillName(v.p, x.ID))
		case "cause":
			out = append(out, v.site.causeName(v.p, x.ID))
		default:
			out = append(out, v.p.Spoken(x.ID))
		}
	}
	return strings.Join(out, v.p.T("list.comma"))
}

// looks reads what is looked for. before is what was: the name that the page wrote of a skill stands for it, in whichever language. at are the
// fields by their place in the list.
func (f *criteriaForm) looks(before []api.LookedFor) (out []api.LookedFor, at []string) {
	named := map[string]string{}
	for _, x := range before {
		if x.Kind == "skill" {
			named[f.v.site.skillName(f.v.p, x.ID)] = x.ID
		}
	}
	for _, kind := range looksKinds {
		for n := range mostLooks {
			field, weight := lookAt(kind, n)
			x := api.LookedFor{Kind: kind, ID: f.Text(field)}
			if x.ID == "" || x.ID == noLook { // none, or one that was taken out
				continue
			}
			f.called[weight] = f.v.p.T("looks.weight_of", "Name", f.v.p.T("looks."+kind, "Number", n+1))
			x.Weight = f.whole(weight, 1, mostLookWeight, usualLooks)
			if kind == "skill" {
				known := false
				if x.ID, known = f.v.skillOf(x.ID, named); !known {
					f.refuse(field, "looks.wrong_skill")
					continue
				}
			} else if !slices.ContainsFunc(f.v.lookOptions(kind, x.ID), func(o option) bool { return o.Value == x.ID }) {
				f.refuse(field, "looks.wrong_choice")
				continue
			}
			if slices.ContainsFunc(out, func(y api.LookedFor) bool { return y.Kind == kind && y.ID == x.ID }) {
				f.refuse(field, "looks.wrong_twice")
				continue
			}
			if len(out) == mostLooks {
				f.refuse(field, "looks.wrong_many", "Max", mostLooks)
				return out, at
			}
			out, at = append(out, x), append(at, field)
		}
	}
	return out, at
}

// looksFields maps pointers of a refusal to the fields of the form.
func looksFields(at []string, into map[string]string) {
	for i, field := range at {
		here := "/looks_for/" + strconv.Itoa(i)
		into[here+"/id"], into[here+"/weight"] = field, strings.Replace(field, "look_", "look_weight_", 1)
	}
}
