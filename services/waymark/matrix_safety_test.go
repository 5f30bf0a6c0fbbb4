package main

import (
	"errors"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/services/safety"
)

// reportThings is a report of the newcomer about somebody whom nobody of the cast knows.
func reportThings() []thing {
	return []thing{{what: "the newcomer's report", concerns: []string{newcomer}, make: func(e *edge) values {
		return values{"id": e.report(e.cast[newcomer], e.person("somebody").id)}
	}}}
}

// caseThings are two cases: one that the moderator may look at, one about a moderator with nobody but other staff left.
func caseThings() []thing {
	return []thing{
		{what: "a case", concerns: []string{moderator}, make: func(e *edge) values {
			id := e.report(e.person("somebody"), e.person("somebody").id)
			if _, err := e.cast[moderator].OpenCase(e.ctx, id, "triage"); err != nil { // so that it can be decided
				e.Fatal(err)
			}
			return values{"id": id}
		}},
		{what: "a case about the moderator", concerns: []string{administrator}, make: func(e *edge) values {
			return values{"id": e.report(e.person("somebody"), e.cast[moderator].id)}
		}},
	}
}

// subjectThings is a case that describes somebody, which the moderator has read and can say who it is.
func subjectThings() []thing {
	return []thing{{what: "a case that describes somebody", concerns: []string{moderator}, make: func(e *edge) values {
		var id string
		e.soon("reporting", func() error {
			r, err := e.person("somebody").Report(e.ctx, api.NewReport{About: "somebody", Kind: "other", Words: "Made up for the matrix."})
			if err == nil {
				id = r.ID
			}
			return err
		})
		if _, err := e.cast[moderator].OpenCase(e.ctx, id, "triage"); err != nil {
			e.Fatal(err)
		}
		return values{"id": id, "person": e.person("somebody").id}
	}}}
}

// decidedThings is a case that the moderator has decided and can close.
func decidedThings() []thing {
	return []thing{{what: "a decided case", concerns: []string{moderator}, make: func(e *edge) values {
		id, m := e.report(e.person("somebody"), e.person("somebody").id), e.cast[moderator]
		_, err := m.OpenCase(e.ctx, id, "decide")
		if err == nil {
			_, err = m.DecideCase(e.ctx, id, api.NewCaseDecision{Measure: "warning", Words: "What it is about"})
		}
		if err != nil {
			e.Fatal(err)
		}
		return values{"id": id}
	}}}
}

// outcomeThings is an outcome that fell on the stranger, who can still appeal.
func outcomeThings() []thing {
	return []thing{{what: "the stranger's outcome", concerns: []string{stranger}, make: func(e *edge) values {
		id, m := e.report(e.person("somebody"), e.cast[stranger].id), e.cast[moderator]
		_, err := m.OpenCase(e.ctx, id, "decide")
		if err == nil {
			_, err = m.DecideCase(e.ctx, id, api.NewCaseDecision{Measure: "warning", Words: "What it is about"})
		}
		if err != nil {
			e.Fatal(err)
		}
		room := e.world.rooms["safety"].(*safety.Service)
		all, err := room.Outcomes(auth.With(e.ctx, auth.Principal{ID: e.cast[stranger].id}))
		if err != nil || len(all) == 0 {
			e.Fatal("no outcome", err)
		}
		return values{"id": all[0].ID}
	}}}
}

// report makes a report and waits until the room knows both.
func (e *edge) report(who *actor, about string) (id string) {
	e.Helper()
	e.soon("reporting", func() error {
		r, err := who.Report(e.ctx, api.NewReport{About: "person", Person: about, Kind: "other", Words: "Made up for the matrix."})
		if err == nil {
			id = r.ID
		}
		return err
	})
	return id
}

// reported is a project to report: reports about people would part the cast.
func reported(e *edge) values {
	v := catalogued("projects")(e)
	return values{"about": "project", "project": v["id"]}
}

// dutyThings is this week, with words that the moderator left for themself.
func dutyThings() []thing {
	return []thing{{what: "this week", make: func(e *edge) values {
		rota, err := e.cast[moderator].Duty(e.ctx)
		if err != nil {
			e.Fatal(err)
		}
		e.soon("the rota", func() error {
			w, err := e.cast[moderator].SetDuty(e.ctx, rota.Now, api.DutyBody{Moderator: e.cast[moderator].id, Note: "Good luck."})
			if err == nil && !w.Note {
				err = errors.New("no note")
			}
			return err
		})
		return values{"week": rota.Now, "moderator": e.cast[moderator].id}
	}}}
}
