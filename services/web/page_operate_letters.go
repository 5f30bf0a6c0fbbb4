package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/web/words"
)

type lettersView struct {
	Form
	Room, Name string
	Items      []letterRow
	Next       string
}

type letterRow struct {
	api.DeadLetter
	What, When, Why string
}

// pageLetters are the messages that a room has given up: ids and codes, nothing that anybody wrote.
func pageLetters(v *visit) error { return v.lettersPage(http.StatusOK, v.empty()) }

func (v *visit) lettersPage(status int, f Form) error {
	room := v.r.PathValue("room")
	if !slices.Contains(rooms, room) {
		return errNoPage
	}
	list, next, err := v.letters(room, v.paged())
	if err != nil {
		return err
	}
	view := lettersView{Form: f, Room: room, Name: v.p.Code("room.", room), Next: v.nextPage("/operate/letters/"+room, next)}
	for _, l := range list {
		view.Items = append(view.Items, letterRow{l, v.p.T(messageKey(v.p, l.Type)), v.p.Short(l.At, v.now, v.zone()), v.p.Code("letter.because_", l.Reason)})
	}
	return v.show(status, "letters", v.p.T("letter.title"), view)
}

// messageKey is the text that says what a message of a type ("evt.mentoring.match_ended.v1") is: what staff did in the words of the audit, else
// the closest there is, first match_ended, then match. Every room has facts of some names (erased): these stand without a room.
func messageKey(p *words.Printer, typ string) string {
	const unknown = "letter.type_unknown"
	parts := strings.Split(typ, ".")
	if len(parts) != 4 {
		return unknown
	}
	room, name := parts[1], parts[2]
	if key := "deed." + room + "_" + name; p.Has(key) {
		return key
	}
	for short := name; short != ""; short = short[:max(0, strings.LastIndexByte(short, '_'))] {
		if key := "letter.type_" + room + "_" + short; p.Has(key) {
			return key
		}
	}
	if key := "letter.type_" + name; p.Has(key) {
		return key
	}
	return unknown
}

// doLetter hands a message to its consumer once more, or drops it for good.
func doLetter(v *visit) error {
	room, id := v.r.PathValue("room"), v.r.PostForm.Get("id")
	if !slices.Contains(rooms, room) || id == "" {
		return errNoPage
	}
	method, path, told := http.MethodPost, client.Path("ops-"+room, "dead-letters", id, "retry"), "letter_sent"
	if v.r.PostForm.Get("do") == "drop" {
		method, path, told = http.MethodDelete, client.Path("ops-"+room, "dead-letters", id), "letter_dropped"
	}
	_, err := client.Do[struct{}](v.ctx, v.api, method, path, nil, nil)
	if x := fault.As(err); err != nil && x.Code == "letters.failed" { // it is there still, and can be dropped
		f := v.posted()
		f.Wrong = []wrong{{"letter-" + id, v.problem(x)}}
		return v.lettersPage(x.Kind.Status(), f)
	}
	if err != nil {
		return err
	}
	return v.to("/operate/letters/"+room, told)
}

// pageLetterDrop asks before a message is dropped: nobody does then what it told.
func pageLetterDrop(v *visit) error {
	room, id := v.r.PathValue("room"), v.r.PathValue("id")
	if !slices.Contains(rooms, room) {
		return errNoPage
	}
	q := questionView{Key: client.NewKey(), Title: v.p.T("letter.drop_title"), Text: v.p.T("letter.drop_text"), Action: "/operate/letters/" + room,
		Do: "drop", Yes: v.p.T("letter.drop_yes"), No: v.p.T("letter.drop_no"), Back: "/operate/letters/" + room, ID: id, Stop: true}
	return v.alone(http.StatusOK, "question", q.Title, q)
}
