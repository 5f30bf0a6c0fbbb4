package naming

import "regexp"

// address finds what people would type into a browser, or write a mail to: a scheme, "www.", an e-mail address, or a domain or the four
// numbers of a machine with a port, a slash, a question or a mark of a place in a page behind it. A domain alone is none: projects and people
// are called "Node.js" or "J.R.Smith".
var address = regexp.MustCompile(`://|(?:^|[^\pL\pN])(?:www\.|(?:https?|ftp|mailto):\S)|[^\s@<>()]@[^\s@]+\.[^\s@.]|` +
	`(?:[\pL\pN]\.\pL[\pL\pN-]+|(?:[0-9]{1,3}\.){3}[0-9]{1,3})(?::[0-9]|/|[?#][\pL\pN])`)

// addressed says whether an address of the web or of a mailbox stands in a name.
func addressed(name string) bool {
	return address.MatchString(latin(plain(name)))
}
