// Package application is the part of programs that keeps how people come to take part in a cohort, and that they do.
//
// One document is one person's way into one cohort as newcomer or as mentor: draft, sent, waiting, declined or accepted, and left. Who
// takes part is therefore not copied anywhere: a decision that is released turns the application into the participant in the one replace
// that also says so to the applicant, and from then on the document's state is what others mirror (wire.ParticipantState). Making the
// participant a member of the programme follows (Tick repeats it until it is done): they asked for it when they applied.
//
// Answers about eligibility are documents of their own, written before the application; the cohort's named readers read them, and nobody
// else but whose they are. They are deleted 90 days after the decision was released. Reviews are documents too: who declared a conflict
// of interests sees nothing of the application any more. A decision is prepared first, and read by the applicant once it is released.
//
// What does not lead to taking part is deleted (lapse.go): a draft 90 days after the cohort takes no more, what was taken back or not selected
// 365 days after that, or sooner where the cohort says so. What stays is a count that names nobody, so that figures stay as they were.
//
// Routes: /api/v1/cohorts/{id}/applications and below, /api/v1/applications. Facts: application_sent, application_decided,
// participant_left. State: participant.
package application
