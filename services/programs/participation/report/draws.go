package report

import "github.com/waymark-dev/waymark/services/programs/participation/protect"

// Draws is how many numbers of a question can differ by what one person answered, each moved by a step of its own: of a single answer two (the
// one they gave and the one they did not), of several answers every one.
func (q Question) Draws() int {
	if q.Multiple {
		return len(q.Codes())
	}
	return 2
}

// draws is how many numbers of a published table can show what one person answered: in the group where most can, those that were printed and do
// not stand as they were before. Of a single answer it makes no difference whether the last option is printed, or the sum that it is missing from.
func draws(t *protect.Published) (most int) {
	printed := func(option, group string) bool {
		v := t.At(option, group)
		return v != nil && v.N != nil && !v.Kept
	}
	for _, group := range t.Groups {
		n := 0
		for _, option := range t.Options {
			if printed(option, group) || printed(option, "") {
				n++
			}
		}
		if !t.Multiple {
			if printed(protect.Answers, group) || printed(protect.Answers, "") {
				n++
			}
			n = min(n, 2)
		}
		most = max(most, n)
	}
	return most
}

// spent is how many draws reports have made about the same people. Noise has a ledger of its own.
func spent(earlier []*Report) (n int) {
	for _, r := range earlier {
		if r.Way != Tables {
			continue
		}
		for _, t := range r.Tables {
			n += draws(&t.Published)
		}
	}
	return n
}

// Enough are the questions of a set that a report after these cannot show: with them more could be drawn about one person than the rule allows,
// by whose steps alone nobody is told apart. promised is what may be drawn besides by others that are not published yet. It depends on what is
// asked and on what was printed, never on what was answered now: whether a number will stand as it was, nobody knows before, so all count.
func Enough(questions []Question, earlier []*Report, promised int, rule protect.Rule) map[string]bool {
	out := map[string]bool{}
	if rule.Draws == 0 {
		return out
	}
	here, all := 0, spent(earlier)+promised
	for _, q := range questions {
		n := q.Draws()
		if here+n > rule.Draws || all+n > rule.AllDraws {
			out[q.Code] = true
			continue
		}
		here, all = here+n, all+n
	}
	return out
}
