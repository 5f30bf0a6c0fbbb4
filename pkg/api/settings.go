package api

// SettingHidden stands in a setting's value for what is not told. Pages say it in their own words.
const SettingHidden = "(hidden: it holds a password)"

// Setting is one thing that the operator decides, as it is in force in the process that answers.
type Setting struct {
	Name    string `json:"name" doc:"The flag without its dashes; in the file dots and underscores stand for them" example:"mail-host"`
	Value   string `json:"value" doc:"In force; empty where nothing is set. Never a secret: of a file the path, of an address with a password that there is one"`
	Origin  string `json:"origin" enum:"flag,environment,file,default" doc:"Who had the last word"`
	Meaning string `json:"meaning" doc:"What it decides, in English"`
	Env     string `json:"env" doc:"The environment variable that sets it" example:"WAYMARK_MAIL_HOST"`
}

// SettingList are all settings of one process.
type SettingList struct {
	Runs  []string  `json:"runs" doc:"What runs in the process that answers: all, or gateway with the services beside it; others have settings of their own"`
	Items []Setting `json:"items" doc:"By name"`
}
