package main

import (
	"net/url"

	"golang.org/x/text/language"
)

// Join says who may open an account, and what people agree to.
type Join struct {
	Registration string `help:"Who may open an account: open (anybody), invited or closed." default:"open" enum:"open,invited,closed"`
	Adults       bool   `help:"People confirm that they are 18 or over."`
	Conduct      string `help:"Version of the code of conduct that people accept; none without." placeholder:"VERSION"`
	ConductURL   string `name:"conduct-url" help:"Where the code of conduct can be read." placeholder:"URL"`
	PerNetwork   int    `name:"per-network" help:"New accounts, and links, in an hour from one network; by default ${default}." default:"300" placeholder:"N"`
	PerHour      int    `name:"per-hour" help:"New accounts in an hour in the whole place; by default ${default}." default:"2000" placeholder:"N"`
	Guesses      int    `name:"guesses-per-network" help:"Wrong passwords in an hour from one network; by default ${default}." default:"300" placeholder:"N"`
	Locale       string `help:"Language of people who name none (BCP 47)." default:"en" placeholder:"TAG"`
}

// check tells what cannot work.
func (j *Join) check(problem func(format string, args ...any)) {
	if len(j.Conduct) > 40 {
		problem("--join-conduct: a version has at most 40 characters, such as 2026-01")
	}
	if j.PerNetwork < 0 || j.PerHour < 0 || j.Guesses < 0 {
		problem("--join-per-network, --join-per-hour and --join-guesses-per-network: give a number above 0")
	}
	if (j.Conduct == "") != (j.ConductURL == "") {
		problem("--join-conduct and --join-conduct-url: give both, so that people can read what they accept, or none")
	}
	if u, err := url.Parse(j.ConductURL); j.ConductURL != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		problem("--join-conduct-url: give the whole address, such as https://example.org/conduct")
	}
	if _, err := language.Parse(j.Locale); j.Locale != "" && err != nil {
		problem("--join-locale: give a language tag, such as en or pt-BR")
	}
}
