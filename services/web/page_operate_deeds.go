package web

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// detailWords are where the words for the codes of an entry's detail stand, by its field; a field's own words are below detail.<field>_.
var detailWords = map[string][]string{
	"reason":    {"rest.because_", "overrule.because_", "approve.why_"},
	"roles":     {"role."},
	"do":        {"skills.do_"},
	"phase":     {"cohort.phase_"},
	"objective": {"rounds.objective_"},
}

// maxScopes bounds how many names of organisations, programmes and projects a page of the audit asks for.
const maxScopes = 12

// deedDetail says the codes of an entry ("reason=spam how=made") in words. A code that has none stays as it is, as do the figures.
func (v *visit) deedDetail(detail string, scopes map[string]string) string {
	var out []string
	for part := range strings.FieldsSeq(detail) {
		field, value, ok := strings.Cut(part, "=")
		if !ok || value == "" {
			out = append(out, part)
			continue
		}
		text, known := v.detailValue(field, value, scopes)
		switch key := "detail.of_" + field; {
		case v.p.Has(key):
			text = v.p.T(key, "Value", text)
		case !known:
			text = part
		}
		out = append(out, text)
	}
	return strings.Join(out, v.p.T("list.stop"))
}

// detailValue is one code in words, and whether it has any.
func (v *visit) detailValue(field, value string, scopes map[string]string) (string, bool) {
	if field == "roles" {
		var roles []string
		if json.Unmarshal([]byte(value), &roles) != nil {
			return value, false
		}
		for i, r := range roles {
			roles[i], _ = v.detailWord(field, r)
		}
		if len(roles) == 0 {
			return v.p.T("detail.roles_none"), true
		}
		return v.p.Join(roles), true
	}
	if n, err := strconv.Atoi(value); err == nil {
		return v.p.Number(n), true
	}
	if day, err := time.Parse(time.DateOnly, value); err == nil {
		return v.p.Date(day, time.UTC), true
	}
	if field == "scope" {
		kind, id, _ := strings.Cut(value, ":")
		name, ok := scopes[value]
		if key := "detail.scope_" + kind; v.p.Has(key) {
			if !ok {
				name = idOf(id)
			}
			return v.p.T(key, "Name", name), true
		}
	}
	return v.detailWord(field, value)
}

func (v *visit) detailWord(field, code string) (string, bool) {
	for _, before := range append([]string{"detail." + field + "_"}, detailWords[field]...) {
		if key := before + strings.ReplaceAll(code, "-", "_"); v.p.Has(key) {
			return v.p.T(key), true
		}
	}
	return code, false
}

// scopeNames are the names of what roles were given on, as far as they are found.
func (v *visit) scopeNames(details []string) map[string]string {
	names := map[string]string{}
	asked := 0
	for _, detail := range details {
		for part := range strings.FieldsSeq(detail) {
			scope, ok := strings.CutPrefix(part, "scope=")
			if _, known := names[scope]; !ok || known || asked == maxScopes {
				continue
			}
			asked++
			if name := v.scopeName(scope); name != "" {
				names[scope] = name
			}
		}
	}
	return names
}

func (v *visit) scopeName(scope string) string {
	kind, id, _ := strings.Cut(scope, ":")
	if !anyID.MatchString(id) {
		return ""
	}
	switch kind {
	case "org":
		if x, err := v.api.Organisation(v.ctx, id); err == nil {
			return x.Name
		}
	case "programme":
		if x, err := v.api.Programme(v.ctx, id); err == nil {
			return x.Name
		}
	case "project":
		if x, err := v.api.Project(v.ctx, id); err == nil {
			return x.Name
		}
	}
	return ""
}
