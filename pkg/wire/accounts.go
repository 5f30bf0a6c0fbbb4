package wire

import "time"

// Facts of accounts. The aggregate is the account; its id is the person's id everywhere.
type (
	// AccountOpened: somebody signed up, accepted an invitation or was made by the operator.
	AccountOpened struct {
		Account string `json:"account"`
	}
	// AccountConfirmed: the address was confirmed; only now others may rely on the person.
	AccountConfirmed struct {
		Account string `json:"account"`
	}
	// LinkRequested: the person asked for a one-time link, or needs one; whoever sends it asks for it with AddressQuestion.
	LinkRequested struct {
		Account string `json:"account"`
		Link    string `json:"link"` // confirm, sign_in, reset, invitation
	}
	// AccountClosed: the person left; every service forgets.
	AccountClosed struct {
		Account string `json:"account"`
	}
	// RolesChanged: the roles on the instance are now these.
	RolesChanged struct {
		Account string   `json:"account"`
		Roles   []string `json:"roles"` // moderator, administrator
	}
	// LinkRead: an administrator read a one-time link, to hand it over where no mail is configured.
	LinkRead struct {
		Account string `json:"account"`
		Link    string `json:"link"`
	}
	// AccountLookedUp: a moderator looked for the account of an address. The aggregate is the moderator's account.
	AccountLookedUp struct {
		Staff   string `json:"staff"`
		Account string `json:"account,omitempty"` // who was found; "" nobody
	}
	// AccountSuspended: a moderator suspended an account, or safety decided it.
	AccountSuspended struct {
		Account string `json:"account"`
		Reason  string `json:"reason"`
	}
	// AccountRestored: a suspension was lifted or is over. AccountState says whether the account is out.
	AccountRestored struct {
		Account string `json:"account"`
		Lifted  string `json:"lifted,omitempty"` // by_staff, sanctions; "": it is over, or an appeal was won
		Reason  string `json:"reason,omitempty"` // of an administrator who overruled a decision
		Still   bool   `json:"still,omitempty"`  // something else keeps the person out
	}
	// CredentialChanged: the password was set or reset, or the account has another address; tell the person. For "address"
	// ask for the old address too (AddressQuestion.Old): the new one may be a thief's.
	CredentialChanged struct {
		Account string `json:"account"`
		How     string `json:"how"` // first (with the account), set, reset, address, address_undone
	}
)

// AccountState is what others mirror of an account.
type AccountState struct {
	Account   string    `json:"account"`
	Confirmed bool      `json:"confirmed"`
	Suspended bool      `json:"suspended,omitempty"`
	Roles     []string  `json:"roles,omitempty"`
	Locale    string    `json:"locale"`
	Created   time.Time `json:"created"`
	// Proofs rises whenever how the person proves themselves changes: another password or address, or the end of all sessions.
	Proofs int64 `json:"proofs,omitempty"`
}

// SessionState is published once a session is revoked, until its last access token has expired.
type SessionState struct {
	Session string    `json:"session"`
	Account string    `json:"account"`
	Revoked bool      `json:"revoked"`
	Expires time.Time `json:"expires"`
}

// KeyState is a public signing key.
type KeyState struct {
	KID     string    `json:"kid"`
	X       string    `json:"x"` // Ed25519 public key, base64url
	From    time.Time `json:"from"`
	Expires time.Time `json:"expires"`
}

// AppellantQuestion asks accounts who has shown, by a sign-in that was refused, that an account is theirs. Code is what that refusal gave
// them. Only safety may ask.
type AppellantQuestion struct {
	Code string `json:"code"`
}

// AppellantAnswer names the account.
type AppellantAnswer struct {
	Account string `json:"account"`
}

// AddressQuestion asks accounts, while a mail is being sent, where to send it. Only notifications may ask.
type AddressQuestion struct {
	Account string `json:"account"`
	// Link asks for a one-time link with a purpose too: "", "confirm", "sign_in", "reset", "invitation", "address", "undo-address".
	Link string `json:"link,omitempty"`
	// Old asks for the address that the account had before it was changed, for the notice of that change. It is kept for 7
	// days; NotFound "accounts.no_old_address" without one: then only the present address is told. Of links only "undo-address"
	// goes there, and nowhere else.
	Old bool `json:"old,omitempty"`
}

// AddressAnswer must not be stored or logged.
type AddressAnswer struct {
	Address   string `json:"address"`
	Confirmed bool   `json:"confirmed"`
	Locale    string `json:"locale"`
	Token     string `json:"token,omitempty"` // the one-time token for the link asked for
}

// InvitationQuestion asks accounts to invite an address, on behalf of an import. Only profiles may ask. Idempotent by Key.
type InvitationQuestion struct {
	Key     string `json:"key"`
	Address string `json:"address"`
	Locale  string `json:"locale,omitempty"`
	By      string `json:"by"`
}

// InvitationAnswer says which person the invitation is for.
type InvitationAnswer struct {
	Account string `json:"account"`
	Already bool   `json:"already"` // the account was there before
}

func (AccountOpened) Fact() (string, string)     { return "accounts", "account_opened" }
func (AccountConfirmed) Fact() (string, string)  { return "accounts", "account_confirmed" }
func (LinkRequested) Fact() (string, string)     { return "accounts", "link_requested" }
func (AccountClosed) Fact() (string, string)     { return "accounts", "account_closed" }
func (RolesChanged) Fact() (string, string)      { return "accounts", "roles_changed" }
func (LinkRead) Fact() (string, string)          { return "accounts", "link_read" }
func (AccountLookedUp) Fact() (string, string)   { return "accounts", "account_looked_up" }
func (AccountSuspended) Fact() (string, string)  { return "accounts", "account_suspended" }
func (AccountRestored) Fact() (string, string)   { return "accounts", "account_restored" }
func (CredentialChanged) Fact() (string, string) { return "accounts", "credential_changed" }
func (AccountState) StateOf() (string, string)   { return "accounts", "account" }
func (SessionState) StateOf() (string, string)   { return "accounts", "session" }
func (KeyState) StateOf() (string, string)       { return "accounts", "key" }
