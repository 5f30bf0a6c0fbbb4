package fault

// sentences has one for every code that the edge and the services give. Codes and parameters stay what translations use.
var sentences = map[string]func(Field) string{
	// What cannot be read.
	"syntax": plain("The JSON stops making sense here: check the quotes, commas and brackets around it."),
	"utf8":   plain("Send this text in UTF-8."),
	"nul":    plain("Take the NUL character out of this text."),

	// What is there and what is not.
	"required":           missing,
	"unknown_field":      plain("Leave this out: there is no field of this name here."),
	"unknown_parameter":  plain("Leave this out: this request takes no parameter of this name."),
	"duplicate":          twice,
	"repeated":           plain("List each one only once."),
	"tells_too_much":     plain("Ask less, or publish with noise: together these tell too much of one person for tables."),
	"too_late":           plain("Begin a pool of its own: by the time this one closes, what was said in the first would be deleted."),
	"asked_enough":       plain("Ask fewer questions, wait until other cycles are published, or publish with noise: tables protect hardly more than is asked."),
	"yourself":           plain("Name somebody else: this cannot be you."),
	"unknown":            plain("Choose one that is here: this one is not known."),
	"absent":             plain("Choose one that is here: this one is not, or is not shown to you."),
	"unavailable":        plain("Choose another: this one cannot be asked now."),
	"taken":              plain("Choose another: this one is taken."),
	"asked_lately":       askedLately,
	"wrong":              plain("Enter this again: it is not right."),
	"not_valid":          plain("Ask for a new one: this one was used, or has expired."),
	"invalid":            plain("Take this as it was given to you, or begin again without it."),
	"bad_id":             plain("Give the id exactly as an answer had it."),
	"not_here":           plain("Leave this out here."),
	"one_of":             plain("Give exactly one of these two."),
	"newcomer_or_mentor": plain("Say that you take part as a newcomer, as a mentor, or as both."),

	// Kinds, lengths and numbers.
	"wrong_type":      ofType,
	"too_short":       bounded("Enter at least %s.", "min", "character"),
	"too_long":        bounded("Shorten this to at most %s.", "max", "character"),
	"too_few":         bounded("List at least %s.", "min", "entry"),
	"too_many":        bounded("List at most %s.", "max", "entry"),
	"too_deep":        bounded("Put at most %s inside one another.", "max", "level"),
	"out_of_range":    between,
	"not_a_number":    plain("Enter a number, in digits."),
	"not_multiple":    func(f Field) string { return "Enter a multiple of " + number(f.Params["of"]) + "." },
	"not_ascending":   plain("Put these in rising order."),
	"not_a_half_hour": plain("Enter a full or a half hour, such as 09:30."),
	"not_after_from":  plain("Enter a time after the one it begins at."),
	"not_a_run":       plain("Give a day, and a beginning before its end."),
	"past":            plain("Enter a time that is still to come."),
	"in_the_past":     plain("Enter a time that is still to come."),
	"future":          plain("Enter a time that has passed."),
	"long_ago":        plain("Choose a day that is not that long ago."),
	"too_far":         func(f Field) string { return within(f, "days") },

	// Words.
	"not_one_of":            allowed("Choose"),
	"unknown_weight":        allowed("Use"),
	"unknown_column":        allowed("Use"),
	"unknown_kind":          allowed("Use"),
	"pattern":               likePattern,
	"format":                likeFormat,
	"not_text":              plain("Enter plain text in UTF-8."),
	"not_plain_text":        plain("Enter plain text, without tags or other markup."),
	"unknown_skill":         plain("Choose a skill from the list at /api/v1/skills."),
	"known_skill":           plain("Choose merge or rename: the list of skills has this word already."),
	"same_skill":            plain("Choose another skill: this one is the same."),
	"not_a_word":            plain("Enter a word with at least one letter or digit."),
	"control_character":     plain("Take out characters that cannot be seen, such as tabs and line breaks."),
	"control_characters":    plain("Take out characters that cannot be seen, such as tabs and line breaks."),
	"invisible_character":   plain("Take out characters that cannot be seen: they hide what a name is."),
	"no_letter":             plain("Enter a name with at least one letter, digit or picture."),
	"mark_without_letter":   plain("Put a letter before the accent or mark."),
	"too_many_marks":        plain("Use at most three accents or marks on one letter."),
	"mixed_scripts_in_word": plain("Write each word in one alphabet: letters of two that look alike can pretend to be another name."),
	"title_of_staff":        plain("Take out the title: moderators, administrators and the team alone are called so. Your own name is enough."),
	"address_in_name":       plain("Take the web or e-mail address out of the name: it says only how somebody or something is called."),
	"unknown_zone":          plain("Enter a time zone by its IANA name, such as Europe/Berlin."),
	"required_with_hours": plain(
		"Enter your time zone too, by its IANA name such as Europe/Berlin: hours mean nothing without it."),
	"unknown_language": plain("Enter a language by its code, such as en, fr or pt-BR."),
	"not_a_language":   plain("Enter a language by its code, such as en, fr or pt-BR."),
	"unknown_cause":    plain("Choose a cause from the list at /api/v1/causes."),
	"not_an_address":   plain("Enter a whole e-mail address, such as name@example.org."),
	"domain":           plain("Check the part after the @: it is no domain that takes mail."),
	"too_common":       plain("Choose a password that is harder to guess: this one is on the lists of common ones."),

	"not_a_licence": plain("Enter a licence by its SPDX id, such as MIT or Apache-2.0."),
	"not_a_project": plain("Enter a project of the catalogue, or a repository as owner/name."),
	"mistyped":      plain("Check the code: a sign of it is wrong."),
	"no_badge":      plain("Check the code: no badge of this event has it."),
	"no_group":      plain("Check the code: no group of friends has it."),

	// Links.
	"not_a_link":        plain("Enter a whole link, such as https://example.org/page."),
	"https_only":        plain("Enter a link that begins with https://."),
	"no_credentials":    plain("Take the name and password out of the link."),
	"not_a_public_host": plain("Enter a link to a site that everybody can reach."),

	// What does not go together.
	"not_with":               func(f Field) string { return "Leave this out, or leave out " + name(f.Params["parameter"]) + "." },
	"only_with":              func(f Field) string { return "Leave this out, or add " + name(f.Params["parameter"]) + "." },
	"not_with_new":           plain("Leave this out: this link goes to the old address only."),
	"not_with_about":         plain("Leave this out, or say that the report is about this."),
	"only_for_suspension":    plain("Leave this out: only a suspension has an end."),
	"not_with_old":           plain("Ask for one of the two: the old address, or a link."),
	"not_with_a_search":      plain("Ask for ids, or search: not both at once."),
	"mine_is_one_page":       plain("Leave cursor and limit out: the list of your own is one page."),
	"only_with_a_refusal":    plain("Leave the reason out: only a refusal has one."),
	"without_pause":          plain("Leave this out, or pause too."),
	"not_before_silence_end": plain("Enter less than the silence that ends a mentorship."),
	"not_a_scope":            plain("Give org:ID, programme:ID or project:ID."),
	"always_open":            plain("Leave this as it is: the programme that is always open stays so."),
	"not_confirmed":          plain("Confirm this: send true if it is so."),
	"not_accepted": func(f Field) string {
		return "Read the code of conduct, and send its version (" + name(f.Params["version"]) + ") to accept it."
	},

	// Spreadsheets.
	"not_a_json_object": plain(`Give a JSON object from our columns to your headings, such as {"email":"E-mail"}.`),
	"no_such_heading": func(f Field) string {
		return "Name a heading of the file for the column " + name(f.Params["column"]) + "."
	},
	"heading_used_twice": plain("Use each heading of the file for one column only."),
	"no_column":          func(f Field) string { return "Say which heading has the column " + name(f.Params["column"]) + "." },
}

func plain(s string) func(Field) string { return func(Field) string { return s } }

// patternWords say what the patterns of this house want.
var patternWords = map[string]string{
	`^[a-z0-9-]+$`:                   "Use lower case letters, digits and hyphens only.",
	`^[a-z0-9-]*$`:                   "Use lower case letters, digits and hyphens only.",
	`^[a-z0-9_-]+$`:                  "Use lower case letters, digits, hyphens and underscores only.",
	`^[a-z0-9_-]*$`:                  "Use lower case letters, digits, hyphens and underscores only.",
	`^[a-z]+$`:                       "Use lower case letters only.",
	`^[a-z_]+$`:                      "Use lower case letters and underscores only.",
	`^[a-z2-7]{26}$`:                 "Give the id of a project or an issue: 26 lower case letters and digits.",
	`^[a-z2-7]{26}(,[a-z2-7]{26})*$`: "Give ids of 26 lower case letters and digits, with commas between them.",
	`^[0-2][0-9]:(00|30)$`:           "Enter a full or a half hour, such as 09:30.",
	`^[a-z]{2,3}(-[A-Za-z]{2,4})?$`:  "Enter a language by its code, such as en, fr or pt-BR.",
	`^[0-9a-f]{32}$`:                 "Give the 32 digits and letters from a to f as they are.",
	`^([*]|"[1-9][0-9]{0,17}")$`:     `Send the ETag of what you read, with its quotes, such as "3"; or *.`,
	`^[!-~]+$`:                       "Use letters, digits and signs of ASCII only, without spaces.",
	`^[!-~]*$`:                       "Use letters, digits and signs of ASCII only, without spaces.",
	`^[a-z0-9][a-z0-9-]{0,39}$`:      "Use 1 to 40 lower case letters, digits and hyphens.",
	`^[a-z0-9_-]+\.[a-z0-9_-]+\.[a-z0-9_-]+@[0-9]{1,18}$`: "Send this as the Waymark-Version header of an answer had it.",
}

// formatWords say what the formats of OpenAPI want.
var formatWords = map[string]string{
	"date-time": "Enter a date and time with its zone, such as 2026-11-02T09:00:00Z.",
	"date":      "Enter a date as year, month and day, such as 2026-11-02.",
	"time":      "Enter a time, such as 09:00:00.",
	"uuid":      "Give the id exactly as an answer had it: 36 lower case letters, digits and hyphens.",
	"email":     "Enter a whole e-mail address, such as name@example.org.",
	"idn-email": "Enter a whole e-mail address, such as name@example.org.",
	"uri":       "Enter a whole link, such as https://example.org/page.",
	"ip":        "Enter an IP address.",
	"ipv4":      "Enter an IPv4 address, such as 192.0.2.1.",
	"ipv6":      "Enter an IPv6 address, such as 2001:db8::1.",
}

// askedLately says from when on somebody can be asked again.
func askedLately(f Field) string {
	if from, ok := f.Params["from"].(string); ok {
		return "Take this one out, or ask them again from " + from + " on."
	}
	return "Take this one out, or ask them again later."
}
