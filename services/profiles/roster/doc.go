// Package roster reads files of people: their encoding, separator and lines, what their columns are called in a dozen languages, and
// what stands in their cells. It knows nothing of profiles: services/profiles makes people of it, and says what is wrong with them. Pure.
package roster

// maxWord bounds a heading, and a word in a cell, in characters.
const maxWord = 80
