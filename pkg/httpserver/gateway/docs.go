package gateway

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"
)

//go:embed docs.html
var docsHTML string

// The docs page is plain HTML from the gathered document: no script, nothing from elsewhere.
type (
	docsPage struct {
		Title, Version string
		Common         []docsAnswer // refusals that are everybody's
		Tags           []docsTag
		Schemas        []docsSchema
		known          map[string]bool
	}
	// docsLink names an operation in the text above them.
	docsLink struct {
		ID    string
		Known bool
	}
	docsTag struct {
		Name, Anchor string
		Operations   []docsOperation
	}
	docsOperation struct {
		ID, Method, Path, Summary, Description, Access string
		Key                                            bool // takes an Idempotency-Key
		Parameters                                     []docsField
		Bodies                                         []docsBody
		Answers                                        []docsAnswer
		Refusals                                       []docsAnswer // those that are not everybody's
	}
	docsField struct {
		Name, In, Doc string
		Required      bool
		Type          docsType
	}
	docsBody struct {
		ContentType string
		Type        docsType
	}
	docsAnswer struct {
		Status, Doc string
		Bodies      []docsBody
		Headers     []string
	}
	docsSchema struct {
		Name, Doc string
		Fields    []docsField
		Type      docsType
	}
	docsType struct {
		Before, Name, Ref string
		Limits            []string
	}
)

func renderDocs(doc object) ([]byte, error) {
	t, err := template.New("docs").Parse(docsHTML)
	if err != nil {
		return nil, fmt.Errorf("gateway: docs page: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, docsOf(doc)); err != nil {
		return nil, fmt.Errorf("gateway: docs page: %w", err)
	}
	return b.Bytes(), nil
}

func docsOf(doc object) docsPage {
	info := obj(doc["info"])
	p := docsPage{Title: text(info["title"]), Version: text(info["version"])}
	p.known = map[string]bool{}
	byTag, common := map[string][]docsOperation{}, map[string]string{}
	paths := obj(doc["paths"])
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		ops := operations(paths[path])
		for _, method := range methods {
			op, ok := ops[method]
			if !ok {
				continue
			}
			tag := "other"
			if t := list(op["tags"]); len(t) > 0 {
				tag = text(t[0])
			}
			o := operationOf(method, path, op)
			o.Refusals = slices.DeleteFunc(o.Refusals, func(a docsAnswer) bool {
				if commonRefusals[a.Status] {
					common[a.Status] = a.Doc
				}
				return commonRefusals[a.Status]
			})
			byTag[tag], p.known[o.ID] = append(byTag[tag], o), true
		}
	}
	for _, status := range slices.Sorted(maps.Keys(common)) {
		p.Common = append(p.Common, docsAnswer{Status: status, Doc: common[status]})
	}
	for _, t := range list(doc["tags"]) {
		name := text(obj(t)["name"])
		if ops := byTag[name]; len(ops) > 0 {
			p.Tags = append(p.Tags, docsTag{name, fmt.Sprint("tag-", len(p.Tags)+1), ops})
		}
	}
	schemas := obj(obj(doc["components"])["schemas"])
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		s := obj(schemas[name])
		p.Schemas = append(p.Schemas, docsSchema{Name: name, Doc: text(s["description"]), Fields: fieldsOf(s), Type: typeOf(s)})
	}
	return p
}

// Op is for links from the first steps; where the operation is not served here, its name stands alone.
func (p docsPage) Op(id string) docsLink { return docsLink{id, p.known[id]} }

// commonRefusals are said once for all operations, commonHeaders too.
var (
	commonRefusals = map[string]bool{
		"400": true, "401": true, "403": true, "406": true, "408": true, "413": true, "415": true, "422": true, "429": true,
		"500": true, "503": true, "504": true,
	}
	commonHeaders = map[string]bool{"X-Request-Id": true, "Waymark-Version": true, "ETag": true, "If-Match": true, "Link": true}
)

// accessWords are how a permission reads.
var accessWords = map[string]string{
	"public": "open to all", "signed_in": "signed in", "own_object": "signed in, if it concerns you",
	"scoped_role": "signed in, with a role there", "moderator": "moderators", "administrator": "administrators",
	"signed_link": "whoever has the link",
}

func operationOf(method, path string, op object) docsOperation {
	o := docsOperation{
		ID: text(op["operationId"]), Method: strings.ToUpper(method), Path: path, Summary: text(op["summary"]),
		Description: text(op["description"]), Access: "signed in",
	}
	if words, ok := accessWords[text(op["x-waymark-permission"])]; ok {
		o.Access = words
	}
	for _, v := range list(op["parameters"]) {
		f := obj(v)
		required, _ := f["required"].(bool)
		if name := text(f["name"]); name == "Idempotency-Key" || commonHeaders[name] {
			o.Key = o.Key || name == "Idempotency-Key"
			continue
		}
		o.Parameters = append(o.Parameters, docsField{
			Name: text(f["name"]), In: text(f["in"]), Doc: text(f["description"]), Required: required, Type: typeOf(obj(f["schema"])),
		})
	}
	body := obj(op["requestBody"])
	o.Bodies = bodiesOf(body["content"])
	answers := obj(op["responses"])
	for _, status := range slices.Sorted(maps.Keys(answers)) {
		a := obj(answers[status])
		d := docsAnswer{
			Status: status, Doc: text(a["description"]), Bodies: bodiesOf(a["content"]),
			Headers: slices.DeleteFunc(slices.Sorted(maps.Keys(obj(a["headers"]))), func(h string) bool { return h == "X-Request-Id" }),
		}
		if len(d.Bodies) == 1 && d.Bodies[0].ContentType == "application/problem+json" {
			o.Refusals = append(o.Refusals, d)
		} else {
			o.Answers = append(o.Answers, d)
		}
	}
	return o
}

func bodiesOf(content any) []docsBody {
	var out []docsBody
	c := obj(content)
	for _, t := range slices.Sorted(maps.Keys(c)) {
		out = append(out, docsBody{t, typeOf(obj(obj(c[t])["schema"]))})
	}
	return out
}

func fieldsOf(s object) []docsField {
	required := map[string]bool{}
	for _, r := range list(s["required"]) {
		required[text(r)] = true
	}
	var out []docsField
	properties := obj(s["properties"])
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		f := obj(properties[name])
		out = append(out, docsField{Name: name, Doc: text(f["description"]), Required: required[name], Type: typeOf(f)})
	}
	return out
}

// limitWords are how the limits of a schema read.
var limitWords = []struct{ key, words string }{
	{"format", "%v"}, {"minLength", "at least %v characters"}, {"maxLength", "at most %v characters"}, {"minItems", "at least %v"},
	{"maxItems", "at most %v"}, {"uniqueItems", "no repeats"}, {"minimum", "from %v"}, {"maximum", "to %v"},
	{"exclusiveMinimum", "above %v"}, {"exclusiveMaximum", "below %v"}, {"pattern", "like %v"}, {"default", "by default %v"},
}

func typeOf(s object) docsType {
	if ref := text(s["$ref"]); ref != "" {
		return docsType{Ref: ref[strings.LastIndexByte(ref, '/')+1:]}
	}
	if items, ok := s["items"]; ok {
		t := typeOf(obj(items))
		t.Before = "list of " + t.Before
		t.Limits = append(t.Limits, limitsOf(s)...)
		return t
	}
	if extra, ok := s["additionalProperties"].(object); ok {
		t := typeOf(extra)
		t.Before = "any names, each with " + t.Before
		return t
	}
	t := docsType{Name: text(s["type"]), Limits: limitsOf(s)}
	if many := list(s["type"]); len(many) > 0 {
		var names []string
		for _, n := range many {
			names = append(names, text(n))
		}
		t.Name = strings.Join(names, " or ")
	}
	if t.Name == "" {
		t.Name = "anything"
	}
	return t
}

func limitsOf(s object) []string {
	var out []string
	for _, l := range limitWords {
		if v, ok := s[l.key]; ok {
			if strings.Contains(l.words, "%v") {
				out = append(out, fmt.Sprintf(l.words, v))
			} else {
				out = append(out, l.words)
			}
		}
	}
	if enum := list(s["enum"]); len(enum) > 0 {
		var words []string
		for _, e := range enum {
			words = append(words, fmt.Sprint(e))
		}
		out = append(out, "one of "+strings.Join(words, ", "))
	}
	return out
}

func obj(v any) object {
	o, _ := v.(object)
	return o
}

func text(v any) string {
	s, _ := v.(string)
	return s
}
