package api

// BrowsedMentor is one mentor of a list that ranks nobody. The name is not here: profiles has it (GET /people?ids=).
type BrowsedMentor struct {
	Person string `json:"person" doc:"The id"`
	Wait   string `json:"wait,omitempty" enum:"new_here,within_a_day,within_two_days,within_three_days,within_a_week,longer" doc:"Until an answer; measured"`
	Load   string `json:"load,omitempty" enum:"new_here,free,some,busy" doc:"How much is going on"`
}

// Browsed is one page of the mentors who can be asked now.
type Browsed struct {
	Items []BrowsedMentor `json:"items" doc:"In an order that says nothing about anybody, another one every day"`
	Total int             `json:"total" doc:"How many there are at this moment"`
	From  int             `json:"from" doc:"Which of them the first of this page is, from 1; 0 on an empty page"`
}
