// Package store keeps versioned documents, on MongoDB or on one embedded SQLite file, with one contract for both.
//
// Every aggregate is one document. A use case loads it, computes in Go and replaces it on condition that its rev has not
// moved; state, the facts it causes and the idempotency keys it answered change in that one replace. There are no
// transactions over several documents, so both engines promise the same. A write that was acknowledged survives a power
// cut. The engines never interpret a body: what is to be found by is computed in Go as keys and stored beside it.
//
// Rooms see Collection, which is typed; Engine is what pkg/store/sqlitestore and pkg/store/mongostore provide, and
// pkg/store/storetest is the conformance suite that both pass.
package store
