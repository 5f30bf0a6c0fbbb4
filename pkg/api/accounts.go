package api

import "time"

// SignUp opens an account. There is no password yet: whoever reads the mail at the address chooses it with the link, so that
// nobody can set a password for an address that is not theirs.
type SignUp struct {
	Address string `json:"address" minLength:"1" maxLength:"254" doc:"E-mail address; a link is sent there" example:"mila@example.org"`
	Locale  string `json:"locale,omitempty" maxLength:"35" doc:"Language of mails to you (BCP 47); en without" example:"pt-BR"`
	Conduct string `json:"conduct,omitempty" maxLength:"40" doc:"Version of the code of conduct that you accept" example:"2026-01"`
	Adult   bool   `json:"adult,omitempty" doc:"That you are 18 or over, where the place asks for it"`
}

// Joining is what a place asks of people who join.
type Joining struct {
	Registration string `json:"registration" enum:"open,invited,closed" doc:"Who may open an account: anybody, whoever was invited, nobody new"`
	Conduct      string `json:"conduct,omitempty" doc:"Version of the code of conduct to accept; none without"`
	ConductURL   string `json:"conduct_url,omitempty" doc:"Where it can be read"`
	Adults       bool   `json:"adults" doc:"Whether people confirm that they are 18 or over"`
	Locale       string `json:"locale" doc:"Language of people who name none (BCP 47)"`
	Delivery     string `json:"delivery" enum:"mail,operator" doc:"How one-time links come: by e-mail, or from whoever runs this place"`
}

// LinkSent says that a link is on its way, if there is anybody at the address: the answer is the same either way.
type LinkSent struct {
	Delivery string `json:"delivery" enum:"mail,operator" doc:"mail: look there; operator: ask who runs this place for your link"`
}

// LinkRequest asks for a one-time link.
type LinkRequest struct {
	Purpose string `json:"purpose" enum:"confirm,sign_in,reset" doc:"What the link is for"`
	Address string `json:"address" minLength:"1" maxLength:"254" doc:"E-mail address" example:"mila@example.org"`
}

// LinkCheck asks whether a one-time link still works.
type LinkCheck struct {
	Purpose string `json:"purpose" enum:"confirm,sign_in,reset,invitation,address,undo-address,first-administrator" doc:"What the link is for"`
	Token   string `json:"token" minLength:"1" maxLength:"200" doc:"The token of the link"`
}

// UseLink uses a link that confirms an address or accepts an invitation, and signs in.
type UseLink struct {
	Token    string `json:"token" minLength:"1" maxLength:"200" doc:"The token of the link"`
	Password string `json:"password,omitempty" maxLength:"512" doc:"A password of 10 to 128 characters; without one you sign in by links"`
	Conduct  string `json:"conduct,omitempty" maxLength:"40" doc:"Version of the code of conduct that you accept"`
	Adult    bool   `json:"adult,omitempty" doc:"That you are 18 or over, where the place asks for it"`
	Label    string `json:"label,omitempty" maxLength:"80" doc:"What to call this device in your list of sessions" example:"Firefox on Linux"`
}

// UseArrival signs in somebody who arrived at an event with a badge.
type UseArrival struct {
	Token   string `json:"token" minLength:"1" maxLength:"200" doc:"The token that the arrival answered"`
	Conduct string `json:"conduct,omitempty" maxLength:"40" doc:"Version of the code of conduct that you accept"`
	Adult   bool   `json:"adult,omitempty" doc:"That you are 18 or over, where the place asks for it"`
	Label   string `json:"label,omitempty" maxLength:"80" doc:"What to call this device in your list of sessions"`
}

// UseSignInLink signs in with a one-time link.
type UseSignInLink struct {
	Token string `json:"token" minLength:"1" maxLength:"200" doc:"The token of the link"`
	Label string `json:"label,omitempty" maxLength:"80" doc:"What to call this device in the list of your sessions"`
}

// UseResetLink sets a new password with a one-time link, ends all sessions and signs in.
type UseResetLink struct {
	Token    string `json:"token" minLength:"1" maxLength:"200" doc:"The token of the link"`
	Password string `json:"password" minLength:"1" maxLength:"512" doc:"The new password: 10 to 128 characters, not one that everybody tries"`
	Label    string `json:"label,omitempty" maxLength:"80" doc:"What to call this device in the list of your sessions"`
}

// UseAddressLink confirms a new address, or takes a change of the address back.
type UseAddressLink struct {
	Token string `json:"token" minLength:"1" maxLength:"200" doc:"The token of the link"`
}

// UseFirstAdministrator makes the first administrator's account with the link that the operator was shown at the start.
type UseFirstAdministrator struct {
	Token    string `json:"token" minLength:"1" maxLength:"200" doc:"The token of the link"`
	Address  string `json:"address" minLength:"1" maxLength:"254" doc:"E-mail address" example:"ida@example.org"`
	Password string `json:"password" minLength:"1" maxLength:"512" doc:"10 to 128 characters, not one that everybody tries"`
	Locale   string `json:"locale,omitempty" maxLength:"35" doc:"Language of mails to you (BCP 47); en without"`
	Conduct  string `json:"conduct,omitempty" maxLength:"40" doc:"Version of the code of conduct that you accept"`
	Adult    bool   `json:"adult,omitempty" doc:"That you are 18 or over, where the place asks for it"`
	Label    string `json:"label,omitempty" maxLength:"80" doc:"What to call this device in the list of your sessions"`
}

// SignIn signs in with a password.
type SignIn struct {
	Address  string `json:"address" minLength:"1" maxLength:"254" doc:"E-mail address" example:"mila@example.org"`
	Password string `json:"password" minLength:"1" maxLength:"512" doc:"Password"`
	Device   string `json:"device,omitempty" maxLength:"200" doc:"What this device got with its last sign-in, so that strangers cannot slow it down"`
	Label    string `json:"label,omitempty" maxLength:"80" doc:"What to call this device in your list of sessions" example:"Firefox on Linux"`
}

// SignedIn is a new session.
type SignedIn struct {
	Account      string   `json:"account" doc:"Your id, everywhere"`
	Session      string   `json:"session" doc:"Id of this session"`
	Roles        []string `json:"roles" enum:"administrator,moderator" doc:"Your roles on this instance"`
	HasPassword  bool     `json:"has_password" doc:"Whether the account has a password"`
	AccessToken  string   `json:"access_token" doc:"Send it as Authorization: Bearer"`
	ExpiresIn    int      `json:"expires_in" doc:"Seconds that the access token lives"`
	RefreshToken string   `json:"refresh_token" doc:"Gives the next access token, once"`
	Device       string   `json:"device" doc:"Keep it on this device and send it with the next sign-in"`
}

// Refresh asks for the next tokens.
type Refresh struct {
	RefreshToken string `json:"refresh_token" minLength:"1" maxLength:"200" doc:"The last one you got. An older one ends the session"`
}

// Refreshed are the next tokens of a session.
type Refreshed struct {
	Account      string   `json:"account" doc:"Your id, everywhere"`
	Session      string   `json:"session" doc:"Id of this session"`
	Roles        []string `json:"roles" enum:"administrator,moderator" doc:"Your roles on this instance"`
	AccessToken  string   `json:"access_token" doc:"Send it as Authorization: Bearer"`
	ExpiresIn    int      `json:"expires_in" doc:"Seconds that the access token lives"`
	RefreshToken string   `json:"refresh_token" doc:"Replaces the one that was sent"`
}

// Account is one's own account.
type Account struct {
	ID          string    `json:"id" doc:"Your id, everywhere"`
	Address     string    `json:"address" doc:"Your e-mail address; nobody else sees it"`
	NewAddress  string    `json:"new_address,omitempty" doc:"Waits until you follow the link that was sent there"`
	Confirmed   bool      `json:"confirmed" doc:"Whether you have shown that mail to the address reaches you"`
	Roles       []string  `json:"roles" enum:"administrator,moderator" doc:"Your roles on this instance"`
	Locale      string    `json:"locale" doc:"Language of mails to you (BCP 47)"`
	Conduct     string    `json:"conduct,omitempty" doc:"Version of the code of conduct that you accepted"`
	Adult       bool      `json:"adult" doc:"Whether you have confirmed that you are 18 or over"`
	HasPassword bool      `json:"has_password" doc:"Whether the account has a password"`
	Created     time.Time `json:"created" doc:"When it was opened"`
}

// AccountChange changes one's own account; what is absent stays.
type AccountChange struct {
	Locale  *string `json:"locale,omitempty" minLength:"1" maxLength:"35" doc:"Language of mails to you (BCP 47)"`
	Conduct *string `json:"conduct,omitempty" minLength:"1" maxLength:"40" doc:"Version of the code of conduct that you accept"`
	Adult   *bool   `json:"adult,omitempty" doc:"That you are 18 or over"`
}

// PasswordChange sets a password and ends all other sessions.
type PasswordChange struct {
	Current string `json:"current,omitempty" maxLength:"512" doc:"The password so far; if there is none, sign in within the last 10 minutes"`
	New     string `json:"new" minLength:"1" maxLength:"512" doc:"10 to 128 characters, not one that everybody tries"`
}

// AddressChange asks for a link at a new address; the account keeps the old one until that is followed.
type AddressChange struct {
	Address  string `json:"address" minLength:"1" maxLength:"254" doc:"The new e-mail address"`
	Password string `json:"password,omitempty" maxLength:"512" doc:"Your password; without one the session must be younger than 10 minutes"`
}

// AccountClosing closes one's own account for good.
type AccountClosing struct {
	Password string `json:"password,omitempty" maxLength:"512" doc:"Your password; without one the session must be younger than 10 minutes"`
}

// Session is one device that is signed in.
type Session struct {
	ID      string    `json:"id" doc:"The session's id"`
	Label   string    `json:"label,omitempty" doc:"What the device called itself"`
	How     string    `json:"how" enum:"password,link" doc:"How it was opened"`
	Opened  time.Time `json:"opened" doc:"When it was opened"`
	Seen    time.Time `json:"seen" doc:"When it last asked for tokens"`
	Current bool      `json:"current" doc:"Whether it is the one that asks"`
}

// SessionList are one's own sessions, the newest first; at most 20.
type SessionList struct {
	Items []Session `json:"items" doc:"Newest first"`
}

// Roles are roles on the instance.
type Roles struct {
	Roles []string `json:"roles" maxItems:"2" enum:"administrator,moderator" doc:"All roles the person has from now on"`
}

// SuspensionRequest suspends an account.
type SuspensionRequest struct {
	Reason string     `json:"reason" enum:"conduct,spam,safety,security,legal,other" doc:"Why; recorded with who did it"`
	Until  *time.Time `json:"until,omitempty" doc:"When it ends by itself; without: when it is lifted"`
}

// SanctionsLifting overrules what was decided about reports.
type SanctionsLifting struct {
	Reason string `json:"reason" enum:"mistake,wrong_person,new_evidence,legal,agreement,other" doc:"Why; recorded with who did it"`
}

// AccountSummary is an account as staff see it: no address, no name.
type AccountSummary struct {
	ID        string             `json:"id" doc:"The person's id"`
	Confirmed bool               `json:"confirmed" doc:"Whether the address was confirmed"`
	Invited   bool               `json:"invited" doc:"Opened by an invitation that was not accepted yet"`
	Roles     []string           `json:"roles" enum:"administrator,moderator" doc:"Roles on this instance"`
	Created   time.Time          `json:"created" doc:"When it was opened"`
	Suspended *AccountSuspension `json:"suspended,omitempty" doc:"Since when and why, if it is; the longest of what holds"`
}

// AccountLookup finds an account by its exact address.
type AccountLookup struct {
	Address string `json:"address" minLength:"1" maxLength:"254" doc:"E-mail address"`
}

// AccountSuspension says since when and why an account is suspended.
type AccountSuspension struct {
	At     time.Time  `json:"at" doc:"Since when"`
	Reason string     `json:"reason" doc:"Why"`
	Until  *time.Time `json:"until,omitempty" doc:"When it ends by itself"`
}

// AccountList is one page of accounts.
type AccountList struct {
	Items []AccountSummary `json:"items" doc:"Accounts, by id"`
}

// PendingLink is a one-time link that waits to be handed over, where no mail is configured.
type PendingLink struct {
	Account string    `json:"account" doc:"Whose it is"`
	Address string    `json:"address" doc:"Where it would be sent"`
	Purpose string    `json:"purpose" enum:"confirm,sign_in,reset,invitation,address,undo-address" doc:"What it is for"`
	Expires time.Time `json:"expires" doc:"Until when it works"`
}

// PendingLinkList is one page of them.
type PendingLinkList struct {
	Items []PendingLink `json:"items" doc:"Those that live longest first, grouped by account"`
}

// RevealedLink is a one-time link with its token, for the administrator to hand over.
type RevealedLink struct {
	PendingLink
	Token string `json:"token" doc:"The token; it works once"`
	Path  string `json:"path" doc:"Where the person goes, below the public address" example:"/links/confirm#…"`
}

// InvitationRequest invites somebody by address.
type InvitationRequest struct {
	Address string `json:"address" minLength:"1" maxLength:"254" doc:"E-mail address"`
	Locale  string `json:"locale,omitempty" maxLength:"35" doc:"Language of the invitation (BCP 47)"`
}

// InvitationMade says whom an invitation is for.
type InvitationMade struct {
	Account string `json:"account" doc:"The person's id"`
	Already bool   `json:"already" doc:"The person had an account before"`
}

// KeySet is a JSON Web Key Set (RFC 7517): the public keys of access tokens.
type KeySet struct {
	Keys []PublicKey `json:"keys" doc:"Those that sign now, and those whose tokens may still live"`
}

// PublicKey is an Ed25519 public key (RFC 8037).
type PublicKey struct {
	Kty string `json:"kty" enum:"OKP" doc:"Key type"`
	Crv string `json:"crv" enum:"Ed25519" doc:"Curve"`
	Kid string `json:"kid" doc:"Key id"`
	X   string `json:"x" doc:"The key, base64url"`
	Alg string `json:"alg" enum:"EdDSA" doc:"Algorithm"`
	Use string `json:"use" enum:"sig" doc:"Use"`
}
