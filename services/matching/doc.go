// Package matching says who fits whom: mentors and issues for a newcomer, newcomers for a mentor, and why. It promises nothing to
// anybody and owns no document: its index lives in memory and is made anew from the states of others whenever it starts.
//
// In: the states profiles.person, mentoring.standing, mentoring.match, catalog.project, catalog.issue, programs.programme and
// programs.member, followed by this process alone. A change is visible well within 2 s, a block too. Out: nothing.
//
// Routes: /api/v1/recommendations/… (mentors, issues, newcomers, why-not). Somebody signed out may send a profile along; it is used
// for the answer and kept nowhere.
//
// Whoever can be found: mentors who are approved (where the programme wants that), visible, and findable by the one who asks;
// newcomers for a mentor only if they asked that mentor or allow offers. Whom a block parts cannot be found. The arithmetic is in rank.
package matching
