package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// reports: what somebody reports stops contact at once, is read by opening it alone, and is followed by who reported.
func (t *tour) reports(ctx context.Context) (string, error) {
	began := time.Now()
	var r *api.ReportReceipt
	err := eventually(ctx, patience, func() (err error) {
		r, err = t.second.Report(ctx, api.NewReport{
			About: "person", Person: t.mentor.id, Kind: "other", Words: "Made up for a tour.", Language: "en",
		})
		return err
	})
	if err != nil {
		return "", err
	}
	if r.Contact != "stopped" {
		return "", fmt.Errorf("contact is %q", r.Contact)
	}
	took := time.Since(began).Round(time.Millisecond)
	if err := t.within(ctx, 2*time.Second, func() error {
		if _, err := t.mentor.Person(ctx, t.second.id); !fault.Has(err, fault.NotFound) {
			return errors.Join(errors.New("the two still see each other"), err)
		}
		return nil
	}); err != nil {
		return "", err
	}
	if _, err := t.mentor.OwnReport(ctx, r.ID); !fault.Has(err, fault.NotFound) {
		return "", errors.Join(errors.New("the other side finds the report"), err)
	}
	// Where there is no moderator the administrator, who knows neither, looks.
	opened, err := t.office.admin.OpenCase(ctx, r.ID, "triage")
	if fault.Has(err, fault.NotFound) {
		return fmt.Sprintf("Contact was stopped %s after. There are moderators here: the case is theirs, and no administrator's.", took), nil
	}
	if err != nil {
		return "", fmt.Errorf("opening the case: %w", err)
	}
	if opened.Words != "Made up for a tour." || len(opened.Lines) == 0 || len(opened.Case.Opened) != 1 {
		return "", fmt.Errorf("what was opened is %+v", opened)
	}
	if _, err := t.office.admin.DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: "none"}); err != nil {
		return "", fmt.Errorf("deciding the case: %w", err)
	}
	own, err := t.second.OwnReport(ctx, r.ID)
	if err != nil || own.Result != "not_found" || own.Status != "closed" {
		return "", errors.Join(fmt.Errorf("the report is %+v", own), err)
	}
	out, err := t.public.Report(ctx, api.NewReport{About: "person", Person: t.mentor.id, Kind: "spam"})
	if err != nil {
		return "", fmt.Errorf("signed out: %w", err)
	}
	if _, err := t.public.OwnReport(ctx, out.ID, client.ReportCode(out.Code)); err != nil {
		return "", fmt.Errorf("followed by its code: %w", err)
	}
	if _, err := t.public.OwnReport(ctx, out.ID, client.ReportCode("a"+out.Code[1:]+"a")); !fault.Has(err, fault.NotFound) {
		return "", errors.Join(errors.New("a forged code was taken"), err)
	}
	return fmt.Sprintf("Contact was stopped %s after; the sealed words were opened, which the case shows; the reporter read the result, and "+
		"the other side nothing. Signed out, a code follows a report.", took), nil
}
