package wire

// Facts of every service that keeps something about people: it has forgotten somebody whose account was closed, in its documents and
// in what others mirror of them. The aggregate is the account. accounts gathers them into the receipt of the erasure; it says so of
// itself without a fact.
type (
	// ProfileErased: profiles has.
	ProfileErased struct {
		Account string `json:"account"`
	}
	// MembershipsErased: programs has.
	MembershipsErased struct {
		Account string `json:"account"`
	}
	// MarksErased: catalog has.
	MarksErased struct {
		Account string `json:"account"`
	}
	// MentoringErased: mentoring has.
	MentoringErased struct {
		Account string `json:"account"`
	}
	// InboxErased: notifications has.
	InboxErased struct {
		Account string `json:"account"`
	}
	// ReportsErased: safety has, but for the sealed copies of cases in progress.
	ReportsErased struct {
		Account string `json:"account"`
	}
)

func (ProfileErased) Fact() (string, string)     { return "profiles", "erased" }
func (MembershipsErased) Fact() (string, string) { return "programs", "erased" }
func (MarksErased) Fact() (string, string)       { return "catalog", "erased" }
func (MentoringErased) Fact() (string, string)   { return "mentoring", "erased" }
func (InboxErased) Fact() (string, string)       { return "notifications", "erased" }
func (ReportsErased) Fact() (string, string)     { return "safety", "erased" }
