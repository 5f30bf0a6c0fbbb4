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

// drawn are the questions of which numbers were printed, with the answers that they had.
type drawn map[string]map[string]bool

// fresh is how many draws of a question are new: a number that was printed before stands as it was, and tells nothing more.
func (d drawn) fresh(q Question) (n int) {
	for _, code := range q.Codes() {
		if !d[q.Code][code] {
			n++
		}
	}
	return min(n, q.Draws())
}

func (d drawn) add(question string, codes []string) {
	if d[question] == nil {
		d[question] = map[string]bool{}
	}
	for _, code := range codes {
		d[question][code] = true
	}
}

// spent is how many draws earlier reports have made about the same people, and of which answers. earlier are the newest first. Noise has a
// ledger of its own.
func spent(earlier []*Report) (n int, before drawn) {
	before = drawn{}
	for i := len(earlier) - 1; i >= 0; i-- {
		if earlier[i].Way != Tables {
			continue
		}
		for _, t := range earlier[i].Tables {
			if t.Withheld == "" {
				n += before.fresh(Question{Code: t.Question, Multiple: t.Multiple, Options: optionsOf(t.Options)})
				before.add(t.Question, t.Options)
			}
		}
	}
	return n, before
}

func optionsOf(codes []string) (out []Option) {
	for _, c := range codes {
		out = append(out, Option{Code: c})
	}
	return out
}

// Enough are the questions of a set that a report after these cannot show: with them more would be drawn about one person than the rule allows,
// by whose steps alone nobody is told apart. It depends on what is asked, never on what was answered.
func Enough(questions []Question, earlier []*Report, rule protect.Rule) map[string]bool {
	out := map[string]bool{}
	if rule.Draws == 0 {
		return out
	}
	all, before := spent(earlier)
	here := 0
	for _, q := range questions {
		draws, fresh := q.Draws(), before.fresh(q)
		if here+draws > rule.Draws || all+fresh > rule.AllDraws && fresh > 0 {
			out[q.Code] = true
			continue
		}
		here, all = here+draws, all+fresh
	}
	return out
}
