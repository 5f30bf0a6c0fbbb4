package session

import (
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// Limits of a plan.
const (
	shortest = 15  // minutes
	longest  = 180 // minutes
	ahead    = 180 // days
	placeMax = 200 // characters
	linkMax  = 500 // characters of a place that is a link
	zoneMax  = 50  // characters
)

// Plan is when and where the two meet.
type Plan struct {
	Starts  time.Time `json:"starts"`
	Minutes int       `json:"minutes"` // 15 to 180
	Zone    string    `json:"zone"`    // IANA zone of who proposed it, for how it is written down; Starts alone counts
	Place   string    `json:"place,omitempty"`
}

// Ends is when it is over.
func (p Plan) Ends() time.Time { return p.Starts.Add(time.Duration(p.Minutes) * time.Minute) }

// Link says whether the place is an address on the web.
func (p Plan) Link() bool { return strings.HasPrefix(p.Place, "https://") }

// Tidy is the plan as it is kept: in UTC, to the millisecond.
func (p Plan) Tidy() Plan {
	p.Starts, p.Place = p.Starts.UTC().Truncate(time.Millisecond), strings.TrimSpace(p.Place)
	return p
}

// Check refuses a plan that lies in the past, too far ahead, or names no zone, length or place that can be. Errors: Invalid, by field.
func (p Plan) Check(now time.Time) error {
	var fields []fault.Field
	refuse := func(name, code string, params map[string]any) {
		fields = append(fields, fault.Field{Pointer: "/" + name, Code: code, Params: params})
	}
	switch {
	case !p.Starts.After(now):
		refuse("starts", "past", nil)
	case p.Starts.After(now.AddDate(0, 0, ahead)):
		refuse("starts", "too_far", map[string]any{"days": ahead})
	}
	if p.Minutes < shortest || p.Minutes > longest {
		refuse("minutes", "out_of_range", map[string]any{"min": shortest, "max": longest})
	}
	if !known(p.Zone) {
		refuse("zone", "unknown_zone", nil)
	}
	if code, params := checkPlace(strings.TrimSpace(p.Place)); code != "" {
		refuse("place", code, params)
	}
	return fault.InvalidFields(fields...)
}

// known: "Local" and "" are the machine's, not the person's.
func known(zone string) bool {
	if zone == "" || len(zone) > zoneMax || zone == "Local" || zone == "Factory" {
		return false
	}
	_, err := time.LoadLocation(zone)
	return err == nil
}

// checkPlace takes a line of text, or a link over TLS without a password in it.
func checkPlace(s string) (code string, params map[string]any) {
	most := placeMax
	if strings.Contains(s, "://") && !strings.ContainsAny(s, " \t") {
		most = linkMax
		u, err := url.Parse(s)
		switch {
		case !strings.HasPrefix(s, "https://"):
			return "https_only", nil
		case err != nil || u.Hostname() == "":
			return "not_a_link", nil
		case u.User != nil:
			return "no_credentials", nil
		}
	}
	if utf8.RuneCountInString(s) > most {
		return "too_long", map[string]any{"max": most}
	}
	if !Plain(s) {
		return "control_characters", nil
	}
	return "", nil
}

// Plain says whether a line has no character that breaks it, or turns it around.
func Plain(line string) bool {
	return !strings.ContainsFunc(line, func(r rune) bool {
		return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control)
	})
}
