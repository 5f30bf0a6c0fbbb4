// Package outbox joins documents and streams: the relay publishes what documents have in their outbox and their latest
// state, a mirror keeps other services' states as documents, and dead letters are kept where an operator sees them.
//
// # What the relay promises
//
// Every committed fact reaches the stream of facts, at least once, and stays findable there for 14 days; the last message of
// every state subject is, in the end, the document's latest state. Both hold although the process may stop anywhere, two
// replicas may relay the same document, and a stream may be deleted, made anew, or cut short while all of this goes on.
// Readers get repeats and any order: a reaction inserts by the fact's id, a mirror compares versions. Whoever reacts must
// remember a fact's id for longer than FactAge, since a filled stream says everything of 14 days again.
//
// # Why it holds
//
// A document is relayed in this order; each step is durable before the next begins:
//
//	publish, and wait for the stream's acknowledgement   a message has a random nonce; the id for deduplication begins with gen
//	copy the facts into the fact log                     insert by id
//	commit(gen): prove the stream whole, move checkpoint compare-and-swap in the store
//	trim the document                                    conditional on what was read
//
// The checkpoint of a stream has a generation (gen), the sequence and the nonce of one message, and the flag filling. The
// invariant: every fact that was trimmed is in the log; and each message of a trimmed document is in the stream, or filling is
// set, or the message at the checkpoint is no longer there with its nonce (so that the next look finds out). Sequences begin again
// after a cut, so comparing sequences alone would not do: messages published after a cut would hide it. A nonce is never
// repeated.
//
//   - Facts: commit reads the message at the checkpoint. If it is still the same, nothing at or before it was cut off, because a
//     cut takes the end of a stream. Messages before it are therefore there; messages behind it move the checkpoint to the last
//     of them, by compare-and-swap on what was read. If they were cut off in between, the new checkpoint is not in the stream,
//     and the next look finds that. The checkpoint never runs ahead of what was acknowledged.
//   - States: a state is replaced by the next one of its subject, so a mark of the relay's own is the checkpoint. Marks form a
//     chain: each is published on condition that the one of the checkpoint is still the last. A process that stops between
//     publishing a mark and remembering it leaves one that names its predecessor: it is adopted. After publishing, the batch's last
//     state is looked up once more. The first message of a generation, the anchor, goes first when a stream is purged from its
//     front.
//   - Facts leave at the front by age only and are never deleted one by one: a first message that went early, or a new gap, is a
//     loss too. A filtered purge of single state subjects by hand is the one thing that is not noticed; Relay.Refill mends that.
//
// Once a loss is found (before the first publish after a start or a reconnect, every few seconds, and by each commit) one
// compare-and-swap begins a new generation with filling set. Then, in this order: the stream is emptied below a sequence that is
// beyond everything any consumer has seen (so a consumer that is further than the stream is long misses nothing, and whoever
// resumes by sequence still can); the generation has begun; the whole fact log and all documents, tombstones too, are published,
// page by page, each page committed; filling is cleared. A page is a batch like any other: if the stream loses something meanwhile,
// a commit fails, and the walk starts again in a new generation. A crash leaves filling set: whoever looks next walks. Two
// replicas may walk at once; one clears the flag, the other stops.
//
// Nothing slips between walk and relay. A batch carries the generation in which it was published; commit compares it in the same
// replace that moves the checkpoint. So a batch from before the loss is not trimmed but published again; one that was committed before
// the loss is in the log (facts) and in the documents (states) before the walk begins. What is published while the walk goes on is
// proved like everything else. Sequences below the generation's first are refused.
//
// An older state may arrive after a newer one: another replica, or the walk, read the document earlier and published it later.
// Before it publishes, a relay looks what the stream has, and leaves a state that is as new alone. After it has published, it reads
// the document again, and publishes again if that has changed. A replica leaves what another has just written to it for one scan.
// What remains: a replica that is held up between looking and publishing while another publishes something newer, and is then
// killed before it reads again, leaves an older state last until the document changes or the stream is filled. Nobody who reads is
// hurt, since the newer one is still in front of it (only older versions are erased), and readers keep the higher version.
//
// What the stream has of a document's older states is overwritten, since a message that is merely replaced stays in the files. That
// comes after the successor has been acknowledged and before the document is trimmed: at every moment the stream has a state, and
// whoever stops in between leaves a document that still waits. A stream keeps a few messages of a subject for this. A deleted
// document's tombstone comes last. It leaves the stream after 29 days, and mirrors drop theirs then, before the id may be used again.
package outbox
