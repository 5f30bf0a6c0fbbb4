// Package profiles has the people: what they say about themselves, who may see it, who may mentor.
package profiles
