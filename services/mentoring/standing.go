package mentoring

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/mentoring/waiting"
)

// Entry holds a place for a match at one version of it: a reservation in the standing of its mentor, the claim in that of its
// newcomer.
type Entry struct {
	Match     string `json:"match"`
	Version   int64  `json:"version"`
	Programme string `json:"programme"`
	Newcomer  string `json:"newcomer"`
	Mentor    string `json:"mentor"`
}

// Listing says that a request which is, or may come to be, concerns this person.
type Listing struct {
	Match     string    `json:"match"`
	Programme string    `json:"programme"`
	Newcomer  string    `json:"newcomer"`
	Mentors   []string  `json:"mentors"`
	At        time.Time `json:"at"`
}

// Block says that this person and another are not to meet.
type Block struct {
	Person     string    `json:"person"`
	Own        bool      `json:"own,omitempty"`        // this person wants it
	Other      bool      `json:"other,omitempty"`      // the other one wants it
	Unfinished bool      `json:"unfinished,omitempty"` // what the two share may not be ended yet; settle goes on with it
	At         time.Time `json:"at,omitzero"`          // since when this person wants it; of the other's wish no time is kept
}

// Standing is what mentoring keeps about one person. All of it is bounded.
type Standing struct {
	Person      string         `json:"person"`
	Capacity    int            `json:"capacity"`
	CapacitySet bool           `json:"capacity_set,omitempty"` // else the first programme that lists the mentor decides
	Caps        map[string]int `json:"caps,omitempty"`
	PausedUntil time.Time      `json:"paused_until,omitzero"`
	PausedWhy   string         `json:"paused_why,omitempty"` // own, silent
	Silent      int            `json:"silent,omitempty"`     // expiries without a word, one after the other
	Entries     []Entry        `json:"entries,omitempty"`
	Listings    []Listing      `json:"listings,omitempty"`
	Blocks      []Block        `json:"blocks,omitempty"`
	Answers     []int64        `json:"answers,omitempty"` // seconds that the last answers took
	Asked       int            `json:"asked,omitempty"`   // requests ever answered or expired
	Closed      bool           `json:"closed,omitempty"`  // the account was closed; nothing is taken up any more

	// The waiting list: where this person waits as a newcomer; as a mentor to whom a place is offered, and how long people waited for one
	// (seconds, the last 20).
	Waiting waiting.List   `json:"waiting,omitempty"`
	Turns   []waiting.Turn `json:"turns,omitempty"`
	Waits   []int64        `json:"waits,omitempty"`

	// The requests made as a newcomer not long ago, and whom they do not ask again before long.
	Made  []ask  `json:"made,omitempty"`
	Rests []rest `json:"rests,omitempty"`

	said []wire.Event
}

// Faults of a standing. Whoever is parted by a block reads as somebody who cannot be found: errNoMentor.
var (
	errPaused = fault.New(fault.Conflict, "mentor.paused", "This mentor takes no new requests at the moment. Choose somebody else.")
	errBusy   = fault.New(fault.Conflict, "mentor.busy",
		"This mentor has many requests to read already. Choose somebody else, or try later.")
	errAnother = fault.New(fault.Conflict, "request.another_open",
		"You have an open request in this programme. Withdraw it, or wait for its answer.")
	errHasOne = fault.New(fault.Conflict, "request.has_mentorship",
		"You have a mentor in this programme. End or complete that mentorship first.")
	errFull     = fault.New(fault.Conflict, "standing.full", "All your places are taken. End a mentorship, or add a place first.")
	errClaimed  = fault.New(fault.Conflict, "match.newcomer_taken", "This person has found a mentor in this programme in the meantime.")
	errStale    = fault.New(fault.Conflict, "match.moved", "The request has changed meanwhile. Load it again.")
	errStanding = fault.New(fault.TooMany, "standing.too_much", "There is too much going on for this account. Finish something first.")
)

// errNoMentor says that nobody can be asked by the name that stands at this position of a request.
func errNoMentor(at int) error {
	return &fault.Fault{
		Kind: fault.Invalid, Code: "mentor.unavailable", Detail: "One of the people cannot be asked here. Choose somebody else.",
		Fields: []fault.Field{{Pointer: "/mentors/" + strconv.Itoa(at), Code: "unavailable"}},
	}
}

// capacity is how many places the mentor has over all programmes.
func (s *Standing) capacity(r wire.Rules) int {
	if !s.CapacitySet {
		return r.DefaultPlaces
	}
	return s.Capacity
}

// entry finds the match's entry; nil if there is none.
func (s *Standing) entry(match string) *Entry {
	for i := range s.Entries {
		if s.Entries[i].Match == match {
			return &s.Entries[i]
		}
	}
	return nil
}

// listing finds the match's listing; nil if there is none.
func (s *Standing) listing(match string) *Listing {
	for i := range s.Listings {
		if s.Listings[i].Match == match {
			return &s.Listings[i]
		}
	}
	return nil
}

// taken counts the places reserved, over all programmes and in this one, for other matches than this.
func (s *Standing) taken(programme, match string) (all, here int) {
	for _, e := range s.Entries {
		if e.Mentor == s.Person && e.Match != match {
			all++
			if e.Programme == programme {
				here++
			}
		}
	}
	return all, here
}

// refuses says whether the mentor takes nobody at all in the programme, however many leave: a place count or cap of 0.
func (s *Standing) refuses(programme string, r wire.Rules) bool {
	limit, capped := s.Caps[programme]
	return s.capacity(r) == 0 || capped && limit == 0
}

// full says whether there is no place left for a match of the programme.
func (s *Standing) full(programme, match string, r wire.Rules) bool {
	all, here := s.taken(programme, match)
	if all >= s.capacity(r) {
		return true
	}
	if limit, ok := s.Caps[programme]; ok && here >= limit {
		return true
	}
	return r.MentorCap > 0 && here >= r.MentorCap
}

// reserve is step 1 of accepting: this mentor's place for the match at the version read. errKept: it is there already.
func (s *Standing) reserve(e Entry, r wire.Rules) error {
	if s.Closed || s.blocked(e.Newcomer) {
		return errNotAsked
	}
	have := s.entry(e.Match)
	switch {
	case have != nil && have.Version > e.Version:
		return errStale
	case have != nil && have.Version == e.Version:
		return errKept
	}
	if s.full(e.Programme, e.Match, r) {
		return errFull
	}
	return s.put(e)
}

// claim is step 2 of accepting: this newcomer's one mentorship of the programme. errKept: it is there already.
func (s *Standing) claim(e Entry) error {
	if s.Closed || s.blocked(e.Mentor) {
		return errNotAsked
	}
	have := s.entry(e.Match)
	switch {
	case have != nil && have.Version > e.Version:
		return errStale
	case have != nil && have.Version == e.Version:
		return errKept
	}
	if s.claims(e.Programme, e.Match) {
		return errClaimed
	}
	return s.put(e)
}

// claims says whether this newcomer has a claim in the programme for another match.
func (s *Standing) claims(programme, match string) bool {
	for _, e := range s.Entries {
		if e.Newcomer == s.Person && e.Programme == programme && e.Match != match {
			return true
		}
	}
	return false
}

func (s *Standing) put(e Entry) error {
	if have := s.entry(e.Match); have != nil {
		*have = e
		return nil
	}
	if len(s.Entries) >= maxEntries {
		return errStanding
	}
	s.Entries = append(s.Entries, e)
	return nil
}

// remove takes exactly this entry out; errKept if it is not there any more.
func (s *Standing) remove(e Entry) error {
	at := slices.Index(s.Entries, e)
	if at < 0 {
		return errKept
	}
	s.Entries = slices.Delete(s.Entries, at, at+1)
	return nil
}

// listNewcomer lists a request with the newcomer who is about to make it. errKept: it is listed already.
func (s *Standing) listNewcomer(l Listing, r wire.Rules) error {
	if s.Closed {
		return errAnother
	}
	if err := s.mayAsk(l); err != nil {
		return err
	}
	for i, p := range l.Mentors {
		if s.blocked(p) {
			return errNoMentor(i)
		}
	}
	others := 0
	for _, x := range s.Listings {
		if x.Newcomer == s.Person && x.Programme == l.Programme && x.Match != l.Match {
			others++
		}
	}
	if others >= r.OpenRequests {
		return errAnother
	}
	if err := s.list(l); err != nil {
		return err
	}
	s.asks(l)
	s.Waiting.Taken(l.Programme)
	return nil
}

// listMentor lists a request with one of its mentors, who may not be asked before long. errKept: it is listed already.
func (s *Standing) listMentor(l Listing, r wire.Rules, now time.Time) error {
	if s.blocked(l.Newcomer) || s.Closed {
		return errNoMentor(slices.Index(l.Mentors, s.Person))
	}
	if s.paused(now) || s.refuses(l.Programme, r) {
		return errPaused
	}
	if s.unanswered(l.Programme, l.Match) >= r.Unanswered {
		return errBusy
	}
	if !s.CapacitySet {
		s.Capacity, s.CapacitySet = r.DefaultPlaces, true
	}
	if err := s.list(l); err != nil {
		return err
	}
	if t := s.turn(l.Newcomer, l.Programme); t != nil { // it is taken up
		return s.dropTurn(*t)
	}
	return nil
}

// unanswered counts the other requests of the programme that list this mentor; "" counts all programmes.
func (s *Standing) unanswered(programme, match string) (n int) {
	for _, x := range s.Listings {
		if x.Newcomer != s.Person && x.Match != match && (programme == "" || x.Programme == programme) {
			n++
		}
	}
	return n
}

func (s *Standing) list(l Listing) error {
	if s.listing(l.Match) != nil {
		return errKept
	}
	if len(s.Listings) >= maxListings {
		return errStanding
	}
	s.Listings = append(s.Listings, l)
	return nil
}

// unlist removes the listing of a match; a mentor's answer, or silence, is counted with it, so that it counts once. offer is
// the mentor's own in that match, nil if there is none.
func (s *Standing) unlist(match string, offer *Offer, r wire.Rules, now time.Time) error {
	at := slices.IndexFunc(s.Listings, func(x Listing) bool { return x.Match == match })
	if at < 0 {
		return errKept
	}
	s.Listings = slices.Delete(s.Listings, at, at+1)
	if offer == nil || offer.Mentor != s.Person {
		return nil
	}
	switch offer.State {
	case OfferAccepted, OfferDeclined:
		took := max(0, int64(offer.Ended.Sub(offer.Asked)/time.Second)-offer.Paused)
		if s.Answers = append(s.Answers, took); len(s.Answers) > maxAnswers {
			s.Answers = s.Answers[len(s.Answers)-maxAnswers:]
		}
		s.Asked++
		s.Silent = 0
	case OfferExpired:
		s.Asked++
		if offer.Inquiries > 0 { // they did answer, with a question
			return nil
		}
		if s.Silent++; s.Silent >= r.SilentPause {
			s.Silent = 0
			if until := now.Add(hours(silentPauses)); until.After(s.PausedUntil) {
				s.PausedUntil, s.PausedWhy = until, "silent"
			}
			s.say(wire.MentorPaused{Mentor: s.Person, Until: s.PausedUntil, Why: "silent"})
		}
	}
	return nil
}

// seen is what its person sees of a standing: nothing of blocks, and nothing that moves with one alone.
type seen struct {
	Capacity    int
	Caps        map[string]int
	Taken       int
	Unanswered  int
	PausedUntil time.Time
	PausedWhy   string
	Load        []load
}

// load is what a mentor carries in one programme.
type load struct {
	Programme         string
	Taken, Unanswered int
}

// loads are those of every programme in which there is anything, by their ids.
func (s *Standing) loads() (out []load) {
	programmes := slices.Collect(maps.Keys(s.Caps))
	for _, e := range s.Entries {
		programmes = append(programmes, e.Programme)
	}
	for _, l := range s.Listings {
		programmes = append(programmes, l.Programme)
	}
	slices.Sort(programmes)
	for _, p := range slices.Compact(programmes) {
		_, taken := s.taken(p, "")
		x := load{Programme: p, Taken: taken, Unanswered: s.unanswered(p, "")}
		if _, capped := s.Caps[p]; capped || x.Taken+x.Unanswered > 0 {
			out = append(out, x)
		}
	}
	return out
}

func (s *Standing) see(now time.Time) seen {
	taken, _ := s.taken("", "")
	v := seen{Capacity: s.capacity(wire.DefaultRules()), Caps: s.Caps, Taken: taken, Unanswered: s.unanswered("", ""), Load: s.loads()}
	if s.paused(now) {
		v.PausedUntil, v.PausedWhy = s.PausedUntil, s.PausedWhy
	}
	return v
}

// tag changes when, and only when, what is seen changes: 1 to 10^17. The version of the document would tell of a block.
func (v seen) tag() int64 {
	if len(v.Caps) == 0 {
		v.Caps = nil
	}
	return tagOf(v)
}

// tagOf is what changes when, and only when, a thing of numbers, texts, times and maps does: 1 to 10^17.
func tagOf(v any) int64 {
	b, _ := json.Marshal(v) // it cannot fail, and maps are sorted
	sum := sha256.Sum256(b)
	return int64(binary.BigEndian.Uint64(sum[:8])%1e17) + 1
}

func (s *Standing) paused(now time.Time) bool { return s.PausedUntil.After(now) }

func (s *Standing) say(e wire.Event) { s.said = append(s.said, e) }

// busy says whether settle has something to look at here.
func (s *Standing) busy() bool { return len(s.Entries) > 0 || len(s.Listings) > 0 || s.unfinished() }
