package programs

import (
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// Limits of organisations and programmes, in characters.
const (
	MaxName     = 120
	MaxAbout    = 4000
	MaxHomepage = 500
)

// Organisation runs programmes. Everybody can read about it.
type Organisation struct {
	Name     string    `json:"name"`
	About    string    `json:"about,omitempty"`
	Homepage string    `json:"homepage,omitempty"`
	Created  time.Time `json:"created"`
	By       string    `json:"by,omitempty"`
}

// Check cleans the texts and says what is wrong with them.
func (o Organisation) Check() (Organisation, []fault.Field) {
	var wrong, w []fault.Field
	o.Name, w = name("/name", o.Name)
	wrong = append(wrong, w...)
	o.About, w = text("/about", o.About, 0, MaxAbout, true)
	wrong = append(wrong, w...)
	o.Homepage, w = homepage("/homepage", o.Homepage)
	return o, append(wrong, w...)
}
