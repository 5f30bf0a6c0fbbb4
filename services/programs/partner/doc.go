// Package partner is the part of programs that keeps the organisations that bring projects, mentors and money to a programme, and the
// figures that they are shown.
//
// A partner is one document: what an organiser says about it, its contacts, money as it was noted, and figures. Projects and mentors are
// links, documents of their own whose ids derive from the programme: a project or a mentor belongs to one partner of a programme, so that no
// two partners' figures differ by one person. A mentor is named by an organiser, hears of it, and agrees or refuses; who refused is named
// again by nobody but themselves.
//
// Hours are of sessions that were marked as held (mentoring.session_marked), kept as one small document for each until they are counted. Figures
// are made once, for whole quarters, two weeks after their end, and never change: reading a figure again and again tells nothing about who
// came in between. A quarter in which fewer than five people gave something, or in which one of them could be worked out, waits for the
// next; after a year it is withheld for good. What was counted is deleted. Where enough people stand on every side, a figure also says about how
// much came from inside and outside the organisation, and from each place (split.go): made with it, and as frozen.
//
// What is left: a side's hours have the noise of hours, so somebody who knows the hours and sides of all others, and the hours of the last one,
// may tell which side that one is on. That they do not tell, which is the limit of hours, is how many hours one person gave.
//
// Routes: /api/v1/programmes/{id}/partners, /api/v1/partners. Facts: partner_changed, partner_named, partner_answered.
package partner
