package cohort

import (
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
)

// Codes of what is left, as Deps.Counts gives them.
const (
	LeftReview      = "review"            // applications that nobody has rated
	LeftDecide      = "decide"            // applications without a decision
	LeftRelease     = "release"           // decisions that nobody was told
	LeftAgree       = "agree"             // mentors who have not accepted the agreement that counts
	LeftCheckIn     = "check_in"          // check-ins that are late
	LeftProjects    = "projects"          // projects that wait for an organiser
	LeftWaiting     = "waiting"           // people who wait, while as many places are free
	LeftEligibility = "eligibility"       // answers about eligibility that are still kept
	LastEligibility = "eligibility_until" // when the last of them are deleted, in milliseconds since 1970
	LeftFigures     = "figures"           // 1 until it is chosen what is asked for published figures of who takes part
)

// Checklist is what is due from whom. left is what Deps.Counts gives.
func Checklist(c *Cohort, left map[string]int64, now time.Time) api.CohortChecklist {
	out := api.CohortChecklist{Items: []api.CohortDuty{}}
	add := func(code, who string, due time.Time, n int64) {
		out.Items = append(out.Items, api.CohortDuty{Code: code, Who: who, Due: due, Done: n == 0, Left: n})
	}
	missing := func(ok bool) int64 {
		if ok {
			return 0
		}
		return 1
	}
	applied := c.Newcomers == ByApplication || c.Mentors == ByApplication
	first := time.Time{}
	if len(c.Phases) > 0 {
		first = c.Phases[0].From
	}
	if applied {
		add("questions", "organisers", first, missing(len(c.Questions) > 0))
	}
	if eligibility(c.Questions) {
		add("readers", "organisers", first, missing(len(c.Readers) > 0))
	}
	if n := left[LeftFigures]; c.Figures() && (n == 0 || c.NoFigures) {
		add(LeftFigures, "organisers", first, 0)
	} else if c.Figures() && !c.HasCalled(now) { // from the call on nobody can
		add(LeftFigures, "organisers", first, n)
	}
	add("publish", "organisers", first, missing(c.Published))
	if applied {
		end := c.after(Applying, Review)
		add(LeftReview, "reviewers", end, left[LeftReview])
		add(LeftDecide, "organisers", end, left[LeftDecide])
		add(LeftRelease, "organisers", end, left[LeftRelease])
	}
	if n := left[LeftWaiting]; n > 0 {
		add(LeftWaiting, "organisers", time.Time{}, n)
	}
	if n := left[LeftProjects]; n > 0 {
		add(LeftProjects, "organisers", c.after(Call, Applying), n)
	}
	if c.AgreementVersion > 0 && c.Agreement != "" {
		add(LeftAgree, "mentors", c.Begins(Round), left[LeftAgree])
	}
	if c.CheckInEvery > 0 {
		add(LeftCheckIn, "newcomers", time.Time{}, left[LeftCheckIn])
	}
	if eligibility(c.Questions) {
		until := c.Forget(now) // sooner where it was decided
		if last := left[LastEligibility]; last > 0 {
			until = time.UnixMilli(last).UTC()
		}
		add(LeftEligibility, "readers", until, left[LeftEligibility])
	}
	return out
}

// after is when what follows the later of these phases begins; zero if nothing does.
func (c *Cohort) after(phases ...string) (end time.Time) {
	for i, p := range c.Phases {
		for _, name := range phases {
			if p.Name == name && i+1 < len(c.Phases) {
				end = c.Phases[i+1].From
			}
		}
	}
	return end
}
