// Package skills is the part of profiles that serves the list of skills: finding and naming them, free guides, and what moderators
// decided about words and skills on top of the list that ships with Waymark (package skill).
//
// A decision is one document, by the opaque id of the word or skill that it is about; its state tells catalog and matching
// (pkg/steering). What people wrote stays as they wrote it, in profiles and in every mirror: decisions are put over it whenever
// something is read, so that taking one back brings everything back. Who used an unknown word is told to nobody, and one that fewer than
// three people use is shown to moderators only if it is written like a skill; a word that stands
// for a skill does not leave this service, and one that was left is not kept (decision record 8).
//
// Routes: GET skills, skills/suggestions, skills/table, causes; moderators: GET skills/unknown, GET and POST skills/decisions, DELETE
// skills/decisions/{id}. State: skill. Facts: skill_decided.
package skills
