// Package cohort is the part of programs that keeps cohorts: one run of a programme, from its call to its end.
//
// A cohort is one document: its phases with their dates, how people come to take part, what applicants are asked, the agreement of
// mentors, the criteria of its rounds, who reads answers about eligibility. What may be done now follows from the dates and the time;
// the clock (Tick) only notes that a phase has begun and says so, once, however many replicas look. The text of an agreement has a
// version, which counts up when the text changes; older texts are documents of their own, so that what somebody accepted can be read.
//
// Routes: /api/v1/programmes/{id}/cohorts, /api/v1/cohorts. Facts: cohort_moved.
package cohort
