// Package running is the part of programs that keeps how taking part in a cohort goes: check-ins from both sides, goals, evidence,
// completion, and the certificate of it.
//
// One document (Run) goes with one participant. Check-ins fall due at the cohort's interval from when it runs; the days follow from the
// cohort's dates each time, so that an extension moves them all. The clock tells each side once that a check-in is due, and once that it
// is late. What one side says is read by that side and by organisers and reviewers, and never by the other.
//
// A certificate is made by whom it is about, under the name they choose, once an organiser has noted that they completed. It is signed
// (Ed25519, RFC 8032) with a key of this service; whoever has its code reads it, and whether the signature holds.
//
// Routes: /api/v1/applications/{id}/check-ins, …/goals, …/evidence, …/completion, …/certificate, /api/v1/certificates. Facts: check_in_due,
// participant_completed.
package running
