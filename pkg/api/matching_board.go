package api

// BoardFit is how somebody and something on a broker's board fit.
type BoardFit struct {
	Entry   string   `json:"entry" doc:"The entry"`
	Person  string   `json:"person,omitempty" doc:"For organisers: who would like to help"`
	Reasons []Reason `json:"reasons" doc:"What speaks for it, the weightiest first; at most three"`
	Gap     *Reason  `json:"gap,omitempty" doc:"What is missing most"`
	Fits    string   `json:"fits,omitempty" enum:"less" doc:"less: they share nothing that is asked for"`
}

// BoardFits are those, best first.
type BoardFits struct {
	Items []BoardFit `json:"items" doc:"Best first"`
}
