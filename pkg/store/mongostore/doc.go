// Package mongostore is the store's engine on MongoDB 6 or later, a replica set. Every write asks for a majority and the
// journal, every read is of the primary and of what a majority has; what settles an unknown outcome is linearizable.
//
// A collection is a collection: the document's fields, the body as a JSON string, the index values below "k". An index
// "x_<name>" or, if it is unique, "u_<name>" is partial: it has only the documents that have a value.
package mongostore
