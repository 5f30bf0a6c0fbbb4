package main

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/safety/audit"
)

// deedOf says what each route with which staff change something leaves in the audit: a fact of it; or why there is none.
var deedOf = map[string]any{
	"accounts-look-up":        wire.AccountLookedUp{},
	"accounts-set-roles":      wire.RolesChanged{},
	"accounts-suspend":        wire.AccountSuspended{},
	"accounts-restore":        wire.AccountRestored{},
	"accounts-lift-sanctions": wire.AccountRestored{},
	"accounts-invite":         wire.LinkRequested{},
	"accounts-reveal-link":    wire.LinkRead{},

	"profiles-find":           "it changes nothing, and finds whom everybody finds",
	"profiles-look-up":        wire.PeopleLookedUp{},
	"profiles-decide-skill":   wire.SkillDecided{},
	"profiles-undecide-skill": wire.SkillDecided{},
	"profiles-approve-mentor": wire.MentorApproved{},
	"profiles-refuse-mentor":  wire.MentorRefused{},
	"profiles-import":         wire.PeopleImported{},
	"profiles-invite":         wire.PeopleImported{},

	"programs-make-organisation":      wire.OrganisationMade{},
	"programs-change-organisation":    wire.OrganisationMade{},
	"programs-make-programme":         wire.ProgrammeMade{},
	"programs-change-programme":       wire.ProgrammeMade{},
	"programs-change-rules":           wire.RulesChanged{},
	"programs-decide-mentor":          wire.MemberDecided{},
	"programs-give-role":              wire.GrantGiven{},
	"programs-take-role":              wire.GrantRemoved{},
	"programs-make-cohort":            wire.CohortMoved{},
	"programs-change-cohort":          wire.CohortMoved{},
	"programs-clone-cohort":           wire.CohortMoved{},
	"programs-extend-cohort":          wire.CohortMoved{},
	"programs-remove-cohort":          wire.CohortMoved{},
	"programs-review":                 "a reviewer's own words, until the decision; the application keeps who wrote them",
	"programs-decide":                 "a draft that nobody is told; releasing the decisions is the deed",
	"programs-prepare-decisions":      "drafts that nobody is told; releasing the decisions is the deed",
	"programs-release-decisions":      wire.ApplicationDecided{},
	"programs-make-outcomes-report":   "counts that are frozen with their time; they would be made by themselves",
	"programs-rehearse":               "made-up people on a store that is thrown away; nothing is kept",
	"programs-complete":               wire.ParticipantCompleted{},
	"programs-set-up-event":           wire.EventMoved{},
	"programs-move-event":             wire.EventMoved{},
	"programs-order-badges":           wire.EventMoved{},
	"programs-replace-badge":          wire.EventMoved{},
	"programs-make-teams":             wire.EventMoved{},
	"programs-publish-teams":          wire.EventMoved{},
	"programs-make-hub":               wire.ProgrammeMade{},
	"programs-meet-hub":               wire.ProgrammeMade{},
	"programs-part-hub":               wire.ProgrammeMade{},
	"programs-make-partner":           wire.PartnerChanged{},
	"programs-change-partner":         wire.PartnerChanged{},
	"programs-remove-partner":         wire.PartnerChanged{},
	"programs-link-partner-project":   wire.PartnerChanged{},
	"programs-unlink-partner-project": wire.PartnerChanged{},
	"programs-name-partner-mentor":    wire.PartnerNamed{},
	"programs-unname-partner-mentor":  "the link keeps it, and the mentor is told nothing new",
	"programs-add-partner-money":      wire.PartnerChanged{},
	"programs-set-partner-money":      wire.PartnerChanged{},
	"programs-remove-partner-money":   wire.PartnerChanged{},
	"programs-introduce":              wire.BoardIntroduced{},
	"programs-make-stipend":           wire.StipendMoved{},
	"programs-change-stipend":         wire.StipendMoved{},
	"programs-move-stipend":           wire.StipendMoved{},
	"programs-name-finance":           wire.FinanceNamed{},
	"participation-set-up":            wire.ParticipationMoved{},
	"participation-publish":           wire.ParticipationMoved{},

	"catalog-dismiss-marks": wire.IssueChecked{},
	"catalog-check-issue":   wire.IssueChecked{},
	"catalog-decide-claim":  wire.ProjectWished{},
	"catalog-wish":          wire.ProjectWished{},
	"catalog-import":        wire.ImportFinished{},

	"matching-draft-round":   "a draft: nobody is told of it, and publishing is the deed",
	"matching-discard-round": "a draft",
	"matching-fix-pair":      "a draft",
	"matching-leave-round":   "a draft",
	"matching-round-places":  "a draft",
	"matching-solve-round":   "a draft",
	"matching-check-round":   "it changes nothing",
	"matching-publish-round": wire.RoundPublished{},

	"safety-acknowledge":      wire.CaseMoved{},
	"safety-open":             wire.CaseOpened{},
	"safety-write":            wire.CaseMoved{},
	"safety-decide":           wire.CaseMoved{},
	"safety-close":            wire.CaseMoved{},
	"safety-declare-conflict": wire.CaseMoved{},
	"safety-hand-over":        wire.CaseMoved{},
	"safety-subject":          wire.CaseMoved{},
	"safety-set-duty":         wire.DutySet{},
	"safety-open-duty":        wire.DutyRead{},
}

// deeds are those, with the dead letters of every service.
func deeds() map[string]any {
	all := maps.Clone(deedOf)
	for _, from := range audit.Sources() {
		all[from+"-send-dead-letter-again"], all[from+"-discard-dead-letter"] = wire.LetterSettled{Service: from}, wire.LetterSettled{Service: from}
	}
	return all
}

// changeNothing are routes that the walk asks for what is so already, or of what is not there: they answer well and there is no deed.
var changeNothing = []string{
	"accounts-restore", "accounts-lift-sanctions", "catalog-check-issue", "catalog-dismiss-marks", "programs-take-role",
	"programs-release-decisions", "matching-publish-round", "programs-unlink-partner-project", "programs-remove-partner-money",
}

// everyDeedIsThere: what the audit is to have of the routes that did for somebody what they are for, it has. Of cases it tells nobody here.
func (e *edge) everyDeedIsThere() {
	e.Helper()
	want := map[string][]string{}
	for id, is := range deeds() {
		if f, ok := is.(wire.Event); ok && e.served[id] && !slices.Contains(changeNothing, id) {
			if service, typ := f.Fact(); !strings.HasPrefix(typ, "case_") {
				want[service+"."+typ] = append(want[service+"."+typ], id)
			}
		}
	}
	e.soon("the audit", func() error {
		left := maps.Clone(want)
		for d, err := range e.office.admin.Audit(e.ctx) {
			if err != nil {
				return err
			}
			delete(left, d.What)
		}
		if len(left) > 0 {
			return fmt.Errorf("nothing in it of %v", left)
		}
		return nil
	})
}

// staffOnly are the permissions of who acts for others.
var staffOnly = []auth.Permission{auth.IsModerator, auth.IsAdministrator, auth.ScopedRole}

// TestEveryStaffActionIsNoted: a route with which staff change something names the fact that the audit has of it, or why it needs none; and
// the fact that is named is one that the audit takes.
func TestEveryStaffActionIsNoted(t *testing.T) {
	t.Parallel()
	e, all := openEdge(t), deeds()
	noted := map[string]bool{}
	for _, from := range audit.Sources() {
		for _, f := range audit.Facts(from) {
			service, typ := f.Fact()
			noted[service+"."+typ] = true
		}
	}
	seen := map[string]bool{}
	for _, r := range e.routes {
		if r.Method == http.MethodGet || !slices.Contains(staffOnly, r.Permission) {
			continue
		}
		seen[r.ID] = true
		switch is := all[r.ID].(type) {
		case wire.Event:
			if service, typ := is.Fact(); !noted[service+"."+typ] {
				t.Errorf("%s leaves %s.%s, which the audit does not take", r.ID, service, typ)
			}
		case string:
		default:
			t.Errorf("%q: nil, // %s %s", r.ID, r.Method, r.Path)
		}
	}
	for id := range all {
		if !seen[id] {
			t.Errorf("%s is no route of staff any more", id)
		}
	}
}
