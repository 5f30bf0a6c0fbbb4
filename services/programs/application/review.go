package application

import (
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/programs/wording"
)

const maxNote = 2000

// Opinion is what one reviewer says of one application.
type Opinion struct {
	Application string `json:"application"`
	Cohort      string `json:"cohort"`
	About       string `json:"about"` // whose application it is
	Reviewer    string `json:"reviewer"`
	api.ReviewBody
	At time.Time `json:"at"`
}

func opinionID(application, reviewer string) string { return application + "_" + reviewer }

// checkReview cleans a review. Whoever has a conflict says nothing else.
func checkReview(b api.ReviewBody) (api.ReviewBody, error) {
	var wrong []fault.Field
	b.Note, wrong = wording.Text("/note", b.Note, 0, maxNote, true)
	if b.Conflict && (b.Rating != 0 || len(b.Flags) > 0 || b.Note != "") {
		wrong = append(wrong, fault.Field{Pointer: "/conflict", Code: "not_with", Params: map[string]any{"parameter": "rating"}})
	}
	for i, f := range b.Flags {
		if slices.Contains(b.Flags[:i], f) {
			wrong = append(wrong, fault.Field{Pointer: "/flags", Code: "repeated"})
		}
	}
	return b, fault.InvalidFields(wrong...)
}

// sum is what the reviews say together; reviewer is who asks.
func sum(list []Opinion, reviewer string) *api.ApplicationRated {
	out := &api.ApplicationRated{Flags: []string{}}
	total := 0
	for _, o := range list {
		if o.Reviewer == reviewer {
			out.Conflict, out.Mine = o.Conflict, o.Rating > 0
		}
		if o.Conflict {
			continue
		}
		if o.Rating > 0 {
			out.Count, total = out.Count+1, total+o.Rating
		}
		for _, f := range o.Flags {
			if !slices.Contains(out.Flags, f) {
				out.Flags = append(out.Flags, f)
			}
		}
	}
	if out.Count > 0 {
		out.Mean = (100*total + out.Count/2) / out.Count
	}
	slices.Sort(out.Flags)
	return out
}
