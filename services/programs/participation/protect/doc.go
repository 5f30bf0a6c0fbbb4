// Package protect turns the answers of one closed cycle into figures that expose nobody, in fixed tables.
//
// Counting has five steps (rule version 3, see Current):
//  1. A table counts people, each once, also where several cycles are published together. It needs at least 20 who answered it and 10 who did
//     not; "prefer not to say" is not answering. How many took part is printed as it is and comes from nothing that anybody answered.
//  2. Every count is moved by a secret step of at most 12, the sum of 12 fair coins and of four that count three, less 12. Without it each rule
//     has an edge at which one person alone decides what is shown (12 is printed as 10, 13 as 15), and whoever knows everybody else reads that
//     person's answer off it. The figures are then made from the moved counts alone.
//     Every step tells a little of who is behind it, so at most 20 of one report, and 36 of all reports that are compared with one another, can
//     show what one person answered: two of a question with one answer, all of one with several. Once printed, a number counts that does not stand
//     as it was. A table that could go over that is withheld; it depends on what is asked, and on what was printed before.
//  3. Moved counts under 22 are hidden: so no count under 10 is ever shown. Zero is hidden too.
//  4. What is left is rounded to 5. A number that is less than 10 from one of an earlier report is printed as it was there, and one that was
//     hidden stays so below 32: no difference between two reports is smaller than 10. Numbers are compared where question, answer and group have
//     the same codes, whatever else was asked, offered or shown beside: everybody in a table with groups is everybody in one without.
//  5. An audit computes, by linear programming over the table with its margins, which values each hidden number can have for a reader who even
//     knows why it is hidden and how many people took part. While one has fewer than 10 values, another number is hidden as well (complementary
//     suppression); a table where that does not end is withheld.
//
// Why it is enough for several cycles: step 1 makes a pool the table of one cycle, in which one person changes each count by one at the most, so
// that steps 2 to 5 hold as they stand. Why a comparison by code is enough for step 4: codes are equal or not, so numbers that are compared with
// one another are so all together, and by induction any two of them are equal or at least 10 apart. Another code is another question: who renames
// one draws its steps anew. Pages make codes of the words.
//
// Older reports were made by rule 2 (Second), and are read by it: steps of at most 8, the sum of 16 coins less 8, with 18 and 28 in place of 22
// and 32, however many questions there were. The oldest were made by rule 1 (First): steps of at most 6, the sum of 12 coins less 6, with 16 and
// 26; only tables with the same question, the same answers and the same groups were compared; who was in several cycles of a pool was counted in
// each; and where more people had answered than were there at the end, how many had was printed as how many took part.
//
// After: Willenborg and de Waal, Elements of Statistical Disclosure Control (2001), for hiding and audits; Fraser and Wooton, A proposed method
// for confidentialising tabular output (2005), for moving counts by a small secret step before anything else is
// done with them; not for their cell keys, by which the same people are always moved alike: ADR 14 says why.
package protect
