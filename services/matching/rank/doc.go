// Package rank says who fits whom and which issue fits somebody, and why. It is pure: no input or output, no clock, no log,
// and only integers (millionths), so that the same inputs give the same order on every machine.
//
// A pair is scored in both directions, each as a weighted sum of parts that lie in 0..1. With a for the one and b for the other the fit
// is their harmonic mean, 2ab/(a+b): a one-sided wish does not win. Each part is credited (a_i·b + b_i·a)/(a+b), rounded by largest
// remainder, so that the credits add up to the fit exactly; the price that a popular mentor or issue has is a negative credit of
// its own. Hard limits come first and have codes.
//
// An Index answers the exact best k: the same as scoring everybody.
package rank
