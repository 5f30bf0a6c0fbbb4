package web

import (
	"net/http"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

type dutyView struct {
	Weeks    []dutyRow
	Nameless bool // the reader gave no name: the others read the end of an id
}

type dutyRow struct {
	Week, Span, Who string
	Now, Note       bool
}

func pageDuty(v *visit) error {
	duty, err := v.api.Duty(v.ctx)
	if err != nil {
		return err
	}
	var ids []string
	for _, w := range duty.Weeks {
		ids = append(ids, w.Moderator)
	}
	names := v.names(ids)
	view := dutyView{}
	view.Nameless = v.nameless()
	for _, w := range duty.Weeks {
		view.Weeks = append(view.Weeks, v.dutyRow(w, duty.Now, names))
	}
	return v.show(http.StatusOK, "duty", v.p.T("duty.title"), view)
}

func (v *visit) dutyRow(w api.DutyWeek, now string, names map[string]string) dutyRow {
	row := dutyRow{Week: w.Week, Now: w.Week == now, Note: w.Note, Who: v.p.T("duty.everybody"), Span: v.p.T("duty.span", "From", v.p.Date(w.From, time.UTC),
		"To", v.p.Date(w.To.AddDate(0, 0, -1), time.UTC))}
	if w.Moderator != "" {
		row.Who = v.staffName(names, w.Moderator)
	}
	return row
}

type dutyWeekView struct {
	Form
	dutyRow
	Moderators []option
	Words, By  string // of an opened note
}

func (v *visit) dutyWeek(status int, f Form, words *api.DutyNote) error {
	duty, err := v.api.Duty(v.ctx)
	if err != nil {
		return err
	}
	for _, w := range duty.Weeks {
		if w.Week != v.r.PathValue("week") {
			continue
		}
		if !f.typed.Has("moderator") {
			f.typed.Set("moderator", w.Moderator)
		}
		ids := []string{w.Moderator}
		if words != nil {
			ids = append(ids, words.By)
		}
		names := v.names(ids)
		view := dutyWeekView{Form: f, dutyRow: v.dutyRow(w, duty.Now, names), Moderators: v.moderators()}
		if words != nil {
			view.Words, view.By = words.Words, v.staffName(names, words.By)
		}
		return v.show(status, "duty-week", v.p.T("duty.title"), view)
	}
	return errNoPage
}

func pageDutyWeek(v *visit) error { return v.dutyWeek(http.StatusOK, v.empty(), nil) }

func doDutyWeek(v *visit) error {
	f, week := v.posted(), v.r.PathValue("week")
	if f.Value("do") == "read" {
		words, err := v.api.OpenDuty(v.ctx, week)
		if fault.Has(err, fault.NotFound) {
			f.refuse("", "duty.no_words")
			return v.dutyWeek(http.StatusUnprocessableEntity, f, nil)
		}
		if err != nil {
			return err
		}
		return v.dutyWeek(http.StatusOK, v.empty(), words)
	}
	_, err := v.api.SetDuty(v.ctx, week, api.DutyBody{Moderator: f.Value("moderator"), Note: f.Text("note")})
	if err == nil {
		return v.to("/duty", "saved")
	}
	if !v.blame(&f, err, map[string]string{"/moderator": "moderator", "/note": "note"}) {
		return err
	}
	return v.dutyWeek(http.StatusUnprocessableEntity, f, nil)
}
