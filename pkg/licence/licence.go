package licence

import (
	"slices"
	"strings"
	"unicode"
)

// Licence is what is known about a project's licence.
type Licence struct {
	// SPDX is an id ("MIT") or an expression ("MIT OR Apache-2.0"); "" where it is not known.
	SPDX string   `json:"spdx,omitempty"`
	Open Openness `json:"open"`
	// State says why SPDX is empty: "stated" (it is not), "absent" (no list says anything), "unrecognised" (something is
	// stated that is no licence we know, such as "Other"), "none" (stated that there is none: all rights reserved).
	State string `json:"state"`
}

// States of a licence.
const (
	Stated       = "stated"
	Absent       = "absent"
	Unrecognised = "unrecognised"
	None         = "none"
)

var (
	licenceByID    = map[string]entry{}
	licenceByName  = licenceNames()
	noLicence      = []string{"none", "no", "unlicensed", "all rights reserved", "proprietary", "commercial", "closed source", "no license", "nolicense"}
	notRecognised  = []string{"other", "noassertion", "unknown", "custom", "see license", "n a", "null", "nan", "tbd"}
	licenceNoise   = []string{"the", "license", "licence", "licenses", "public", "software", "version", "only"}
	licenceJoiners = []string{" OR ", " or ", " | ", "||", " / ", "/", ",", ";"}
)

// licenceNames indexes the table by every spelling that cannot be mistaken.
func licenceNames() map[string]string {
	names := map[string]string{}
	for _, l := range licences {
		licenceByID[strings.ToLower(l.id)] = l
		for _, s := range []string{plainLicence(l.id), plainLicence(l.name), squeezed(l.id), squeezed(l.name)} {
			if _, taken := names[s]; !taken {
				names[s] = l.id
			}
		}
	}
	for s, id := range spellings {
		for _, s := range []string{plainLicence(s), squeezed(s)} {
			if _, taken := names[s]; !taken {
				names[s] = id
			}
		}
	}
	return names
}

// plainLicence is a spelling without case, punctuation and "v" before a number.
func plainLicence(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '.', r == '+':
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	words := strings.Fields(b.String())
	for i, w := range words {
		if len(w) > 1 && w[0] == 'v' && w[1] >= '0' && w[1] <= '9' {
			w = w[1:]
		}
		w = strings.Trim(w, ".")
		words[i] = strings.TrimSuffix(w, ".0")
	}
	return strings.Join(words, " ")
}

// squeezed also leaves out the words that say nothing.
func squeezed(s string) string {
	words := slices.DeleteFunc(strings.Fields(plainLicence(s)), func(w string) bool { return w == "v" || slices.Contains(licenceNoise, w) })
	return strings.Join(words, " ")
}

// Read reads the spelling of a list: an SPDX id or expression, a name, or what a forge says where it knows none.
func Read(said string) Licence {
	said = strings.TrimSpace(said)
	if len(said) > 300 {
		said = said[:300]
	}
	plain := plainLicence(said)
	switch {
	case plain == "":
		return Licence{Open: OpenUnknown, State: Absent}
	case slices.Contains(noLicence, plain), slices.Contains(noLicence, squeezed(said)):
		return Licence{Open: NotOpen, State: None}
	case slices.Contains(notRecognised, plain):
		return Licence{Open: OpenUnknown, State: Unrecognised}
	}
	if l, ok := oneLicence(said); ok {
		return Licence{SPDX: l.id, Open: l.open, State: Stated}
	}
	if l, ok := licenceExpression(said); ok {
		return l
	}
	return Licence{Open: OpenUnknown, State: Unrecognised}
}

func oneLicence(said string) (entry, bool) {
	said = strings.Trim(strings.TrimSpace(said), "()")
	if l, ok := licenceByID[strings.ToLower(said)]; ok {
		return l, true
	}
	base, exception, _ := strings.Cut(said, " WITH ")
	if exception != "" { // an exception only allows more
		said = base
	}
	if id, later := strings.CutSuffix(said, "+"); later {
		if l, ok := licenceByID[strings.ToLower(id)+"-or-later"]; ok {
			return l, true
		}
	}
	spelt := []string{said}
	if name, short, ok := strings.Cut(said, "("); ok { // "The MIT License (MIT)"
		spelt = append(spelt, name, strings.TrimSuffix(short, ")"))
	}
	for _, s := range spelt {
		for _, s := range []string{plainLicence(s), squeezed(s)} {
			if id, ok := licenceByName[s]; ok && s != "" {
				return licenceByID[strings.ToLower(id)], true
			}
		}
	}
	return entry{}, false
}

// licenceExpression reads "A OR B" (open if one is: one may choose) and "A AND B" (open if all are). Every part must be known.
func licenceExpression(said string) (Licence, bool) {
	if parts := strings.Split(said, " AND "); len(parts) > 1 && !strings.Contains(said, " OR ") {
		return joined(parts, " AND ", func(a, b Openness) bool { return openRank(b) > openRank(a) })
	}
	if strings.Contains(said, " AND ") {
		return Licence{}, false // both, with brackets: too clever to be said plainly
	}
	for _, j := range licenceJoiners {
		if parts := strings.Split(said, j); len(parts) > 1 {
			if l, ok := joined(parts, " OR ", func(a, b Openness) bool { return openRank(b) < openRank(a) }); ok {
				return l, true
			}
		}
	}
	return Licence{}, false
}

// openRank orders from open to not.
func openRank(o Openness) int {
	return slices.Index([]Openness{OSI, CERNOHL, OpenDefinition, OpenUnknown, NotOpen}, o)
}

func joined(parts []string, with string, takes func(a, b Openness) bool) (Licence, bool) {
	if len(parts) > 5 {
		return Licence{}, false
	}
	out := Licence{State: Stated}
	for i, p := range parts {
		l, ok := oneLicence(p)
		if !ok {
			return Licence{}, false
		}
		if i == 0 {
			out.SPDX, out.Open = l.id, l.open
			continue
		}
		out.SPDX += with + l.id
		if takes(out.Open, l.open) {
			out.Open = l.open
		}
	}
	return out, true
}
