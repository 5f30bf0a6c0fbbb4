package main

import (
	"errors"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// roundThings are a draft of the programme: nobody but its organisers knows of it.
func roundThings() []thing {
	who := []string{organiser, administrator}
	return []thing{{what: "a round of the programme", concerns: who, may: who, make: (*edge).round}}
}

// round drafts one, as a row with a newcomer in it where there is somebody.
func (e *edge) round() values {
	e.Helper()
	programme := e.programme("programme")["id"]
	var id string
	e.soon("drafting a round", func() error {
		r, err := e.cast[organiser].NewRound(e.ctx, api.NewRound{Programme: programme})
		if fault.Coded(err, "round.too_many") {
			list, err := e.office.admin.Rounds(e.ctx, programme, 100, "")
			if err != nil {
				return err
			}
			for _, old := range list.Items {
				if old.Status == "draft" {
					err = errors.Join(err, e.office.admin.DiscardRound(e.ctx, old.ID))
				}
			}
			return errors.Join(err, errors.New("again"))
		}
		if err == nil {
			id = r.ID
		}
		return err
	})
	e.soon("gathering a round", func() error {
		r, err := e.cast[organiser].Round(e.ctx, id)
		if err == nil && r.Work != nil {
			err = errors.New("it is worked on")
		}
		return err
	})
	return values{"id": id, "row": "0", "objective": "fit"}
}
