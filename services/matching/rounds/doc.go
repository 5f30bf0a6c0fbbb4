// Package rounds is the part of matching that pairs a whole cohort: an organiser drafts a round, compares what each objective makes of it,
// pins and forbids pairs, solves again, and publishes. Nobody hears of a draft; publishing proposes each pair to mentoring, where the
// mentor accepts or either side declines.
//
// A round is one document. What is large lies in chunks (store.PutChunk) that were written before the document names them: the problem,
// which is places, candidates and scores by row number; the groups of the audit; per objective the pairs with the certificate, and the
// pins they were solved with. Nothing in them names anybody. Who is in which row lies apart, in pages of people, together with what
// became of each pair: a person who is erased is taken out of the pages, and the round can be solved again and checked years later.
//
//	casting/     who takes part, and from them the problem: a package of its own, without a store
//	pack.go      the problem, the groups and an answer as bytes, in chunks
//	round.go     the round and its rules: work to be done, publishing
//	settled.go   what an organiser settles: pins, bans, who is left out, places
//	answer.go    solving, measuring, checking
//	service*.go  use cases: drafts, reading, the work in the background, publishing
//
// Work (gathering, solving, checking, publishing) goes on in the background: the document says what is to be done, a lease says which
// process does it and how far it is. Whoever finds work without a living lease goes on with it; every step can be done twice. A pair is
// proposed under an id that derives from round and row, so that after a crash the same pair is the same proposal.
//
// Blocks are no part of a draft, which would tell them: a pair that one parts comes back when it is proposed, as a pair does whose place has
// gone. While mentoring fails nothing is written down as having come back; single pairs for which it always does are said to be unknown.
// Whatever came back is not drafted again for some time (service_back.go).
//
// An answer is right if its certificate proves it and solving again gives the same total and as many people. Which of several equally good answers
// it is depends on the solver, which is named beside it, and on the way there. The audit of a draft is of the answer before anything was
// settled: else a pin and a second look would tell in which group somebody is. So is that of a published one that differs from it for a few.
//
// A draft that is discarded reads as absent at once, and is then removed; whoever does the work of rounds ends what a crash left of it.
//
// Routes: /api/v1/rounds. Facts: round_published. Asks mentoring "propose" and "replies", and programs "round_input".
package rounds
