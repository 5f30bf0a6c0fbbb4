// Package attack tries to read people out of published reports. It is pure; the tests and the command "waymark participation attack" run it.
//
// Two attackers. The reader holds all reports of a programme, knows the rules by which they were made and how many took part, and computes for
// every number which values it can have, and looks for numbers of two reports that differ by few. Who knows all but one knows besides what
// everybody answered, and who did not answer, except for one person; they try every answer of that one person against every number that the
// reports print and every number they hide.
// Made-up people say the same in every cycle, and their communities change what they ask and show; what is published is compared with them too:
// how many people are behind each number.
package attack
