package credential

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Lengths of a password in characters, after NIST SP 800-63B and OWASP ASVS: length counts, composition rules do not.
const (
	MinPassword = 10
	MaxPassword = 128
)

// Password is a normalised password that passed the rules.
type Password struct{ text string }

// String hides the password from logs.
func (Password) String() string { return "[password]" }

// GoString is String for %#v.
func (Password) GoString() string { return "[password]" }

// NewPassword accepts a password that somebody chooses. about are words an attacker would try first for this person or place,
// such as the address. Refusals: too_short, too_long, not_text, too_common.
func NewPassword(s string, about ...string) (Password, error) {
	p, err := TypedPassword(s)
	if err != nil {
		return Password{}, err
	}
	if utf8.RuneCountInString(p.text) < MinPassword {
		return Password{}, &Refusal{Code: "too_short", Params: map[string]any{"min": MinPassword}}
	}
	if guessable(p.text, about) {
		return Password{}, &Refusal{Code: "too_common"}
	}
	return p, nil
}

// TypedPassword normalises what somebody typed to prove a password that was chosen earlier; rules of choice do not apply.
// Refusals: too_long, not_text.
func TypedPassword(s string) (Password, error) {
	if len(s) > 4*MaxPassword {
		return Password{}, tooLong(MaxPassword)
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		return Password{}, &Refusal{Code: "not_text"}
	}
	n := norm.NFKC.String(s) // two keyboards may send one password in two forms
	if utf8.RuneCountInString(n) > MaxPassword {
		return Password{}, tooLong(MaxPassword)
	}
	return Password{n}, nil
}

// guessable finds what guessing programs try first: common words with digits or signs around them or letters swapped for
// look-alikes, the person's address, runs over the keyboard or the alphabet, and one short piece again and again.
func guessable(s string, about []string) bool {
	lower := strings.ToLower(s)
	if patterned(lower) {
		return true
	}
	trimmed := strings.TrimFunc(lower, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, form := range []string{lower, unleet(trimmed)} {
		if core := letters(form); core != "" && (common[core] || doubled(core)) {
			return true
		}
		for _, a := range about {
			if leaves(form, a) {
				return true
			}
		}
	}
	return false
}

// leaves says whether fewer than four letters are left without the words of what is known about the person.
func leaves(s, about string) bool {
	words := strings.FieldsFunc(strings.ToLower(about), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	rest := s
	for _, w := range words {
		if len(w) >= 4 {
			rest = strings.ReplaceAll(rest, w, "")
		}
	}
	return rest != s && utf8.RuneCountInString(letters(rest)) < 4
}

// letters takes digits, signs and spaces away.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s)
}

// doubled says whether s is a common word written twice, or two common words.
func doubled(s string) bool {
	for i := 3; i <= len(s)-3; i++ {
		if common[s[:i]] && common[s[i:]] {
			return true
		}
	}
	return false
}

var leet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "8", "b", "@", "a", "$", "s", "!", "i")

func unleet(s string) string { return leet.Replace(s) }

// rows are what fingers run along.
var rows = []string{
	"abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm",
	"azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "1q2w3e4r5t6y7u8i9o0p",
}

// patterned says whether s is made of few different pieces: one of up to five characters again and again, or runs of at least
// three along a row, forwards or backwards, with at most two other characters.
func patterned(s string) bool {
	r := []rune(s)
	for size := 1; size <= 5 && size < len(r); size++ {
		same := true
		for i := size; i < len(r) && same; i++ {
			same = r[i] == r[i-size]
		}
		if same {
			return true
		}
	}
	other := 0
	for i := 0; i < len(r); {
		n := longestRun(r[i:])
		if n < 3 {
			other++
			i++
			continue
		}
		i += n
	}
	return other <= 2
}

func longestRun(r []rune) int {
	best := 1
	same := 1
	for same < len(r) && r[same] == r[0] {
		same++
	}
	best = max(best, same)
	for _, row := range rows {
		for _, line := range []string{row, backwards(row)} {
			n := 1
			for n < len(r) && n < len(line) && strings.Contains(line, string(r[:n+1])) {
				n++
			}
			best = max(best, n)
		}
	}
	return best
}

func backwards(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}
