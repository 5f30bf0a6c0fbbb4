// Package stipend is the part of programs that notes what is due to people and what events cost: amount, funder, state. Nothing is paid here.
//
// A stipend is one document; an amount is a whole number in the smallest unit of its currency. Organisers note and approve; they or named
// readers of finances note that it was paid or came back; nobody moves what is due to themselves. An edit of what was approved makes it
// planned again.
//
// A legal name is a document of its own, written by whom it is about. It keeps who its readers were when it was given: they read it, as long
// as they still are readers, and who is named later does not. Every reading is a fact. It is deleted when the stipend is cancelled, and
// NameKept after it was paid or came back. When somebody is erased, the name and every trace of the person go; the amount stays, due to
// somebody who left.
//
// Routes: /api/v1/programmes/{id}/stipends, /api/v1/programmes/{id}/finance, /api/v1/stipends. Facts: stipend_moved, stipend_read, finance_named.
package stipend
