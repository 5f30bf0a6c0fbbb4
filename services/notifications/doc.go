// Package notifications tells people what happened: an inbox, a live stream and e-mail.
//
// It owns inbox items, each person's head (the order of their items), what of a match no longer waits on them (turns), preferences and
// mails on their way. Every fact is
// exactly once in the inbox of everybody it concerns: an item's id derives from (fact, recipient). The head gives items their
// place (seq) in one conditional replace, so that a stream which has sent place n has sent everything before it, on whichever
// replica it is resumed.
//
// It knows no names and stores no address: pages ask profiles for names, and a mail asks accounts for the address and a
// one-time link while it is sent. Mails name nobody, for they travel unprotected and are read on lock screens.
// They are written in the reader's language: text/<language>.toml has all their words, and one more file is one more language.
//
// In: facts of accounts, profiles, programs and mentoring. Out: no facts. Asks: accounts.address.
// Routes: /api/v1/inbox, /live, /notification-preferences, /unsubscribe, /ops-notifications.
package notifications
