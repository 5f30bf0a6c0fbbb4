package assign

// Bounds of a problem. Within them no sum of the solvers or of the verifier can overflow.
const (
	MaxPeople   = 1 << 20 // newcomers, and mentors
	MaxPairs    = 1 << 27 // pairs that may be made
	MaxScore    = 1 << 38 // a score lies in -MaxScore..MaxScore; scores in millionths need 20 of these 38 bits
	MaxPlaces   = 4       // mentors for one newcomer
	MaxCapacity = MaxPeople
	MaxTracks   = 1000
)

// Problem is a cohort. Newcomers and mentors are row numbers from 0; who they are is kept elsewhere. A zero field that is not explained
// is as if it were absent. The slices are read, never written, and must not change while somebody solves or verifies.
type Problem struct {
	// Capacity has how many newcomers each mentor can take: 0..MaxCapacity.
	Capacity []int32 `json:"capacity"`
	// Start, Mentor and Score are the pairs that may be made: those of newcomer i are at Start[i] to Start[i+1]-1, by ascending mentor,
	// each mentor once. Start has one number more than there are newcomers.
	Start  []int32 `json:"start"`
	Mentor []int32 `json:"mentor"`
	Score  []int64 `json:"score"`
	// MentorScore is how much the mentor wants each pair, for Stable alone; nil means the same as Score.
	MentorScore []int64 `json:"mentor_score,omitempty"`
	// MinScore is the least score of a pair that may be made: a pair below it is as if it were not listed. It is 0 unless said
	// otherwise, so a pair with a negative score is made only by those who ask for it, and by Fit never.
	MinScore int64 `json:"min_score,omitempty"`
	// Pinned pairs are in every answer, whatever they are worth; one that is not among the pairs is worth 0.
	Pinned []Pair `json:"pinned,omitempty"`
	// Forbidden pairs are in no answer.
	Forbidden []Pair `json:"forbidden,omitempty"`
	// Places is how many different mentors each newcomer may have: 0..MaxPlaces; nil means one each. Fit only.
	Places []int32 `json:"places,omitempty"`
	// Track has the group of each newcomer, 0..len(Quotas)-1, or -1 for none; nil if there are no groups. Fit only.
	Track []int32 `json:"track,omitempty"`
	// Quotas say per track how many of its places are filled at least and at most.
	Quotas []Quota `json:"quotas,omitempty"`
}

// Quota bounds how many pairs the newcomers of a track have together, pinned ones too.
type Quota struct {
	AtLeast int32 `json:"at_least"`
	AtMost  int32 `json:"at_most"` // -1: no bound
}

// Pair is a newcomer and a mentor, by row number.
type Pair struct {
	Newcomer int32 `json:"newcomer"`
	Mentor   int32 `json:"mentor"`
}

// Newcomers is how many newcomers there are.
func (p *Problem) Newcomers() int { return max(len(p.Start)-1, 0) }

// Mentors is how many mentors there are.
func (p *Problem) Mentors() int { return len(p.Capacity) }

// Find gives the position of a pair in Mentor and Score, and whether it is listed.
func (p *Problem) Find(pair Pair) (int, bool) {
	if pair.Newcomer < 0 || int(pair.Newcomer) >= p.Newcomers() {
		return 0, false
	}
	lo, hi := int(p.Start[pair.Newcomer]), int(p.Start[pair.Newcomer+1])
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if p.Mentor[mid] < pair.Mentor {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo, lo < int(p.Start[pair.Newcomer+1]) && p.Mentor[lo] == pair.Mentor
}

// ScoreOf is what a pair is worth; 0 for one that is not listed.
func (p *Problem) ScoreOf(pair Pair) int64 {
	if at, ok := p.Find(pair); ok {
		return p.Score[at]
	}
	return 0
}
