package notice

import "time"

// Turn remembers, for one person and one thread, what no longer waits on them: by kind of item, the version of the thread's document in
// which it was settled. Facts come in any order and more than once: an item of an older version is settled whether it comes before or
// after the fact that settles it.
//
// A thread is what one document tells of: a match (its id), a session of it, an office hour, the claim on an issue, the place in a line,
// a case, an outcome.
type Turn struct {
	Person string           `json:"person"`
	Thread string           `json:"match"` // it was a match's id alone at first
	Done   map[string]int64 `json:"done"`  // at most one for each kind
	// Over is the version of the match with which it was over for the person: nothing of its sessions waits either. Back is the one with
	// which they came back to it.
	Over int64     `json:"over,omitempty"`
	Back int64     `json:"back,omitempty"`
	At   time.Time `json:"at"` // of the latest fact
}

func ofSession(match, session string) string { return match + ":" + session }
func ofSlot(slot string) string              { return "slot:" + slot }
func ofClaim(issue string) string            { return "issue:" + issue }
func ofCase(id string) string                { return "case:" + id }
func ofOutcome(id string) string             { return "outcome:" + id }
func ofAgreement(application string) string  { return "agreement:" + application }
func ofWaiting(programme string) string      { return "waiting:" + programme }

// Settle notes that items of these kinds from before a version wait no more. It says whether that is news.
func (t *Turn) Settle(of Settlement, version int64, at time.Time) (changed bool) {
	if t.Done == nil {
		t.Done = map[string]int64{}
	}
	for _, kind := range of.Kinds {
		if t.Done[kind] < version {
			t.Done[kind], changed = version, true
		}
	}
	if of.Over && t.Over < version {
		t.Over, changed = version, true
	}
	if of.Back && t.Back < version {
		t.Back, changed = version, true
	}
	if changed && at.After(t.At) {
		t.At = at
	}
	return changed
}

// IsOver says whether the match is over for the person.
func (t *Turn) IsOver() bool { return t.Over > t.Back }

// Settled says whether an item of this kind and version waits no more.
func (t *Turn) Settled(kind string, version int64) bool { return version < t.Done[kind] }

// readEnds are the kinds that ask for nothing but to be read: no later fact tells that what they wait for was done.
var readEnds = map[string]bool{
	"match_exhausted": true, "message_posted": true, "case_waits": true, "report_moved": true, "session_cancelled": true,
	"session_reminded": true, "issue_claimed": true, "partner_named": true, "board_introduced": true, "desk_waits": true,
	"place_offered": true, "office_hour_moved": true, "office_hour_cancelled": true,
	"office_hour_reminded": true, "application_decided": true, "check_in_due": true, "participant_completed": true, "still_asked": true, "event_team_given": true,
	"participant_left": true,
}

// ReadEnds says whether a kind asks for nothing but to be read.
func ReadEnds(kind string) bool { return readEnds[kind] }
