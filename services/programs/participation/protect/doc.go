// Package protect turns the answers of one closed cycle into figures that expose nobody, in fixed tables.
//
// Counting has five steps (rule version 1, see Rule):
//  1. A table needs at least 20 people who answered it and 10 who did not; "prefer not to say" is not answering.
//  2. Every count is moved by a secret step of at most 6, the sum of 12 fair coins less 6. Without it each rule has an edge at which one
//     person alone decides what is shown (12 is printed as 10, 13 as 15), and whoever knows everybody else reads that person's answer off
//     it. The figures are then made from the moved counts alone.
//  3. Moved counts under 16 are hidden: so no count under 10 is ever shown. Zero is hidden too.
//  4. What is left is rounded to 5. A number that is less than 10 from one of an earlier report is printed as it was there, and one that was
//     hidden stays so below 26: no difference between two reports is smaller than 10.
//  5. An audit computes, by linear programming over the table with its margins, which values each hidden number can have for a reader who even
//     knows why it is hidden and how many people took part. While one has fewer than 10 values, another number is hidden as well (complementary
//     suppression); a table where that does not end is withheld.
//
// After: Willenborg and de Waal, Elements of Statistical Disclosure Control (2001), for hiding and audits; Fraser and Wooton, A proposed method
// for confidentialising tabular output (2005), for moving counts by a small secret step before anything else is done with them.
package protect
