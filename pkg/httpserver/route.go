package httpserver

import (
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver/strict"
)

// route is one operation as the gate needs it: everything compiled from what the OpenAPI document says.
type route struct {
	op       Op
	params   []param
	queries  map[string]bool
	body     *strict.Rule // of JSON bodies; nil for files
	types    []string     // content types that a body may have; empty: no body is taken
	needBody bool
	stream   bool
	file     bool                    // an upload
	text     string                  // the content type of an answer that is no JSON
	answers  map[int]bool            // the statuses that the document lists
	outputs  map[string]*strict.Rule // JSON answers by status
}

// param is one parameter with its rule.
type param struct {
	name, in string
	required bool
	list     bool // comma separated
	explode  bool // repeated
	rule     *strict.Rule
}

// compile reads huma's description and completes it with the answers that the gate gives.
func (rt *route) compile(r *Router, hop *huma.Operation) {
	c := compiler{registry: r.api.OpenAPI().Components.Schemas, done: map[string]*strict.Rule{}}
	rt.queries = map[string]bool{}
	for _, p := range hop.Parameters {
		if p.In != "path" && p.In != "query" && p.In != "header" {
			panic("httpserver: " + hop.OperationID + ": parameters come by path, query or header")
		}
		if p.In == "query" {
			rt.queries[p.Name] = true
		}
		q := param{name: p.Name, in: p.In, required: p.Required, rule: c.rule(p.Schema)}
		if q.rule.Kind == strict.Array {
			q.list, q.explode = true, p.Explode != nil && *p.Explode
		}
		rt.params = append(rt.params, q)
	}
	if hop.RequestBody != nil {
		rt.needBody = hop.RequestBody.Required
		for t, media := range hop.RequestBody.Content {
			rt.types = append(rt.types, t)
			if t == jsonType && !rt.file {
				rt.body = c.rule(media.Schema)
			}
		}
		slices.Sort(rt.types)
	}
	rt.describeAnswers(r, hop)
	rt.outputs = map[string]*strict.Rule{}
	for status, answer := range hop.Responses {
		if media := answer.Content[jsonType]; media != nil && media.Schema != nil {
			rt.outputs[status] = c.rule(media.Schema)
		}
	}
}

// describeAnswers adds every refusal that this route can give to its description.
func (rt *route) describeAnswers(r *Router, hop *huma.Operation) {
	statuses := []int{400, 401, 406, 422, 429, 500, 503, 504}
	if !open(rt.op.Permission) {
		statuses = append(statuses, http.StatusForbidden)
	}
	for _, p := range rt.params {
		switch {
		case p.in == "path":
			statuses = append(statuses, http.StatusNotFound)
		case p.in == "header" && p.name == "If-Match":
			statuses = append(statuses, http.StatusPreconditionFailed)
		}
	}
	if len(rt.types) > 0 {
		statuses = append(statuses, 408, 413, 415)
	}
	if rt.op.Idempotent {
		statuses = append(statuses, http.StatusConflict)
	}
	problem := r.problemSchema()
	for _, status := range append(statuses, rt.op.Errors...) {
		hop.Responses[strconv.Itoa(status)] = problemResponse(problem, status)
	}
	rt.answers = map[int]bool{}
	for status, answer := range hop.Responses {
		n, _ := strconv.Atoi(status)
		rt.answers[n] = true
		if n < 400 && !rt.stream {
			if answer.Headers == nil {
				answer.Headers = map[string]*huma.Param{}
			}
			answer.Headers[requestIDHeader] = &huma.Param{
				Description: "Names this request in our logs", Schema: &huma.Schema{Type: huma.TypeString},
			}
		}
	}
}

func (r *Router) problemSchema() *huma.Schema {
	return r.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[fault.Problem](), true, "Problem")
}

func problemResponse(schema *huma.Schema, status int) *huma.Response {
	answer := &huma.Response{
		Description: titleOf(status),
		Content:     map[string]*huma.MediaType{problemType: {Schema: schema}},
	}
	switch status {
	case 401:
		answer.Headers = map[string]*huma.Param{"WWW-Authenticate": {Schema: &huma.Schema{Type: huma.TypeString}}}
	case 429, 503:
		answer.Headers = map[string]*huma.Param{"Retry-After": {
			Description: "Seconds after which trying again helps", Schema: &huma.Schema{Type: huma.TypeInteger},
		}}
	}
	return answer
}

// permitted says whether the principal may come in at all; the use case decides what depends on the object.
func (rt *route) permitted(p auth.Principal) bool {
	switch rt.op.Permission {
	case auth.IsModerator:
		return p.Has(auth.Moderator)
	case auth.IsAdministrator:
		return p.Has(auth.Administrator)
	}
	return true
}

// compiler turns schemas into rules.
type compiler struct {
	registry huma.Registry
	done     map[string]*strict.Rule // by reference; also ends recursion
}

var ruleKinds = map[string]strict.Kind{
	"": strict.Any, huma.TypeObject: strict.Object, huma.TypeArray: strict.Array, huma.TypeString: strict.String,
	huma.TypeNumber: strict.Number, huma.TypeInteger: strict.Integer, huma.TypeBoolean: strict.Boolean,
}

func (c *compiler) rule(s *huma.Schema) *strict.Rule {
	if s == nil {
		return &strict.Rule{}
	}
	if s.Ref != "" {
		if r, ok := c.done[s.Ref]; ok {
			return r
		}
		r := &strict.Rule{}
		c.done[s.Ref] = r
		*r = *c.rule(c.registry.SchemaFromRef(s.Ref))
		return r
	}
	if s.OneOf != nil || s.AnyOf != nil || s.AllOf != nil || s.Not != nil || len(s.DependentRequired) > 0 {
		panic("httpserver: oneOf, anyOf, allOf, not and dependentRequired are not checked here; check them in the use case")
	}
	r := &strict.Rule{
		Kind: ruleKinds[s.Type], Nullable: s.Nullable, MinLength: s.MinLength, MaxLength: s.MaxLength, Format: s.Format,
		Min: s.Minimum, Max: s.Maximum, Above: s.ExclusiveMinimum, Below: s.ExclusiveMaximum, Multiple: s.MultipleOf,
		MinItems: s.MinItems, MaxItems: s.MaxItems, Unique: s.UniqueItems,
		Required: s.Required, MinKeys: s.MinProperties, MaxKeys: s.MaxProperties,
	}
	if s.Pattern != "" {
		r.Pattern, r.Hint = regexp.MustCompile(s.Pattern), s.PatternDescription
	}
	for _, e := range s.Enum {
		switch v := e.(type) {
		case string:
			r.Enum = append(r.Enum, v)
		case float64:
			r.EnumNumbers = append(r.EnumNumbers, v)
		case int:
			r.EnumNumbers = append(r.EnumNumbers, float64(v))
		case int64:
			r.EnumNumbers = append(r.EnumNumbers, float64(v))
		default:
			panic(fmt.Sprintf("httpserver: an enum of %T is not checked here", e))
		}
	}
	if s.Items != nil {
		r.Items = c.rule(s.Items)
	}
	r.Properties = make(map[string]*strict.Rule, len(s.Properties))
	for name, p := range s.Properties {
		if !p.ReadOnly {
			r.Properties[name] = c.rule(p)
		}
	}
	switch extra := s.AdditionalProperties.(type) {
	case *huma.Schema:
		r.Open, r.Extra = true, c.rule(extra)
	case bool:
		r.Open = extra
	case nil:
		r.Open = s.Type == ""
	}
	return r
}
