package api

// PersonNames are how people want to be called.
type PersonNames struct {
	Items []PersonName `json:"items" doc:"Whom the caller neither sees nor had anything to do with, and who has left, is left out"`
}

// PersonName is one of them.
type PersonName struct {
	ID          string `json:"id" doc:"The person's id"`
	DisplayName string `json:"display_name" doc:"How the person wants to be called"`
}
