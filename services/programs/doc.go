// Package programs owns organisations, programmes with their rules and members, and the roles that people have on scopes. Its rooms:
// cohort (a run of a programme, with its phases), application (how people come to take part, and that they do), running (check-ins,
// goals, evidence, certificates), event (a weekend with badges, challenges, teams and
// what they hand over; whom a block parts is never in one team), outcomes (counts), rehearsal
// (a cohort played through with made-up people), wording (texts), refusal (what all of them refuse in the same words).
// Beside them: project (what is offered to a cohort, approved, and approved again once it changed), partner (who brings projects,
// mentors and money), stipend (what is due, and legal names), board (a broker's: tools that
// somebody would open, needs, who would help), and here hubs: programmes whose communities are others' programmes, never more than two
// deep; joining a hub gives nobody a role on a community.
//
// One programme exists from the start: wire.AlwaysOpen of wire.AlwaysOpenOrg. Everybody is in it without a document; it cannot be
// closed, hidden or joined, and its rules can be changed like any other's. Programmes may be part of programmes of the same organisation,
// at most four deep. What a programme is part of never changes, so there is no circle, and whoever organises something around it is
// known from its own document. Rules have versions and every one is kept: the current one in the programme, the older ones as
// documents of their own, written before the programme's is replaced.
//
// Roles (grants) are one bounded document per person. Administrators give all; organisers of a scope give roles on it and on what is
// within it, never on what is around it. Nobody is made a member by others: organisers invite, people join. The one exception is somebody
// whom an import brings: their profile is invisible until they accept, and accepting the invitation accepts the programme.
//
// A member's mirror (wire.MemberState) says Approved once the programme approved the mentor, or approves nobody. Who changes the
// rule later changes no member: readers take "approved, or the rules ask for no approval". The state of who has left says neither
// newcomer nor mentor.
//
// Answers: round_input (matching: what a round of a cohort is solved with), board_needs (matching), board_tool (catalog).
//
// Facts: member_joined, member_left, grant_given, grant_removed, rules_changed; those of the rooms. States: programme, member, grants, participant.
// Consumes: accounts.account_closed (forgets memberships and roles), profiles.person_imported (takes in or invites). Mirrors: accounts, people, matches, whom
// a block parts, and whose claim to look after a project the catalogue confirmed,
// and on how many issues of a project mentors offer help.
//
// Routes below /api/v1/: organisations, programmes, cohorts, applications, certificates, participation, partners, stipends, board, events,
// grants, ops-programs.
package programs
