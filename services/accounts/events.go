package accounts

// Facts about what staff did, for the audit. Ids and codes only.
type (
	// linkRead: an administrator read a one-time link, to hand it over where no mail is configured.
	linkRead struct {
		Account string `json:"account"`
		Link    string `json:"link"`
	}
	// accountSuspended: a moderator suspended an account.
	accountSuspended struct {
		Account string `json:"account"`
		Reason  string `json:"reason"`
	}
	// accountRestored: the suspension was lifted or is over.
	accountRestored struct {
		Account string `json:"account"`
	}
)

func (linkRead) Fact() (string, string)         { return "accounts", "link_read" }
func (accountSuspended) Fact() (string, string) { return "accounts", "account_suspended" }
func (accountRestored) Fact() (string, string)  { return "accounts", "account_restored" }
