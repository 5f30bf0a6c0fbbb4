// Package participation is the part of programs by which people may describe themselves for statistics, and by which a programme publishes who
// took part without exposing anybody.
//
// A cycle is a cohort. Before its call begins an organiser fixes what is asked and by which one way it is published: tables with hidden small
// numbers (protect) or numbers with noise (dp). People who take part answer what they like until the cycle is closed, see and change it, and take
// it back until the report is made. Nobody can see who answered, or how many; not answering changes nothing. After the close the report is made
// once, frozen with its rule and hash (report), and then what was answered is purged with its key. What nobody published is purged KeptWeeks
// after the close. Up to four cycles can be pooled: published once together, if the set-up, and so the consent, said it before the first call.
// Whoever is in several of them is one person in the report, by what they said last (report.Once). That is found when the report is made, from who
// took part in each cycle, and kept nowhere: a pseudonym is never the same in two cycles.
//
// What is answered lies in a store of its own, sealed under the cycle's own key, which lies in the service's store. People are there as HMACs under
// that key; no id of a person, programme or cohort is there, no time finer than the week of the consent, and no order: all of a cycle's answers
// lie in Shelves documents that exist from the set-up on and are always replaced whole, padded, so that neither their number nor their size tells
// of one person. Nothing of this is ever in an event, and no other service asks for it.
//
// attack tries to read people out of reports. Routes: /api/v1/participation. Facts: participation_moved, which says what an
// organiser did and nothing of who answers.
package participation
