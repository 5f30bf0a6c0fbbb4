// Package attention spreads what people are shown, so that no mentor or issue is shown far beyond its seats: whoever was shown a lot
// lately, for the seats that are free, has a price that grows in steps and wears off. It is pure but for one map that holds numbers by id; it
// promises nothing and begins empty with every process.
//
// The price comes beside the price of load that package rank has: load is what was asked, attention what is about to be asked. Both are the
// negative credit "price" of a result, so credits still add up to the score.
//
// simulate plays a week of newcomers with and without; bench prints it. README.md has the figures.
package attention
