// Package notifications tells people what happened: an inbox, a live stream, e-mail at once and a weekly letter.
//
// It owns inbox items, each person's head (the order of their items), what no longer waits on them of a match, a session, a claim on an
// issue and the like (turns), preferences, mails on their way and rounds (when somebody's next weekly letter is due). Every fact is
// exactly once in the inbox of everybody it concerns: an item's id derives from (fact, recipient). The head gives items their
// place (seq) in one conditional replace, so that a stream which has sent place n has sent everything before it, on whichever
// replica it is resumed.
//
// It knows no names and stores no address: pages ask profiles for names, and a mail asks accounts for the address and a
// one-time link while it is sent. Mails name nobody, for they travel unprotected and are read on lock screens.
// What waits on the reader is mailed at once, outside quiet hours; the rest is in a weekly letter; each kind as the person chooses. An item
// keeps the way that was chosen when it came. A weekly letter is a mail by (person, ISO week), fixed when it is made: see makeDigest.
// They are written in the reader's language, with times on the reader's clock: package locale has all their
// words.
//
// What a fact means for whom is in notice. In: facts of accounts, profiles, programs, mentoring and safety; of the profiles' state the zone
// alone. Out: no facts.
// Asks: accounts.address, safety.appeal_code, mentoring.answer_token, programs.still_token.
// Routes: /api/v1/inbox, /live, /notification-preferences, /unsubscribe, /ops-notifications.
package notifications
