package api

// ReasonCode says what a reason or gap of a recommendation means and which parameters it has, so that a page can make a sentence of it
// in any language. Words are ids: of skills (profiles names them; "u-…" is the opaque id of a word that the taxonomy does not have,
// skill.Opaque of it: compare with the words of the reader's own profile, or say "a skill of yours"), of interests (likewise), causes,
// kinds of work (as in Issue.Kind) or spoken languages (BCP 47).
type ReasonCode struct {
	Code string
	// Gap: it says what is missing; else what speaks for it.
	Gap bool
	// Of says in which lists it stands: mentors, newcomers, issues.
	Of []string
	// Words are what Params.Words are: skill, interest, cause, language, kind; "" has none.
	Words string
	// From says that Params.From has the skills that Words were concluded from.
	From bool
	// Bands are the values of Params.Band; none where the code has no band.
	Bands []string
	// Says is the sense of it in English, as a newcomer reads it; a mentor who reads about a newcomer needs sentences of their own.
	Says string
}

// Bands of what two people's free hours share in a week, and of how long ago an issue was last seen open.
var (
	overlapBands = []string{"none", "from_1h", "from_2h", "from_4h"}
	seenBands    = []string{"within_a_week", "within_a_month", "within_three_months", "within_half_a_year", "within_a_year",
		"over_a_year", "over_two_years"}
)

// ReasonCodes are all codes of reasons and gaps. New ones may come: a page that meets a code it does not know leaves it out.
func ReasonCodes() []ReasonCode {
	people, issues, every := []string{"mentors", "newcomers"}, []string{"issues"}, []string{"mentors", "newcomers", "issues"}
	return []ReasonCode{
		{Code: "can_teach", Of: people, Words: "skill", Says: "Helps with {words}, which you want to learn"},
		{Code: "knows_what_you_learn", Of: people, Words: "skill",
			Says: "Knows {words}, which you want to learn; in place of can_teach where it is not among what the mentor helps with"},
		{Code: "knows_related", Of: people, Words: "skill", From: true, Says: "Knows {from}, which is close to {words} that you want to learn"},
		{Code: "both_know", Of: people, Words: "skill", Says: "You both know {words}"},
		{Code: "speaks_with_you", Of: people, Words: "language", Says: "You both speak {words}"},
		{Code: "goals_fit", Of: people, Says: "You want similar things from this"},
		{Code: "style_fits", Of: people, Says: "You like to work in a similar way"},
		{Code: "hours_overlap", Of: people, Bands: overlapBands[2:], Says: "You share free time in the week: two hours or more, four or more"},
		{Code: "same_part_of_day", Of: people, Bands: overlapBands[2:],
			Says: "Free at about the same times of day; in place of hours_overlap where a profile was sent along"},
		{Code: "answers_soon", Of: []string{"mentors"}, Says: "Usually answers soon (see wait)"},
		{Code: "criteria_met", Of: []string{"mentors"}, Says: "Has what the programme looks for"},
		{Code: "shared_interests", Of: every, Words: "interest", Says: "Shares your interest in {words}"},
		{Code: "shared_causes", Of: every, Words: "cause", Says: "Cares about {words}, like you"},
		{Code: "uses_what_you_learn", Of: issues, Words: "skill", Says: "Uses {words}, which you want to learn"},
		{Code: "uses_what_you_know", Of: issues, Words: "skill", Says: "Uses {words}, which you know"},
		{Code: "near_what_you_know", Of: issues, Words: "skill", From: true, Says: "Uses {words}, which is close to {from} that you know"},
		{Code: "uses_what_you_did", Of: issues, Words: "skill", Says: "Uses {words}, as your earlier work did; you did not name it among your skills"},
		{Code: "near_what_you_did", Of: issues, Words: "skill", From: true, Says: "Uses {words}, which is close to {from} of your earlier work"},
		{Code: "about_what_you_did", Of: issues, Words: "interest", Says: "Is about {words}, as your earlier work was"},
		{Code: "kind_you_did", Of: issues, Words: "kind", Says: "Is {words}, as your earlier work was"},
		{Code: "kind_fits", Of: issues, Words: "kind", Says: "Is {words}, the kind of work you are drawn to"},
		{Code: "kind_you_learn", Of: issues, Words: "kind", Says: "Is {words}, which you want to learn; in place of kind_fits where that is a skill you want"},
		{Code: "in_your_language", Of: issues, Words: "language", Says: "Is written in {words}"},
		{Code: "into_your_language", Of: issues, Words: "language", Says: "Asks for a translation into {words}"},
		{Code: "recently_seen_open", Of: issues, Bands: seenBands[:3], Says: "Was seen open lately (see seen)"},
		{Code: "newcomers_finish_these", Of: issues, Says: "People new to a project finished issues like this more often than most"},

		{Code: "does_not_cover", Gap: true, Of: people, Words: "skill", Says: "Does not teach {words}"},
		{Code: "other_goals", Gap: true, Of: people, Says: "Wants other things from this"},
		{Code: "other_style", Gap: true, Of: people, Says: "Likes to work in another way"},
		{Code: "few_common_hours", Gap: true, Of: people, Bands: overlapBands[:2], Says: "You share little free time: less than an hour, less than two"},
		{Code: "answers_late", Gap: true, Of: []string{"mentors"}, Says: "Takes long to answer, or often does not (see wait)"},
		{Code: "new_here", Gap: true, Of: []string{"mentors"}, Says: "Is new here: nobody knows yet how fast they answer"},
		{Code: "criteria_not_met", Gap: true, Of: []string{"mentors"}, Says: "Does not have all that the programme looks for"},
		{Code: "in_demand", Gap: true, Of: []string{"mentors", "issues"}, Says: "Others ask for this one too (see load)"},
		{Code: "other_interests", Gap: true, Of: every, Says: "Has other interests"},
		{Code: "other_causes", Gap: true, Of: every, Says: "Is for other causes"},
		{Code: "little_common_language", Gap: true, Of: every, Words: "language", Says: "You share {words}, but one of you speaks it little"},
		{Code: "needs_more", Gap: true, Of: issues, Words: "skill", Says: "Also needs {words}"},
		{Code: "other_kind_of_work", Gap: true, Of: issues, Words: "kind", Says: "Is {words}, another kind of work"},
		{Code: "seen_open_long_ago", Gap: true, Of: issues, Bands: seenBands[4:],
			Says: "Was last seen open long ago (see seen): look whether it still is before you ask"},
		{Code: "newcomers_seldom_finish_these", Gap: true, Of: issues,
			Says: "People new to a project finished issues like this less often than most: help is worth asking for"},
	}
}
