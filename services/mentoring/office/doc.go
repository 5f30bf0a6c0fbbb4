// Package office is the part of mentoring that keeps office hours: one slot in which a mentor talks with up to five people, who owe each
// other nothing afterwards. It takes no place of the mentor and is no mentorship.
//
// A slot is one document with the people who come. Where it is, is read by those alone; who comes, by the mentor alone. Whoever may find
// the mentor may come, unless a block stands between them, or between them and somebody who comes: to them the slot is full.
//
// Routes: /api/v1/office-hours. Facts: office_hour_moved, office_hour_cancelled, office_hour_reminded.
package office
