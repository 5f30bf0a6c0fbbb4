package mentoring

// deviations are rules of the protocol that a test can leave out, to see that the checks notice: the mutants of the model of
// places, under the same names. The zero value is the protocol; nothing but this package's tests ever sets one.
type deviations struct {
	RetryCommit       bool // step 3 by the retry loop: loads again and replaces whatever version it finds
	ReleaseOnConflict bool // a conflict in step 3 gives the reservation and the claim back
	NoBump            bool // settle frees without moving the version
	RemoveAny         bool // settle removes the entry of the match, not exactly the one it read
	KeepElsewhere     bool // settle keeps an entry when the match is live, with whomever
	NoRetake          bool // an older entry is used as it is
	NeverFrees        bool // settle leaves every entry where it is
	RetakeBackwards   bool // a newer entry is overwritten by an older version
	RetakeUncounted   bool // an older reservation is taken again without asking the capacity
	BlindReserve      bool // capacity is read first, the reservation written later without condition
	NoClaim           bool // step 2 is left out
	ClaimUnchecked    bool // step 2 does not look for another claim in the programme
	ClaimAfterCommit  bool // step 2 comes after step 3
	LowerUnfenced     bool // lowering the capacity answers at once
	AskNextLater      bool // decline and asking the next are two replaces
	DeclineStale      bool // a decline decided on an earlier read is written by the retry loop
	AlwaysBump        bool // settle bumps whatever the version (breaks nothing)

	ListAfterInsert      bool // a request is inserted first and listed afterwards
	ListUnchecked        bool // the newcomer's other open request is not looked for
	NoTombstone          bool // settle drops the listing of an absent request without inserting a terminal one
	CreateIgnoresBlock   bool // creating a request does not look at blocks
	AcceptIgnoresBlock   bool // steps 1 and 2 do not look at blocks
	AcceptChecksMentor   bool // only step 1 looks at blocks
	AcceptChecksNewcomer bool // only step 2 looks at blocks
	BlockOne             bool // a block writes the blocker's standing only
	BlockLooksFirst      bool // a block reads what there is to end before it writes
	BlockSkipsAbsent     bool // a block leaves listings of absent requests alone
	BlockLiveOnly        bool // a block ends live mentorships only
	BlockOnce            bool // a block tries each replace once and does not load again on conflict
	BlockAnswersEarly    bool // a block answers after writing the standings
	BlockLeavesProposals bool // a block does not look for proposals: accepting alone must refuse them
	BlockUnfinished      bool // nobody finishes a block whose process died
}
