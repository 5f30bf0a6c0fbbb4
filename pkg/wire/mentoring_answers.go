package wire

// AnswerTokenQuestion asks for the token with which an asked mentor answers from their mail, without signing in. Only notifications may
// ask, while it renders that mail. NotFound where it is not this mentor's turn.
type AnswerTokenQuestion struct {
	Match  string `json:"match"`
	Mentor string `json:"mentor"`
}

// AnswerTokenAnswer has the token: at most 500 characters, letters, digits and "-_.". It works while this turn of this mentor is open.
type AnswerTokenAnswer struct {
	Token string `json:"token"`
}
