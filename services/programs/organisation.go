package programs

import (
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/programs/wording"
)

// MaxAbout is how long what is said about an organisation or a programme may be, in characters.
const MaxAbout = 4000

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
	o.Name, w = wording.Name("/name", o.Name)
	wrong = append(wrong, w...)
	o.About, w = wording.Text("/about", o.About, 0, MaxAbout, true)
	wrong = append(wrong, w...)
	o.Homepage, w = wording.Link("/homepage", o.Homepage)
	return o, append(wrong, w...)
}
