package catalog

import (
	"cmp"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/catalog/reading"
	"github.com/waymark-dev/waymark/services/catalog/source"
)

// Bounds of one issue.
const (
	maxSightings   = 6
	maxMarks       = 60 // people who said that one issue is closed or taken
	maxPersonMarks = 20 // of one person that wait to be checked
	maxMistaken    = 20
	maxWrong       = 5    // marks of one person that were found wrong within wrongFor; who has more marks no more
	maxDoubted     = 200  // issues that marks of people without standing hide at once, in the whole place
	maxWaiting     = 2000 // issues with marks that wait to be checked, in the whole place

	// The share of who is new here (auth.NewFor): accounts cost nothing to make, and the room must last for everybody else.
	maxNewMarks   = maxMarks * 2 / 3
	maxNewWaiting = maxWaiting / 4

	wrongFor = 365 * 24 * time.Hour
)

// Issue is one beginner-friendly issue.
type Issue struct {
	URL     string `json:"url"` // canonical
	Link    string `json:"link"`
	Forge   string `json:"forge,omitempty"`
	Project string `json:"project"` // id

	Seen  []Sighting `json:"seen"` // by list: who saw it open, and when last
	Shows IssueView  `json:"shows"`

	// Source is the list that saw it open last. CheckedAt is when a forge itself was asked: nobody asks one yet, so it is
	// zero; a live forge will write both, and a sighting of its own.
	Source    string    `json:"source"`
	CheckedAt time.Time `json:"checked_at,omitzero"`

	Life  Life   `json:"life,omitzero"`
	Marks []Mark `json:"marks,omitempty"` // wait to be checked
	// Doubted: the marks are enough to hide it from everybody until it was checked (see doubt). A single one hides it from its
	// author alone.
	Doubted bool `json:"doubted,omitempty"`
	// Done is when somebody who had claimed it said that it is done, and DoneBy who; then somebody else's mark is enough, until a list of a
	// later day has it.
	Done   time.Time `json:"done,omitzero"`
	DoneBy string    `json:"done_by,omitempty"`
	// Checked is when marks were settled last.
	Checked time.Time `json:"checked,omitzero"`
	// Mistaken are people whose mark was checked and found wrong; they cannot mark this issue again for wrongFor.
	Mistaken []Mistake `json:"mistaken,omitempty"`
	// Closed is when a check found it closed; a list of a later day that has it opens it again.
	Closed time.Time `json:"closed,omitzero"`
	// Rests: the project is paused or removed. The sweep copies it here; readers ask the project as well. Epoch is the one of
	// the project that this and what is shown was computed from.
	Rests bool  `json:"rests,omitempty"`
	Epoch int64 `json:"epoch"`

	AddedBy   string `json:"added_by,omitempty"`
	ChangedBy string `json:"changed_by,omitempty"`
}

// Sighting is what one list says about an open issue.
type Sighting struct {
	Source   string        `json:"source"`
	Format   source.Format `json:"format"`
	Link     string        `json:"link"`
	Title    string        `json:"title"`
	Labels   []string      `json:"labels,omitempty"`
	Comments int           `json:"comments"` // -1 unknown
	Opened   time.Time     `json:"opened,omitzero"`
	Kind     string        `json:"kind,omitempty"`
	Level    int           `json:"level,omitempty"`
	Skills   []string      `json:"skills,omitempty"`
	Day      time.Time     `json:"day"` // the list was made then
}

// IssueView is what the catalogue shows of an issue.
type IssueView struct {
	Title    string    `json:"title"`
	Labels   []string  `json:"labels,omitempty"`
	Kind     string    `json:"kind"`
	Level    int       `json:"level"` // 1..5, 0 unknown
	Skills   []string  `json:"skills,omitempty"`
	Topics   []string  `json:"topics,omitempty"`
	Causes   []string  `json:"causes,omitempty"`
	Language string    `json:"language,omitempty"` // spoken, of the title
	Into     string    `json:"into,omitempty"`     // spoken, into which it asks for a translation, where the title names it
	Comments int       `json:"comments"`           // -1 unknown
	Opened   time.Time `json:"opened,omitzero"`
	LastSeen time.Time `json:"last_seen"` // day
}

// titleWords are the words by which an issue is found.
func (v *IssueView) titleWords() []string { return reading.SearchWords(nil, []string{v.Title}) }

// Mark is somebody saying that an issue is not to be had.
type Mark struct {
	Person string    `json:"person"`
	Mark   string    `json:"mark"` // closed, taken
	At     time.Time `json:"at"`
	// Standing: of somebody who speaks for the project.
	Standing bool `json:"standing,omitempty"`
	// Counts is when the account is new no longer; until then the mark supports another's, and hides nothing with others that are
	// new too. Zero: it was not new.
	Counts time.Time `json:"counts,omitzero"`
	// Alone: more marks waited to be checked than may. It hides the issue from its author, and nobody is asked to check it.
	Alone bool `json:"alone,omitempty"`
}

// Mistake is that a mark of somebody was found wrong.
type Mistake struct {
	Person string    `json:"person"`
	At     time.Time `json:"at"`
}

// waits is since when a mark waits to be checked. Of an account that is new: when it is so no longer, so that many of them stand
// behind everybody else's.
func (m *Mark) waits() time.Time {
	if m.Counts.After(m.At) {
		return m.Counts
	}
	return m.At
}

// beginnerLists hold nothing but beginner-friendly issues, also where they do not pass the label on.
var beginnerLists = []source.Format{source.GoodFirst, source.ForGoodFirst, source.FirstIssue}

func sightingOf(i source.Issue, name string, format source.Format, day time.Time) Sighting {
	return Sighting{
		Source: name, Format: format, Link: i.Address.Link, Title: i.Title, Labels: i.Labels, Comments: i.Comments, Opened: i.Opened, Kind: i.Kind, Level: i.Level,
		Skills: i.Skills, Day: day,
	}
}

// See takes in a sighting; one of an older list than the source's last is ignored. A list of a day after a check found it
// closed opens it again, and ends what was said of its being done.
func (i *Issue) See(s Sighting) {
	n := slices.IndexFunc(i.Seen, func(o Sighting) bool { return o.Source == s.Source })
	switch {
	case n >= 0 && i.Seen[n].Day.After(s.Day):
		return
	case n >= 0:
		i.Seen[n] = s
	default:
		i.Seen = append(i.Seen, s)
	}
	slices.SortFunc(i.Seen, func(a, b Sighting) int {
		return cmp.Or(b.Day.Compare(a.Day), cmp.Compare(tells[a.Format], tells[b.Format]), cmp.Compare(a.Source, b.Source))
	})
	i.Seen = i.Seen[:min(len(i.Seen), maxSightings)]
	i.Source, i.Link = i.Seen[0].Source, i.Seen[0].Link
	if !i.Closed.IsZero() && i.Seen[0].Day.After(i.Closed) {
		i.Closed = time.Time{}
	}
	if !i.Done.IsZero() && i.Seen[0].Day.After(i.Done) { // what was done left it open after all
		i.Done, i.DoneBy = time.Time{}, ""
		i.doubt(false, i.Seen[0].Day)
	}
}

// Show computes what is shown, from the newest sighting and the project, unless it already follows a later epoch of it. Pure.
func (i *Issue) Show(p *Project, tax *skill.Taxonomy) {
	if len(i.Seen) == 0 || i.Epoch > p.Epoch {
		return
	}
	s := i.Seen[0]
	v := IssueView{Title: s.Title, Labels: s.Labels, Comments: s.Comments, Opened: s.Opened, LastSeen: s.Day, Level: s.Level}
	kind, skills := s.Kind, s.Skills
	for _, o := range i.Seen[1:] {
		v.Labels = merged(v.Labels, o.Labels)
		if v.Opened.IsZero() {
			v.Opened = o.Opened
		}
		if v.Comments < 0 {
			v.Comments = o.Comments
		}
		if kind == "" {
			kind = o.Kind
		}
		if v.Level == 0 {
			v.Level = o.Level
		}
		skills = merged(skills, o.Skills)
	}
	h := reading.Hint{Language: p.Shows.Language, Skills: p.Shows.Skills, Beginner: slices.ContainsFunc(i.Seen, func(s Sighting) bool {
		return slices.Contains(beginnerLists, s.Format)
	})}
	labels, title := reading.LabelWords(v.Labels), reading.Tokens(v.Title, 60)
	v.Kind = reading.Kind(kind, labels, title, h)
	v.Level = reading.Level(v.Level, labels, title, h)
	v.Skills = reading.Skills(tax, skills, v.Kind, labels, title, h)
	v.Topics, v.Causes = p.Shows.Topics, p.Shows.Causes
	v.Language = reading.Spoken(v.Title)
	if v.Kind == reading.KindTranslation {
		v.Into = reading.Target(title)
	}
	i.Shows = v
	i.Rests, i.Epoch = !p.Listed(), p.Epoch
}

func merged(a, b []string) []string {
	out := slices.Clone(a)
	for _, w := range b {
		out = reading.With(out, w, source.MaxLabels)
	}
	return out
}

// Shown says whether the issue is in lists and recommendations, as far as it knows its project.
func (i *Issue) Shown() bool { return i.Hidden() == "" }

// Hidden says why the issue is not in lists: closed, marked, project; "" if it is.
func (i *Issue) Hidden() string {
	switch {
	case !i.Closed.IsZero():
		return "closed"
	case i.Rests:
		return "project"
	case i.Doubted:
		return "marked"
	}
	return ""
}

// MarkOf is a person's mark; nil if there is none.
func (i *Issue) MarkOf(person string) *Mark {
	if n := slices.IndexFunc(i.Marks, func(m Mark) bool { return m.Person == person }); n >= 0 {
		return &i.Marks[n]
	}
	return nil
}

// By is who marks: what is known of them, whether the place has room for one more issue that people without standing hide, and
// whether it has none for one more that waits to be checked.
type By struct {
	Person   string
	Standing bool      // a maintainer of the project, or a moderator
	New      time.Time // until then the account is new; zero if it is not
	Room     bool
	Alone    bool
}

// Mark notes that somebody says the issue is closed or taken. False: nothing changed (the same mark is there). Conflict
// "catalog.already_closed", "catalog.mark_was_wrong", "catalog.marked_enough".
func (i *Issue) Mark(by By, mark string, now time.Time) (changed bool, err error) {
	if !i.Closed.IsZero() {
		return false, fault.New(fault.Conflict, "catalog.already_closed", "This issue is known to be closed. There is nothing left to do.")
	}
	if m := i.MarkOf(by.Person); m != nil {
		if m.Mark == mark {
			return false, nil
		}
		m.Mark, m.At = mark, now
		i.doubt(by.Room, now)
		return true, nil
	}
	if i.mistook(by.Person, now) && !by.Standing {
		return false, fault.New(fault.Conflict, "catalog.mark_was_wrong",
			"A mark of yours on this issue was checked and the issue was found open. Write to a moderator if that has changed.")
	}
	if by.Standing {
		by.New, by.Alone = time.Time{}, false
	}
	said, most := len(i.Marks), maxMarks
	if by.New.After(now) {
		said, most = len(i.Marks)-i.established(now), maxNewMarks
	}
	if said >= most || len(i.Marks) >= maxMarks {
		return false, fault.Newf(fault.Conflict, "catalog.marked_enough",
			"%d people have said so already. Somebody checks it: there is nothing left to do.", len(i.Marks))
	}
	i.Marks = append(i.Marks, Mark{Person: by.Person, Mark: mark, At: now, Standing: by.Standing, Counts: by.New, Alone: by.Alone})
	i.doubt(by.Room, now)
	return true, nil
}

// established counts the marks of who is not new here.
func (i *Issue) established(now time.Time) (n int) {
	for _, m := range i.Marks {
		if !m.Counts.After(now) {
			n++
		}
	}
	return n
}

// mistook says whether a mark of the person was found wrong lately.
func (i *Issue) mistook(person string, now time.Time) bool {
	return slices.ContainsFunc(i.Mistaken, func(m Mistake) bool { return m.Person == person && now.Before(m.At.Add(wrongFor)) })
}

// doubt computes whether the marks hide the issue from everybody: one of somebody with standing; or, where there is room, two
// people's, one of whom is not new here. That who had claimed it says that it is done counts as one.
func (i *Issue) doubt(room bool, now time.Time) {
	said := len(i.Marks)
	if !i.Done.IsZero() && i.MarkOf(i.DoneBy) == nil {
		said++
	}
	switch {
	case slices.ContainsFunc(i.Marks, func(m Mark) bool { return m.Standing }):
		i.Doubted = true
	case said >= 2 && i.established(now) > 0:
		i.Doubted = i.Doubted || room
	default:
		i.Doubted = false
	}
	for n := range i.Marks {
		i.Marks[n].Alone = i.Marks[n].Alone && !i.Doubted // what is hidden from everybody is always checked
	}
}

// waits is since when the issue waits to be checked, zero if it does not; alone is since when it would, if there were room.
func (i *Issue) waits() (since, alone time.Time) {
	for _, m := range i.Marks {
		into := &since
		if m.Alone {
			into = &alone
		}
		if at := m.waits(); into.IsZero() || at.Before(*into) {
			*into = at
		}
	}
	if !since.IsZero() {
		alone = time.Time{}
	}
	return since, alone
}

// grows is when the first mark of an account that is new begins to count; zero if there is none.
func (i *Issue) grows() (due time.Time) {
	for _, m := range i.Marks {
		if !m.Counts.IsZero() && (due.IsZero() || m.Counts.Before(due)) {
			due = m.Counts
		}
	}
	return due
}

// Grow lets the marks count whose accounts are new no longer. False: nothing changed.
func (i *Issue) Grow(room bool, now time.Time) (changed bool) {
	for n := range i.Marks {
		if m := &i.Marks[n]; !m.Counts.IsZero() && !m.Counts.After(now) {
			m.Counts, changed = time.Time{}, true
		}
	}
	if changed {
		i.doubt(room, now)
	}
	return changed
}

// Queue lets the issue wait to be checked, for which there was no room before. False: nothing changed.
func (i *Issue) Queue() (changed bool) {
	for n := range i.Marks {
		changed = changed || i.Marks[n].Alone
		i.Marks[n].Alone = false
	}
	return changed
}

// Finish notes that somebody who had claimed the issue said that it is done. False: nothing changed, since it is known or was looked at
// since: somebody checked it, or a list of a later day has it.
func (i *Issue) Finish(by string, at time.Time, room bool, now time.Time) (changed bool) {
	if !i.Done.IsZero() || !i.Closed.IsZero() || at.Before(i.Checked) || len(i.Seen) > 0 && i.Seen[0].Day.After(at) {
		return false
	}
	i.Done, i.DoneBy = at, by
	i.doubt(room, now)
	return true
}

// Unmark takes a person's own mark back.
func (i *Issue) Unmark(person string, now time.Time) (changed bool) {
	before := len(i.Marks)
	i.Marks = slices.DeleteFunc(i.Marks, func(m Mark) bool { return m.Person == person })
	i.doubt(false, now)
	return len(i.Marks) != before
}

// Check settles all marks: the issue was found open or closed. False: nothing changed.
func (i *Issue) Check(open bool, now time.Time) (changed bool) {
	changed = len(i.Marks) > 0 || !i.Done.IsZero() || open != i.Closed.IsZero()
	if open {
		for _, m := range i.Marks {
			i.Mistaken = slices.DeleteFunc(i.Mistaken, func(o Mistake) bool { return o.Person == m.Person || !i.mistook(o.Person, now) })
			i.Mistaken = append(i.Mistaken, Mistake{m.Person, now})
		}
		i.Mistaken = i.Mistaken[max(0, len(i.Mistaken)-maxMistaken):]
		i.Closed = time.Time{}
	} else if changed && i.Closed.IsZero() {
		i.Closed = now
	}
	if changed {
		i.Checked = now
	}
	i.Marks, i.Doubted, i.Done, i.DoneBy = nil, false, time.Time{}, ""
	return changed
}
