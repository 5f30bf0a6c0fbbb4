// Package accounts knows who somebody is: addresses, passwords, one-time links, sessions, signing keys, invitations and roles on
// the instance. No other room knows an address, and nothing here knows a name.
//
// # What it owns
//
//   - accounts_account: an account; its id is the person's id everywhere. Found by a keyed hash of the address.
//   - accounts_session: one signed-in device. Nothing in it is a secret: refresh tokens are MACs (credential).
//   - accounts_key: signing keys, one for each 30 days, sealed if there is a key file.
//   - accounts_attempt: counts of wrong passwords, at most 2^20 for addresses and as many for devices.
//   - accounts_administrators: one document that says who administers, so that the last one stays.
//   - accounts_erasure: receipts of erasures, for a year. Their ids are hashes of what the person was given.
//   - accounts_replayed: how much of the journal of erasures this store has seen. The journal is a file that no backup puts back; whoever
//     was erased since a backup is erased again at the start (journal).
//   - accounts_secret: the root secret that all MAC keys derive from.
//
// States: accounts.account, accounts.session (revoked ones only), accounts.key. Facts: account_opened, account_confirmed,
// link_requested, account_closed, roles_changed, credential_changed, and, to record who did it, link_read, account_looked_up,
// account_suspended, account_restored. Answers the questions address (notifications), invitation
// (profiles), arrival (programs) and appellant (safety). Consumes
// safety.outcome_given and what each service says once it has forgotten somebody (erased).
//
// # How people prove themselves
//
// Signing up takes an address and nothing else. Whoever reads the mail there follows the link, chooses a password if they want
// one, and is signed in. So nobody can prepare an account with a password of their own for somebody else's address, and
// known and unknown addresses get the same answer after the same time. Links to sign in always work too: a password is a
// convenience.
//
// A one-time link is a nonce in the account; the token is minted from it while the mail is sent, so no store, stream or log
// ever has one. Using it removes the nonce in the same replace that has the effect. At most three links of a kind are sent in
// an hour; asking in vain gives the one in the mailbox its full time again, so a stranger who asks for links all day can
// neither kill somebody's link nor use up their asking.
//
// # Guessing
//
// Wrong passwords are counted for the address, whether anybody has it or not, before the password is looked at: five are free,
// then each waits twice as long, up to 15 minutes: about a hundred guesses a day. Nobody is locked out by that: links work,
// and a device that has signed in before sends a token along that gives it a count of its own (after OWASP's device
// cookies). Network addresses have a very generous limit (100 a second, 6,000 at once), since a whole conference sits behind
// one; what protects the machine is the bounded queue in front of Argon2id, which answers 503 with Retry-After beyond it.
//
// # Sessions
//
// Access tokens live five minutes and are verified by every service alone (pkg/auth). A refresh token is good once; its
// successor comes again for 10 s (two tabs, a lost answer); an older one means that somebody has a copy, and ends the session.
// Ending a session publishes its state, and every Guard refuses its access token within a second or so. Ending all of them
// raises the account's epoch in one replace; a scan finishes what a crash leaves.
//
// # Routes, below /api/v1
//
//	POST   accounts                             sign up
//	GET    accounts/joining                     what this place asks of people who join
//	GET    accounts/me                          own account; PATCH locale and conduct, DELETE closes it (a receipt)
//	GET    accounts/me/export                   all that is kept of it
//	GET    accounts/erasures/{receipt}          which services have forgotten whoever closed an account
//	POST   accounts/me/password                 set the password; other sessions end
//	POST   accounts/me/address                  ask for a link at a new address
//	POST   links                                ask for a link (confirm, sign_in, reset)
//	POST   links/check                          whether one still works
//	POST   links/{purpose}                      use one: confirm, sign_in, reset, invitation, address, undo-address, arrival,
//	                                             first-administrator
//	POST   sessions                             sign in with a password
//	POST   sessions/refresh                     next tokens
//	GET    sessions                             own sessions; DELETE ends all
//	DELETE sessions/current, sessions/{id}      end one
//	GET    keys                                 JSON Web Key Set
//	GET    accounts?role=, accounts/{id}        for moderators
//	POST   accounts/lookup                      for moderators: by the exact address
//	PUT    accounts/{id}/roles                  for administrators
//	PUT    accounts/{id}/suspension             for moderators; DELETE lifts it, and nothing that safety decided
//	DELETE accounts/{id}/sanctions              for administrators, with a reason: what safety decided
//	POST   invitations                          for administrators
//	GET    account-links                        for administrators, where no mail is configured
//	POST   account-links/{account}/{purpose}    read one; a fact records who did
//	GET    ops-accounts/dead-letters            for administrators; POST …/{id}/retry
package accounts
