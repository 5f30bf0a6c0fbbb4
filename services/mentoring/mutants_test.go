package mentoring

import (
	"slices"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// mutant is the service with one rule of the protocol left out. The checks must notice it in one of its families; one that
// is marked spare leaves out a second line of defence, and must break nothing.
type mutant struct {
	name     string
	off      deviations
	families string
	spare    bool
	seed     int // where to begin
}

// Those of the family "block" leave the rounds' proposals to accepting alone, as the model does: a block that looks for them
// hides what they leave out.
//
// The model has two more: a request and its mentorship as two documents. Here they are one document, so those two cannot be
// put into this service.
var mutants = []mutant{
	{
		name: "step 3 by the retry loop",
		off:  deviations{RetryCommit: true}, families: "seat", seed: 4,
	},
	{
		name: "a conflict releases",
		off:  deviations{ReleaseOnConflict: true}, families: "late", seed: 18,
	},
	{
		name: "settle does not move the version",
		off:  deviations{NoBump: true}, families: "late", seed: 50,
	},
	{
		name: "settle removes by match, not the entry it read",
		off:  deviations{RemoveAny: true}, families: "late", seed: 419,
	},
	{
		name: "settle keeps an entry while the match is live with somebody else",
		off:  deviations{KeepElsewhere: true}, families: "forward", seed: 385,
	},
	{
		name: "an older entry is used without taking it again",
		off:  deviations{NoRetake: true}, families: "late", seed: 93,
	},
	{
		name: "a newer entry is overwritten by an older version",
		off:  deviations{RetakeBackwards: true}, families: "late", seed: 1085,
	},
	{
		name: "an older reservation is taken again without asking the capacity",
		off:  deviations{RetakeUncounted: true}, families: "capacity", seed: 302,
	},
	{
		name: "the capacity is read first, the reservation written without condition",
		off:  deviations{BlindReserve: true}, families: "seat", seed: 55,
	},
	{
		name: "no claim",
		off:  deviations{NoClaim: true}, families: "round", seed: 3,
	},
	{
		name: "the claim does not look for another one",
		off:  deviations{ClaimUnchecked: true}, families: "round", seed: 10,
	},
	{
		name: "the claim comes after step 3",
		off:  deviations{ClaimAfterCommit: true}, families: "round", seed: 3,
	},
	{
		name: "lowering answers without fencing the reservations it found",
		off:  deviations{LowerUnfenced: true}, families: "capacity", seed: 32,
	},
	{
		name: "decline and asking the next are two replaces",
		off:  deviations{AskNextLater: true}, families: "forward",
	},
	{
		name: "a decline is written without asking the state again",
		off:  deviations{DeclineStale: true}, families: "forward", seed: 44,
	},
	{
		name: "a request is listed after it is inserted",
		off:  deviations{ListAfterInsert: true}, families: "create",
	},
	{
		name: "the listing does not look for another open request",
		off:  deviations{ListUnchecked: true}, families: "block-create", seed: 21,
	},
	{
		name: "settle drops the listing of an absent request, no terminal document",
		off:  deviations{NoTombstone: true}, families: "create", seed: 4,
	},
	{
		name: "creating a request does not look at blocks",
		off:  deviations{CreateIgnoresBlock: true}, families: "block-create", seed: 2,
	},
	{
		name: "accepting does not look at blocks",
		off:  deviations{AcceptIgnoresBlock: true, BlockLeavesProposals: true}, families: "block", seed: 2,
	},
	{
		name: "only the mentor's standing is asked for blocks when accepting",
		off:  deviations{AcceptChecksMentor: true, BlockLeavesProposals: true}, families: "block", spare: true,
	},
	{
		name: "only the newcomer's standing is asked for blocks when accepting",
		off:  deviations{AcceptChecksNewcomer: true, BlockLeavesProposals: true}, families: "block", spare: true,
	},
	{
		name: "a block writes the blocker's standing only",
		off:  deviations{BlockOne: true}, families: "block block-create", spare: true,
	},
	{
		name: "a block writes one standing, and only step 1 looks",
		off:  deviations{BlockOne: true, AcceptChecksMentor: true, BlockLeavesProposals: true}, families: "block", seed: 2,
	},
	{
		name: "a block writes one standing, and only step 2 looks",
		off:  deviations{BlockOne: true, AcceptChecksNewcomer: true, BlockLeavesProposals: true}, families: "block", seed: 11,
	},
	{
		name: "a block looks for what to end before it writes",
		off:  deviations{BlockLooksFirst: true}, families: "block-create", seed: 21,
	},
	{
		name: "a block leaves the listing of an absent request alone",
		off:  deviations{BlockSkipsAbsent: true}, families: "block-create", seed: 88,
	},
	{
		name: "a block ends live mentorships only",
		off:  deviations{BlockLiveOnly: true, BlockLeavesProposals: true}, families: "block", seed: 11,
	},
	{
		name: "a block tries each replace once, and does not load again",
		off:  deviations{BlockOnce: true, BlockLeavesProposals: true}, families: "block", seed: 23,
	},
	{
		name: "a block answers after writing the standings",
		off:  deviations{BlockAnswersEarly: true, BlockLeavesProposals: true}, families: "block", seed: 2,
	},
	{
		name: "nobody finishes a block whose process died",
		off:  deviations{BlockUnfinished: true, BlockLeavesProposals: true}, families: "block", seed: 16,
	},
	{
		name: "a hand-over is written by the retry loop",
		off:  deviations{HandOverRetry: true}, families: "hand-back", seed: 929,
	},
	{
		name: "a hand-over is written without asking the state again",
		off:  deviations{HandOverStale: true}, families: "hand-over", seed: 542,
	},
	{
		name: "settle frees the place of who is to go on, and the version stays",
		off:  deviations{HandOverUnfenced: true}, families: "hand-over", seed: 43,
	},
	{
		name: "who is to go on takes no place",
		off:  deviations{HandOverUncounted: true}, families: "hand-over", seed: 6,
	},
	{
		name: "the place of who was the mentor is given back first",
		off:  deviations{HandOverFrees: true}, families: "hand-over", seed: 43,
	},
	{
		name: "a hand-over does not take the newcomer's claim again",
		off:  deviations{HandOverClaimless: true}, families: "hand-over-block hand-over", spare: true,
	},
	{
		name: "(no mutant) settle moves the version of what is not live, always",
		off:  deviations{AlwaysBump: true}, families: "late forward round", spare: true,
	},
}

// bound is how many schedules are tried. What has to be noticed was noticed within 1,100 of them from any seed, mostly within
// 100; seed is one that was seen to notice, and comes first.
func bound(t *testing.T, m mutant) int {
	if m.spare {
		return schedules(t)
	}
	return 4000
}

func TestMutants(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		t.Parallel()
		stage := newStage(t, open())
		all := families()
		for _, m := range mutants {
			t.Run(m.name, func(t *testing.T) {
				stage.t = t
				found, tried, seed := "", 0, 0
				for _, name := range strings.Fields(m.families) {
					f := all[slices.IndexFunc(all, func(f *family) bool { return f.name == name })]
					tried += stage.explore(f, m.off, m.seed, bound(t, m), func(p *play, at int) { found, seed = p.story(), at })
				}
				switch {
				case m.spare && found != "":
					t.Fatalf("must break nothing, and does after %d schedules: %s", tried, found)
				case !m.spare && found == "":
					t.Fatalf("not noticed in %d schedules", tried)
				}
				t.Logf("%d schedules, seed %d: %.100s", tried, seed, found)
			})
		}
	})
}
