package cohort

import (
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/locale"
)

// templateWords are what templates ask in other languages than English: by tag, template and code of the question.
type templateWords map[string]map[string]map[string]asked

// asked is a question in one language, and as many answers as it has in English.
type asked struct {
	text    string
	options []string
}

// readWords reads the words that are built in. An error says which file cannot be read.
func readWords() (templateWords, error) {
	all, err := locale.Tables(locale.Files(), locale.Template)
	if err != nil {
		return nil, err
	}
	out := templateWords{}
	for tag, tables := range all {
		out[strings.ToLower(tag)] = map[string]map[string]asked{}
		for template, table := range tables {
			questions, _ := table.(map[string]any)
			said := map[string]asked{}
			for code, x := range questions {
				q, _ := x.(map[string]any)
				one := asked{}
				one.text, _ = q["text"].(string)
				options, _ := q["options"].([]any)
				for _, o := range options {
					text, _ := o.(string)
					one.options = append(one.options, text)
				}
				said[code] = one
			}
			out[strings.ToLower(tag)][template] = said
		}
	}
	return out, nil
}

// in says a template's questions in a language, or the language that it is a kind of (fr-CA, fr). What it lacks stays English: a question whose
// answers are not as many is one that is not said.
func (w templateWords) in(language, template string, list []api.CohortQuestion) []api.CohortQuestion {
	language = strings.ToLower(language)
	said, ok := w[language]
	if !ok {
		base, _, _ := strings.Cut(language, "-")
		said = w[base]
	}
	out := slices.Clone(list)
	for i, q := range out {
		if x := said[template][q.Code]; x.text != "" && len(x.options) == len(q.Options) {
			out[i].Text, out[i].Options = x.text, x.options
		}
	}
	return out
}
