// Package wire has everything that travels over NATS, in one place: subjects, the envelope, and the payload of every fact,
// state and question with its JSON schema. Standard library only, so that anybody can read along.
//
// Never in any of them: a name, free text, an address, a token, or anything about gender, ethnicity, health or the like.
// Facts hold ids, codes and numbers, at most 2 kB. Readers ignore unknown fields; a field is never given a new meaning: a
// changed payload is a new version with a new subject. Golden files (testdata) hold every payload.
package wire
