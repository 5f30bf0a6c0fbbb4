// Package reading tells what the words of a list say of a project or an issue: skills, topics and causes; what kind of work an issue is,
// how much experience it asks for, in which spoken language it is written and into which it asks for a translation; and by which words
// it is found. Estimates, all of them; what a list says itself counts more. Pure.
package reading
