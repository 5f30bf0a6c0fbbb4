package matching

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Sending profiles along finds out how many hours somebody has in a quarter of a day, by bands, and not which; not by sliding over the
// zones either.
func TestHoursCannotBeProbed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.run()
	answers := map[string]map[string]bool{}
	for _, start := range []int{13, 15, 17} { // Berlin is an hour ahead of UTC in this week: all in the quarter from 12 to 18 UTC
		m := mentor("mo", "go")
		m.Format, m.Zone, m.Hours = "live", "Europe/Berlin", hoursCode(1*48+2*start, 4)
		w.says(m)
		w.seen()
		for zone := range 12 {
			for h := range 23 {
				q := api.WhyNotQuestion{Mentor: "mo", Profile: &api.RecommendProfile{Zone: fmt.Sprintf("Etc/GMT-%d", zone), Format: "live",
					Hours: []api.ProfileHours{{Day: "tue", From: fmt.Sprintf("%02d:30", h), To: fmt.Sprintf("%02d:30", h+1)}}}}
				got, err := w.as("").WhyNot(t.Context(), q)
				if err != nil {
					t.Fatal(err)
				}
				text, _ := json.Marshal(got)
				key := fmt.Sprint(zone, " ", h)
				if answers[key] == nil {
					answers[key] = map[string]bool{}
				}
				answers[key][string(text)] = true
			}
		}
	}
	for key, texts := range answers {
		if len(texts) != 1 {
			t.Errorf("zone and hour %s tell when: %v", key, texts)
		}
	}
}

// Words that the taxonomy does not have meet by their opaque ids, wherever they come from: a profile, the catalogue, a question. No
// answer has the word.
func TestUnknownWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := skill.Opaque("Bread Baking")
	m := mentor("mo", id)
	m.Interests = []string{skill.Opaque("Choir Singing")}
	w.says(m, mentor("other", "go"), wire.ProjectState{Project: "p", Shown: true, Topics: []string{"choir-singing"}},
		wire.IssueState{Issue: "i", Project: "p", Kind: "code", Shown: true, Skills: []wire.SkillLevel{{Skill: "bread-baking"}}})
	w.run()
	q := question("bread  baking")
	q.Profile.Interests = []string{"Choir-Singing"}
	for _, filter := range [][]string{nil, {"bread baking"}, {id}} {
		q.Filter.Skills = filter
		mentors, err := w.as("").RecommendMentors(t.Context(), q, w.seen())
		if err != nil || mentors.Items[0].Person != "mo" || filter != nil && len(mentors.Items) != 1 {
			t.Fatalf("%+v, %v", mentors, err)
		}
		issues, err := w.as("").RecommendIssues(t.Context(), q)
		if err != nil || len(issues.Items) != 1 {
			t.Fatalf("%+v, %v", issues, err)
		}
		for _, r := range []api.Recommendation{mentors.Items[0], issues.Items[0]} {
			text, _ := json.Marshal(r)
			if strings.Contains(string(text), "baking") || strings.Contains(string(text), "singing") || len(r.Reasons) < 2 ||
				!slices.Equal(r.Reasons[0].Params.Words, []string{id}) {
				t.Errorf("%s", text)
			}
		}
	}
}

// hoursCode is a mask of n half hours from one on.
func hoursCode(from, n int) string {
	var h [42]byte
	for i := from; i < from+n; i++ {
		h[i/8] |= 1 << (i % 8)
	}
	return base64.StdEncoding.EncodeToString(h[:])
}

// One half hour more or elsewhere, of a stored profile, changes no byte of any answer within a band; nor does one request more or less
// within a band of load.
func TestBandsOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	nia := newcomer("nia", "go")
	nia.Format, nia.Zone, nia.Hours = "live", "Europe/Berlin", hoursCode(80, 8)
	m, st := mentor("mo", "go"), standing("mo")
	m.Format, m.Zone = "live", "Europe/Berlin"
	w.says(nia)
	w.run()
	all := func(hours string, capacity, taken, unanswered int) string {
		t.Helper()
		m.Hours = hours
		st.Capacity, st.Taken, st.Unanswered = capacity, taken, unanswered
		w.says(m, st)
		list, err := w.as("nia").RecommendMentors(t.Context(), api.RecommendQuestion{Credits: true}, w.seen())
		if err != nil {
			t.Fatal(err)
		}
		why, err := w.as("nia").WhyNot(t.Context(), api.WhyNotQuestion{Mentor: "mo"})
		if err != nil {
			t.Fatal(err)
		}
		text, _ := json.Marshal([]any{list, why})
		return string(text)
	}
	two := all(hoursCode(80, 4), 2, 0, 0)
	if !strings.Contains(two, `"band":"from_2h"`) {
		t.Errorf("no band: %s", two)
	}
	for what, got := range map[string]string{
		"a half hour more": all(hoursCode(80, 5), 2, 0, 0), "elsewhere": all(hoursCode(82, 4), 2, 0, 0), "outside": all(hoursCode(78, 6), 2, 0, 0),
		"a place taken": all(hoursCode(80, 4), 2, 1, 0), "a request": all(hoursCode(80, 4), 9, 1, 1), // new here: nothing measured
	} {
		if got != two {
			t.Errorf("%s shows:\n%s\n%s", what, got, two)
		}
	}
	if got := all(hoursCode(80, 3), 2, 0, 0); got == two || !strings.Contains(got, `"band":"from_1h"`) {
		t.Errorf("less than two hours: %s", got)
	}
	// Measured, the load has bands of its own.
	st.Answers, st.Asked = []int64{9, 9, 9, 9, 9, 9}, 6
	some := all(hoursCode(80, 4), 2, 1, 0)
	if got := all(hoursCode(80, 4), 10, 4, 1); got != some {
		t.Errorf("the same band shows:\n%s\n%s", got, some)
	}
	if got := all(hoursCode(80, 4), 2, 0, 0); got == some {
		t.Error("nothing going on reads like some")
	}
}
