package api

// Describing oneself for statistics is optional, kept apart from everything else and published only as figures that expose nobody.
// A cycle is a cohort: its id is the cohort's.

// ParticipationOption is one answer to choose.
type ParticipationOption struct {
	Code string `json:"code" minLength:"1" maxLength:"40" pattern:"^[a-z0-9_]+$" doc:"Its code; stable"`
	Text string `json:"text" minLength:"1" maxLength:"120" doc:"As people read it"`
}

// ParticipationQuestion is one question. "Prefer not to say" can be answered to every question and is no option here.
type ParticipationQuestion struct {
	Code     string                `json:"code" minLength:"1" maxLength:"40" pattern:"^[a-z0-9_]+$" doc:"Its code; stable"`
	Text     string                `json:"text" minLength:"1" maxLength:"300" doc:"As people read it"`
	Multiple bool                  `json:"multiple,omitempty" doc:"Several answers are possible"`
	Describe bool                  `json:"describe,omitempty" doc:"Or in one's own words, which are never published"`
	Options  []ParticipationOption `json:"options" minItems:"1" maxItems:"30" doc:"The answers to choose from"`
}

// ParticipationSetup fixes what is asked in a cycle and how it is published. It cannot be changed once the cycle's call has begun.
type ParticipationSetup struct {
	Way       string                  `json:"way" enum:"tables,noise" doc:"tables: small numbers hidden, the others rounded; noise: differential privacy"`
	Epsilon   int                     `json:"epsilon,omitempty" minimum:"0" maximum:"4000" doc:"Of noise, in thousandths, for the whole report: 50 to 4000"`
	ByRole    bool                    `json:"by_role,omitempty" doc:"Newcomers and mentors by themselves too"`
	Pool      int                     `json:"pool,omitempty" minimum:"0" maximum:"4" doc:"How many cycles are published together; 1 by default"`
	PoolWith  string                  `json:"pool_with,omitempty" maxLength:"64" pattern:"^[a-z0-9_-]*$" doc:"The first cycle of the pool"`
	Questions []ParticipationQuestion `json:"questions,omitempty" maxItems:"12" doc:"Instead of the shipped set"`
}

// ParticipationOutlook says what one table can ever publish at this size.
type ParticipationOutlook struct {
	Question string `json:"question" doc:"The question's code"`
	Can      string `json:"can" enum:"never,perhaps,likely" doc:"Whether the table can be published at all"`
	Shown    int    `json:"shown" doc:"How many of its answers can have a number at the most"`
	Answers  int    `json:"answers" doc:"How many answers there are to choose"`
	Smallest int    `json:"smallest" doc:"About how many people must give an answer for its number to be shown"`
	Margin   int    `json:"margin,omitempty" doc:"Of noise: 95 of 100 numbers are no further than this from the count"`
}

// ParticipationChoice is one epsilon that an organiser may choose, with what it means here.
type ParticipationChoice struct {
	Epsilon int `json:"epsilon" doc:"In thousandths, for the whole report"`
	Margin  int `json:"margin" doc:"95 of 100 numbers are no further than this from the count"`
}

// ParticipationCycle is what organisers see of a cycle. How many people have described themselves is in no answer.
type ParticipationCycle struct {
	Cycle     string                  `json:"cycle" doc:"Its id, the cohort's"`
	Programme string                  `json:"programme" doc:"Its programme"`
	State     string                  `json:"state" enum:"none,open,closed,published,purged" doc:"none: nothing is asked; closed: can be published"`
	Fixed     bool                    `json:"fixed" doc:"Its call has begun: the set-up cannot be changed"`
	Setup     *ParticipationSetup     `json:"setup,omitempty" doc:"What is asked and how it is published"`
	Questions []ParticipationQuestion `json:"questions" doc:"What is asked, or the shipped set"`
	Consent   string                  `json:"consent" doc:"What people agree to, as it is now"`
	Newcomers int                     `json:"newcomers" doc:"How many take part so far"`
	Mentors   int                     `json:"mentors" doc:"How many take part so far"`
	People    int                     `json:"people" doc:"The size of this cycle that the outlook is for"`
	Pooled    int                     `json:"pooled,omitempty" doc:"Of a pool: how many people its cycles can have at the most; the outlook is for those"`
	Outlook   []ParticipationOutlook  `json:"outlook" doc:"What each table can ever publish at this size"`
	Choices   []ParticipationChoice   `json:"choices" doc:"Epsilons to choose from"`
	Left      int                     `json:"left" doc:"Of noise: what the programme's reports may still spend, in thousandths"`
	Report    string                  `json:"report,omitempty" doc:"Id of the report, if there is one"`
}

// ParticipationAnswer answers one question.
type ParticipationAnswer struct {
	Question  string   `json:"question" minLength:"1" maxLength:"40" pattern:"^[a-z0-9_]+$" doc:"The question's code"`
	Chosen    []string `json:"chosen,omitempty" maxItems:"30" maxLength:"40" doc:"Codes of its answers"`
	Words     string   `json:"words,omitempty" maxLength:"200" doc:"In your own words; never published"`
	PreferNot bool     `json:"prefer_not,omitempty" doc:"You prefer not to say; counts as no answer"`
}

// SelfDescriptionBody is what somebody says about themselves in a cycle. No answers at all is a whole answer too.
type SelfDescriptionBody struct {
	Consent string                `json:"consent,omitempty" maxLength:"40" pattern:"^[a-z0-9-]*$" doc:"The version of what you agree to; needed with answers"`
	Answers []ParticipationAnswer `json:"answers" maxItems:"12" doc:"Those you want to give"`
}

// SelfDescription is what the caller is asked in a cycle, and what they said.
type SelfDescription struct {
	Cycle       string                  `json:"cycle" doc:"The cycle"`
	Programme   string                  `json:"programme" doc:"Its programme"`
	Open        bool                    `json:"open" doc:"It can still be changed; taken back it can be until the report is made"`
	Never       bool                    `json:"never,omitempty" doc:"So few people take part, or can, that nothing of it could be published: say nothing"`
	Way         string                  `json:"way" enum:"tables,noise" doc:"How it will be published"`
	Pool        int                     `json:"pool" doc:"How many cycles are published together"`
	Shipped     bool                    `json:"shipped" doc:"The questions are the shipped ones, which pages have in every language"`
	Questions   []ParticipationQuestion `json:"questions" doc:"What is asked"`
	Consent     string                  `json:"consent" doc:"The version of what you agree to"`
	ConsentText string                  `json:"consent_text" doc:"What you agree to"`
	Answers     []ParticipationAnswer   `json:"answers" doc:"What you said; empty if nothing"`
	Agreed      string                  `json:"agreed,omitempty" doc:"The version that you agreed to"`
}

// ParticipationRule says how the figures of a report were made.
type ParticipationRule struct {
	Version    int `json:"version" doc:"What a version says never changes; 0 for noise"`
	MinAnswers int `json:"min_answers" doc:"People who answered, for a table to be made"`
	MinOthers  int `json:"min_others" doc:"People who did not"`
	MinCell    int `json:"min_cell" doc:"People behind a number that is shown"`
	Base       int `json:"base" doc:"Numbers are rounded to it"`
	Apart      int `json:"apart" doc:"The least difference between numbers of two reports"`
	Doubt      int `json:"doubt" doc:"The values that a hidden number can at least have"`
	Shake      int `json:"shake" doc:"The most by which a count was moved, in secret, before anything else"`
	Gate       int `json:"gate,omitempty" doc:"The most by which a count was moved for whether a table is made; 0: as shake"`
	Threes     int `json:"threes,omitempty" doc:"Of a step's coins, how many count three; the others count one"`
	Draws      int `json:"draws,omitempty" doc:"The most steps of one report that one person's answers can show in; 0: no limit"`
	AllDraws   int `json:"all_draws,omitempty" doc:"The same of all reports that are compared with one another"`
}

// ParticipationValue is one number of a table.
type ParticipationValue struct {
	Option string `json:"option" doc:"An answer's code; answers, others, own_words, several"`
	Group  string `json:"group,omitempty" doc:"newcomer or mentor; empty for everybody"`
	N      *int   `json:"n" doc:"About how many people; null if it is hidden"`
	Kept   bool   `json:"kept,omitempty" doc:"As in an earlier report: it has moved by less than is shown"`
}

// ParticipationTable is one published table.
type ParticipationTable struct {
	ID       string               `json:"id" doc:"Its id; the same question with the same answers has the same"`
	Options  []string             `json:"options" doc:"Its rows"`
	Groups   []string             `json:"groups" doc:"Its columns; one empty one for everybody"`
	Multiple bool                 `json:"multiple" doc:"People could give several answers"`
	Withheld string               `json:"withheld,omitempty" enum:"few_answers,few_others,narrow,enough" doc:"Why it has no numbers"`
	Values   []ParticipationValue `json:"values" doc:"Its numbers"`
	Question string               `json:"question" doc:"The question's code"`
	People   []int                `json:"people" doc:"How many took part, by group, whoever left early too"`
}

// ParticipationReport is a frozen report. The hash is the SHA-256 of this document, without spaces, with an empty hash.
type ParticipationReport struct {
	ID        string                  `json:"id" doc:"Of its cycle, or of the first cycle of its pool"`
	Programme string                  `json:"programme" doc:"Its programme"`
	Cycles    []string                `json:"cycles" doc:"The cycles in it"`
	Once      bool                    `json:"once,omitempty" doc:"Of several cycles: who is in more than one is counted once, by what they said last"`
	Week      string                  `json:"week" doc:"In which it was published" example:"2026-W47"`
	Way       string                  `json:"way" enum:"tables,noise" doc:"How it is protected"`
	Rule      ParticipationRule       `json:"rule" doc:"Of tables: the rule it was made by"`
	Epsilon   int                     `json:"epsilon,omitempty" doc:"Of noise: in thousandths, of the whole report"`
	Margin    int                     `json:"margin,omitempty" doc:"Of noise: 95 of 100 numbers are no further than this from the count"`
	Set       string                  `json:"set" doc:"Version of the question set"`
	Questions []ParticipationQuestion `json:"questions" doc:"As they were asked"`
	Tables    []ParticipationTable    `json:"tables" doc:"The figures"`
	Hash      string                  `json:"hash" doc:"Of the report as it was frozen"`
}

// ParticipationReports are the published reports of a programme.
type ParticipationReports struct {
	Items []ParticipationReport `json:"items" doc:"The latest first; at most 100"`
}

// ParticipationExport is what participation keeps about the caller. One page.
type ParticipationExport struct {
	Descriptions []SelfDescriptionKept `json:"descriptions" doc:"What you said about yourself, by cycle, as long as it is kept"`
}

// SelfDescriptionKept is what is kept of one cycle.
type SelfDescriptionKept struct {
	Cycle   string                `json:"cycle" doc:"The cycle"`
	Agreed  string                `json:"agreed" doc:"The version that you agreed to"`
	Answers []ParticipationAnswer `json:"answers" doc:"What you said"`
}
