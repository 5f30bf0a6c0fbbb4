// Package sqlitestore is the store's engine on one embedded SQLite file (pure Go, WAL, synchronous=FULL, secure_delete). One
// process owns the file; a lock beside it says so. One writer groups what concurrent callers ask for into one commit, so that
// sixty-four callers share one flush to the disk; readers have connections of their own and never wait for it.
//
// A collection is a table: the document's fields, the body as JSON, one column per index, a side table per Multi index. The
// table "layouts" says which indexes a collection has.
package sqlitestore
