package profiles

import (
	"encoding/json"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// Until schema 2 a profile had one list, want, for both what somebody wants to learn and what they help with: who was newcomer and mentor
// had their wishes to learn shown as help. What was written then is read by the rule of wire.OneList, which reads the older events too.

// fromOneList is what was said with one list, with two.
func (s Said) fromOneList() Said {
	s.Want, s.Teach = wire.OneList(s.Want, s.Newcomer, s.Mentor, func(x Skill) int { return x.Level })
	return s
}

// liftProfile lifts a profile's body from schema 1.
func liftProfile(_ int, body json.RawMessage) (json.RawMessage, error) {
	var p Profile
	if err := json.Unmarshal(body, &p); err != nil {
		return nil, err
	}
	p.Said = p.fromOneList()
	return json.Marshal(p)
}

// liftImport lifts an import's body from schema 1: its sealed rows stay as they are, and are read by the rule once they are opened.
func liftImport(_ int, body json.RawMessage) (json.RawMessage, error) {
	var im Import
	if err := json.Unmarshal(body, &im); err != nil {
		return nil, err
	}
	im.OneList = im.State != ImportDone
	return json.Marshal(im)
}
