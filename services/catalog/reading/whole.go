package reading

import "slices"

// wholeLevel is the least that work on the whole of a project asks for: to judge it, one must have seen much of it.
const wholeLevel = 3

// Words of titles that ask to judge: as the first one, or a few behind a first one of begin.
var (
	judge  = WordSet("audit review assess evaluate analyse analyze")
	begin  = WordSet("perform conduct do run carry complete make")
	judged = WordSet("audit review assessment analysis evaluation")
)

// all is what is judged or changed as a whole. Security is nothing that one can see in one place.
var all = WordSet("security codebase architecture")

// asksForTheWhole says whether a title asks to judge the whole of a project ("Perform a security audit", "Review the code for best practices"), or
// speaks of all its code: "codebase" and the like. Of 146,901 merged changes (the train part of the issue-bench) 70 have such a word in their
// title: 9 % were made by people with fewer than three before, of all changes 27 %, and half of them touch ten files or more (13 %). "Refactor",
// "migrate" and "rewrite" alone say too little: what lists have under them is mostly one file.
func asksForTheWhole(title []string) bool {
	if slices.Contains(title, "typo") || slices.Contains(title, "typos") { // easy, however many there are
		return false
	}
	pair := func(i int, a string, b ...string) bool {
		return title[i] == a && i+1 < len(title) && slices.Contains(b, title[i+1])
	}
	wide, practices := false, false
	for i, w := range title {
		if w == "codebase" || w == "code-base" || pair(i, "code", "base") || pair(i, "entire", "code", "project") || pair(i, "whole", "code", "project") {
			return true
		}
		wide = wide || all[w]
		practices = practices || w == "best-practices" || pair(i, "best", "practices", "practice")
	}
	if len(title) < 2 {
		return false
	}
	if title[0] == "security" && judged[title[1]] {
		return true
	}
	act := judge[title[0]] || begin[title[0]] && slices.ContainsFunc(title[1:min(len(title), 6)], func(w string) bool { return judged[w] })
	return act && (wide || practices)
}
