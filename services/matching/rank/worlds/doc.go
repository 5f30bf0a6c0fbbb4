// Package worlds makes up mentors, issues and newcomers for measurements and tests of rank: from a seed, and
// nobody real. Skills follow Zipf's law over the shipped taxonomy, hours are evenings and weekends of people's own zones, issues come in
// projects. Alike and Nobody are worlds in which no bound helps.
package worlds
