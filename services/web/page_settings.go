package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

type settingsView struct {
	Mentor, NoProfile bool
}

func pageSettings(v *visit) error {
	me, err := v.person()
	if fault.Has(err, fault.Unauthenticated) {
		return err
	}
	return v.show(http.StatusOK, "settings", v.p.T("layout.settings"), settingsView{NoProfile: err != nil, Mentor: err == nil && me.Mentor})
}

// foundBy are who may find somebody, in the order of the page.
var foundBy = []string{"nobody", "programme", "members", "everybody"}

type profileView struct {
	Form
	FoundBy []string
	Fresh   bool // nothing was saved yet
	ID      string
	Summary string
	Then    string // where the reader was on the way to; "" is the list of settings
}

func pageProfile(v *visit) error {
	me, err := v.person()
	if err != nil && !fault.Has(err, fault.NotFound) {
		return err
	}
	f := v.empty("found_by", "nobody")
	if err == nil {
		f = v.empty("name", me.DisplayName, "pronouns", me.Pronouns, "about", me.About, "found_by", me.FoundBy)
		var lines []string
		for _, l := range me.Links {
			lines = append(lines, l.URL)
		}
		f.typed.Set("links", strings.Join(lines, "\n"))
		f.typed.Set("contributed", workLines(me.Contributed))
		if me.ShowContributed {
			f.typed.Set("show_contributed", "yes")
		}
	}
	return v.profilePage(http.StatusOK, f)
}

// onward is the page that a reader was on the way to when this one came in between; "" if there is none.
func (v *visit) onward() string {
	if to := v.then(); to != "/" {
		return to
	}
	return ""
}

func (v *visit) profilePage(status int, f Form) error {
	view := profileView{Form: f, FoundBy: foundBy, Fresh: true, Then: v.onward()}
	if me, err := v.person(); err == nil {
		view.Fresh, view.ID, view.Summary = false, me.ID, v.summary(answersOf(me))
		if f.Value("was") == "" {
			f.typed.Set("was", marks(v.profileParts(f, nil, me)))
		}
	}
	return v.show(status, "profile", v.p.T("settings.profile"), view)
}

func doProfile(v *visit) error {
	f := v.posted()
	if f.Text("name") == "" {
		f.refuse("name", "wrong.name_required")
	}
	links := []api.ProfileLink{}
	for _, line := range strings.Fields(f.Value("links")) {
		if !strings.HasPrefix(line, "https://") {
			f.refuse("links", "wrong.links_https")
			break
		}
		links = append(links, api.ProfileLink{URL: line})
	}
	if len(f.Wrong) > 0 {
		return v.profilePage(http.StatusUnprocessableEntity, f)
	}
	both, err := v.saveProfile(&f, links)
	switch {
	case len(both) > 0:
		return v.profilePage(http.StatusPreconditionFailed, f)
	case fault.Has(err, fault.NotFound): // they have none yet
		body := v.answers().profile(f.Text("name"))
		body.Pronouns, body.About, body.FoundBy, body.Links = f.Text("pronouns"), strings.ReplaceAll(f.Text("about"), "\r\n", "\n"), f.Value("found_by"), links
		body.Contributed, body.ShowContributed = typedWork(f.Value("contributed"), nil), f.Value("show_contributed") != ""
		_, err = v.api.SaveMe(v.ctx, body)
	}
	if err == nil {
		return v.to(cmp.Or(v.onward(), "/settings"), "saved")
	}
	if !v.blame(&f, err, profileFields) {
		return err
	}
	return v.profilePage(http.StatusUnprocessableEntity, f)
}

// mailView is the choice of mail: by kind of notification, and when.
type mailView struct {
	Form
	Groups      []mailGroup
	Days, Hours []mailKind
	Ways        []string
	Zone        string
}

// mailGroup is what belongs together; one that does not concern the reader now is folded.
type mailGroup struct {
	Title string
	Open  bool
	Kinds []mailKind
}

// mailGroups are the kinds of notifications by what somebody does, in the order of the page. What is new stands in the last.
var mailGroups = []kindGroup{
	{"newcomer", []string{"offer_ended", "info_asked", "match_accepted", "match_exhausted", "place_offered", "place_offer_ended", "waiting_ended",
		"hand_over_proposed"}},
	{"mentor", []string{"mentor_asked", "mentor_reminded", "info_given", "match_withdrawn", "mentor_paused", "mentor_approved", "mentor_refused",
		"hand_over_asked", "hand_over_ended"}},
	{"together", []string{"message_posted", "session_proposed", "session_confirmed", "session_cancelled", "session_reminded", "match_proposed",
		"match_active", "match_ended", "match_extended", "match_handed_over", "silence_noticed", "office_hour_moved", "office_hour_cancelled",
		"office_hour_reminded"}},
	{"work", []string{"issue_claimed", "claim_reminded", "claim_ended", "project_claim_decided", "board_moved", "board_introduced"}},
	{"programmes", []string{"member_invited", "member_decided", "application_decided", "check_in_due", "participant_completed", "still_asked",
		"participant_left", "agreement_moved", "event_team_given", "partner_named", "stipend_moved", "cohort_project_moved", "cohort_project_named"}},
	{"staff", []string{"case_waits", "desk_waits"}},
}

// kindGroup are kinds of mail that belong together.
type kindGroup struct {
	code  string
	kinds []string
}

// byGroup parts kinds of mail, each group in its own order, and what no group has in the last one.
func byGroup(kinds []string) []kindGroup {
	rest := slices.Clone(kinds)
	var out []kindGroup
	for _, g := range mailGroups {
		has := kindGroup{code: g.code}
		for _, kind := range g.kinds {
			if i := slices.Index(rest, kind); i >= 0 {
				rest, has.kinds = slices.Delete(rest, i, i+1), append(has.kinds, kind)
			}
		}
		if len(has.kinds) > 0 {
			out = append(out, has)
		}
	}
	if len(rest) > 0 {
		out = append(out, kindGroup{"other", rest})
	}
	return out
}

// inGroups are the kinds of mail as the page shows them. What concerns staff alone is for them; the rest of what does not concern the reader
// now is folded, and kept as it was chosen.
func (v *visit) inGroups(kinds []string) (out []mailGroup) {
	moderator, _ := v.staff()
	mentor, newcomer := false, true
	if me, err := v.person(); err == nil {
		mentor, newcomer = me.Mentor, me.Newcomer || !me.Mentor
	}
	open := map[string]bool{"together": true, "newcomer": newcomer, "mentor": mentor, "staff": true}
	for _, g := range byGroup(kinds) {
		if g.code == "staff" && !moderator {
			continue
		}
		group := mailGroup{Title: v.p.Code("mail_group.", g.code), Open: open[g.code]}
		for _, kind := range g.kinds {
			group.Kinds = append(group.Kinds, mailKind{kind, v.p.Code("mail_kind.", kind)})
		}
		out = append(out, group)
	}
	return out
}

// mailKind is something to choose, with its words.
type mailKind struct{ Value, Text string }

// mailWays are how somebody can hear of a kind, as the API names them.
var mailWays = []string{"at_once", "digest", "inbox"}

var mailDays = []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

func pageMail(v *visit) error {
	var read client.Answer
	p, err := v.api.NotificationPreferences(v.ctx, client.Into(&read))
	if err != nil {
		return err
	}
	f := v.empty("version", strconv.FormatInt(read.Version, 10), "weekday", p.Digest.Weekday, "hour", strconv.Itoa(p.Digest.Hour),
		"quiet_from", p.QuietHours.From, "quiet_to", p.QuietHours.To)
	if p.Digest.On {
		f.typed.Add("on", "digest")
	}
	if p.QuietHours.On {
		f.typed.Add("on", "quiet")
	}
	for kind, way := range p.Events {
		f.typed.Add("kind", kind)
		f.typed.Add("event-"+kind, way)
	}
	return v.mailPage(http.StatusOK, f, p.Zone)
}

func (v *visit) mailPage(status int, f Form, zone string) error {
	view := mailView{Form: f, Ways: mailWays, Zone: zone, Groups: v.inGroups(slices.Sorted(slices.Values(f.All("kind", 60))))}
	for i, day := range mailDays {
		view.Days = append(view.Days, mailKind{day, v.p.LongWeekday(i)})
	}
	for hour := range 24 {
		view.Hours = append(view.Hours, mailKind{strconv.Itoa(hour), v.p.Digits(fmt.Sprintf("%02d:00", hour))})
	}
	return v.show(status, "mail", v.p.T("settings.mail"), view)
}

var mailFields = map[string]string{"/quiet_hours/from": "quiet_from", "/quiet_hours/to": "quiet_to", "/digest/hour": "hour", "/digest/weekday": "weekday"}

func doMail(v *visit) error {
	f := v.posted()
	change := api.NotificationChange{
		Events:     map[string]string{},
		Digest:     &api.DigestTime{On: f.Is("on", "digest"), Weekday: f.Value("weekday"), Hour: f.number("hour", 0, 23)},
		QuietHours: &api.QuietHours{On: f.Is("on", "quiet"), From: f.Text("quiet_from"), To: f.Text("quiet_to")},
	}
	for _, kind := range f.All("kind", 60) {
		change.Events[kind] = f.Value("event-" + kind)
	}
	if len(f.Wrong) == 0 {
		err := v.saveMail(change, f.Value("version"))
		if err == nil {
			return v.to("/settings", "saved")
		}
		if !v.blame(&f, err, mailFields) {
			return err
		}
	}
	p, err := v.api.NotificationPreferences(v.ctx)
	if err != nil {
		return err
	}
	return v.mailPage(http.StatusUnprocessableEntity, f, p.Zone)
}

// saveMail saves what was chosen on a page of this version. Somebody who stopped a kind from a mail meanwhile is not overruled by an old
// page; one that is from before anything was chosen has no version that the API could compare.
func (v *visit) saveMail(change api.NotificationChange, version string) error {
	n, err := strconv.ParseInt(version, 10, 64)
	if err == nil && n > 0 {
		_, err = v.api.ChangeNotificationPreferences(v.ctx, change, client.IfMatch(n))
		return err
	}
	var read client.Answer
	if _, err := v.api.NotificationPreferences(v.ctx, client.Into(&read)); err != nil {
		return err
	}
	if read.Version > 0 {
		return fault.New(fault.Stale, "preferences.changed", "Your choices have changed since you read them. Load them again, then save.")
	}
	_, err = v.api.ChangeNotificationPreferences(v.ctx, change)
	return err
}

type blocksView struct {
	Key   string
	Items []blockRow
}

type blockRow struct{ ID, Name, Since string }

func pageBlocks(v *visit) error {
	list, err := v.api.Blocks(v.ctx)
	if err != nil {
		return err
	}
	view := blocksView{Key: client.NewKey()}
	names := map[string]string{}
	if len(list.Items) > 0 { // without names, which profiles alone has, the list still says how many there are, and since when
		if known, err := v.api.BlockedNames(v.ctx); err == nil {
			for _, x := range known.Items {
				names[x.ID] = x.DisplayName
			}
		}
	}
	for i, b := range list.Items {
		name := names[b.Person]
		if name == "" {
			name = v.p.T("blocks.one", "Number", i+1)
		}
		view.Items = append(view.Items, blockRow{b.Person, name, v.p.Date(b.Since, v.zone())})
	}
	return v.show(http.StatusOK, "blocks", v.p.T("settings.blocks"), view)
}

func doBlocks(v *visit) error {
	if err := v.api.Unblock(v.ctx, v.r.PostForm.Get("person")); err != nil {
		return err
	}
	return v.to("/settings/blocks", "unblocked")
}

func pageBlock(v *visit) error {
	p, err := v.api.Person(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.question("person.block", "/people/"+p.ID+"/block", "block", true, "Name", firstName(p.DisplayName))
}

func doBlock(v *visit) error {
	if err := v.api.Block(v.ctx, v.r.PathValue("id")); err != nil {
		return err
	}
	return v.to("/settings/blocks", "blocked")
}
