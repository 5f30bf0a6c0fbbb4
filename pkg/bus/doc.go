// Package bus is the only room that knows nats.go: streams, consumers, request/reply, and the three answers of a consumer.
//
// Every service has one stream of facts (WAYMARK_EVT_<SERVICE>, 14 days) and one of states (WAYMARK_STATE_<SERVICE>, last
// per subject, no age limit). Documents are the truth; a stream that was lost or cut short is filled again by pkg/outbox.
package bus
