// Package source reads lists of projects and beginner-friendly issues as they really are: half filled, repeated, in odd
// spellings. Pure: bytes in, a Result out; no context, clock or log.
//
// Every reader is tolerant of what real files contain and exact about what it left out: the Report counts each reason and
// says line, JSON pointer and code. It never repeats what was in the file.
package source
