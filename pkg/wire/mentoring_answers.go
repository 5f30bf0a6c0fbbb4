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

// AnswerTurnQuestion asks whose turn an answer token is. Only profiles may ask, for whoever has the token. NotFound where it opens nothing,
// or no longer waits for an answer.
type AnswerTurnQuestion struct {
	Token string `json:"token"`
}

// AnswerTurnAnswer is who asks and who is asked, while it waits. It must not be stored or logged.
type AnswerTurnAnswer struct {
	Newcomer string `json:"newcomer"`
	Mentor   string `json:"mentor"`
}
