package source

// Effect says what became of a part of the file that could not be used as it was.
type Effect string

// Effects.
const (
	LeftOut      Effect = "left_out"       // a project, an issue or a line is not in the result
	FieldLeftOut Effect = "field_left_out" // the rest of it is
	Merged       Effect = "merged"         // it was there before: both are one
)

// MaxEntries bounds the list of a report; the counts go on.
const MaxEntries = 1000

// Entry is one thing that was left out or merged.
type Entry struct {
	Effect Effect `json:"effect"`
	Line   int    `json:"line,omitempty"` // of the file, from 1; 0 unknown
	Item   string `json:"item,omitempty"` // JSON pointer of the part, such as "/repositories/3/issues/2"
	Code   string `json:"code"`
	Reason string `json:"reason"` // plain English; never what was in the file
}

// Report says what was read, and exactly what was not.
type Report struct {
	Read     int `json:"read"`     // entries found in the file: projects and issues, used or not
	Projects int `json:"projects"` // different projects in the result
	Issues   int `json:"issues"`
	// LeftOut, FieldsLeftOut and Merged count by code.
	LeftOut       map[string]int `json:"left_out"`
	FieldsLeftOut map[string]int `json:"fields_left_out"`
	Merged        map[string]int `json:"merged"`
	// Entries are the first MaxEntries of them; what was left out altogether comes before the rest when there are more.
	Entries []Entry `json:"entries"`
	// Broken: the file ends or breaks in the middle; what came before was read.
	Broken bool `json:"broken"`
}

// Total is the number of things left out altogether.
func (r *Report) Total() int {
	n := 0
	for _, c := range r.LeftOut {
		n += c
	}
	return n
}

// reasons are the sentences for the codes.
var reasons = map[string]string{
	"bad_address":       "The address is not one of a web page or repository; give https://host/owner/name.",
	"bad_date":          "The date cannot be read; give it as 2006-01-02 or 2006-01-02T15:04:05Z.",
	"bad_level":         "The level is not a number from 1 to 5.",
	"bad_link":          "The link is not an http or https address.",
	"bad_number":        "The number cannot be read.",
	"broken":            "The file ends or breaks here; what comes after it was not read.",
	"closed":            "The issue is closed.",
	"cut":               "The text is longer than is kept; its end was cut off.",
	"duplicate_column":  "Two columns have this name; the first one counts.",
	"duplicate_issue":   "The issue is in the file before; both became one.",
	"duplicate_project": "The project is in the file before; both became one.",
	"future_date":       "The date lies in the future.",
	"no_address":        "There is no address of a repository or page.",
	"no_title":          "There is no title.",
	"not_a_list":        "A list was expected here.",
	"not_an_issue":      "The address is not one of an issue.",
	"not_an_object":     "An object with named fields was expected here.",
	"not_json":          "The line is not JSON.",
	"not_yaml":          "The document is not YAML.",
	"not_public":        "The address cannot be reached by everybody: it names this machine or a private network.",
	"pull_request":      "This is a pull request, not an issue.",
	"too_long":          "The line or address is longer than is read.",
	"too_many":          "The file has more entries than are read.",
	"too_many_words":    "There are more words than are kept.",
	"unknown_column":    "No column of this name is known; it was not read.",
	"wrong_type":        "The value is not of the kind expected here.",
}

// place is where in the file something is.
type place struct {
	line int
	item string
}

func (p place) in(item string) place { return place{p.line, p.item + item} }

func (r *Report) note(effect Effect, at place, code string) {
	switch effect {
	case LeftOut:
		r.LeftOut[code]++
	case FieldLeftOut:
		r.FieldsLeftOut[code]++
	case Merged:
		r.Merged[code]++
	}
	e := Entry{Effect: effect, Line: at.line, Item: at.item, Code: code, Reason: reasons[code]}
	if len(r.Entries) < MaxEntries {
		r.Entries = append(r.Entries, e)
		return
	}
	if effect != LeftOut {
		return
	}
	for i := len(r.Entries) - 1; i >= 0; i-- { // what is not there at all matters more than a date
		if r.Entries[i].Effect != LeftOut {
			r.Entries = append(append(r.Entries[:i:i], r.Entries[i+1:]...), e)
			return
		}
	}
}
