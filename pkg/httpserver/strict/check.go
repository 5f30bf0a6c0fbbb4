package strict

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// Check reads text as one JSON value that follows the rule. The error is a Malformed fault where the text is not JSON at all,
// or an Invalid fault with up to MaxFields fields. Decode what it returns: the text, with whole numbers that were written
// as 1.0 or 1e2 written as Go's integers want them.
func Check(text []byte, r *Rule) ([]byte, error) {
	p := &parser{text: text}
	p.space()
	if p.value(r) {
		p.space()
		if p.at < len(p.text) {
			p.broken(Syntax)
		}
	}
	if p.fatal != nil {
		return nil, p.fatal
	}
	if p.rewritten > 0 {
		text = append(p.out, text[p.rewritten:]...)
	}
	return text, fault.InvalidFields(p.fields...)
}

// step is one level of the way from the whole to a part: a key, or an index.
type step struct {
	key   string
	index int
}

type parser struct {
	text   []byte
	at     int
	path   []step
	fields []fault.Field
	fatal  error

	out       []byte // the text up to rewritten, with whole numbers in their plain form
	rewritten int
}

// maxPointer bounds what of a key that nobody asked for is repeated in a pointer, in bytes.
const maxPointer = 200

var pointerEscaper = strings.NewReplacer("~", "~0", "/", "~1")

func (p *parser) pointer() string {
	var b strings.Builder
	for _, s := range p.path {
		b.WriteByte('/')
		if s.index >= 0 {
			b.WriteString(strconv.Itoa(s.index))
		} else {
			b.WriteString(pointerEscaper.Replace(s.key))
		}
		if b.Len() > maxPointer {
			return strings.ToValidUTF8(b.String()[:maxPointer], "") + "…"
		}
	}
	return b.String()
}

// mark notes a mistake that does not keep the rest from being read.
func (p *parser) mark(i *issue) {
	if i != nil && len(p.fields) < MaxFields {
		p.fields = append(p.fields, i.field(p.pointer()))
	}
}

// broken ends the reading: from here on nothing can be understood.
func (p *parser) broken(code string) bool {
	f := fault.New(fault.Malformed, "body.malformed", "The body is not the JSON that we read; the field says where it stops making sense.")
	f.Fields = []fault.Field{{Pointer: p.pointer(), Code: code, Params: map[string]any{"offset": p.at}}}
	p.fatal = f
	return false
}

func (p *parser) space() {
	for p.at < len(p.text) {
		switch p.text[p.at] {
		case ' ', '\t', '\n', '\r':
			p.at++
		default:
			return
		}
	}
}

func (p *parser) peek() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

// wants says whether the rule takes the kind, and notes it otherwise.
func (p *parser) wants(r *Rule, k Kind) *Rule {
	if r == nil || r.Kind == Any {
		return nil
	}
	if r.Kind == k || r.Kind == Integer && k == Number {
		return r
	}
	p.mark(limit(WrongType, "expected", r.Kind.String()))
	return nil
}

// value reads one value; false means that reading has ended.
func (p *parser) value(r *Rule) bool {
	switch c := p.peek(); {
	case c == '{':
		return p.object(p.wants(r, Object))
	case c == '[':
		return p.array(p.wants(r, Array))
	case c == '"':
		s, ok := p.str()
		if !ok {
			return false
		}
		if r = p.wants(r, String); r != nil {
			p.mark(r.checkText(s))
		}
		return true
	case c == '-' || c >= '0' && c <= '9':
		return p.number(p.wants(r, Number))
	case c == 't':
		return p.word("true") && p.boolean(r)
	case c == 'f':
		return p.word("false") && p.boolean(r)
	case c == 'n':
		if !p.word("null") {
			return false
		}
		if r != nil && r.Kind != Any && !r.Nullable {
			p.mark(limit(WrongType, "expected", r.Kind.String()))
		}
		return true
	}
	return p.broken(Syntax)
}

func (p *parser) boolean(r *Rule) bool {
	p.wants(r, Boolean)
	return true
}

func (p *parser) word(w string) bool {
	if strings.HasPrefix(string(p.text[p.at:min(len(p.text), p.at+len(w))]), w) {
		p.at += len(w)
		return true
	}
	return p.broken(Syntax)
}

func (p *parser) number(r *Rule) bool {
	start := p.at
	if p.peek() == '-' {
		p.at++
	}
	digits := func() bool {
		from := p.at
		for p.peek() >= '0' && p.peek() <= '9' {
			p.at++
		}
		return p.at > from
	}
	if p.peek() == '0' {
		p.at++
	} else if !digits() {
		return p.broken(Syntax)
	}
	if p.peek() == '.' {
		p.at++
		if !digits() {
			return p.broken(Syntax)
		}
	}
	if c := p.peek(); c == 'e' || c == 'E' {
		p.at++
		if c := p.peek(); c == '+' || c == '-' {
			p.at++
		}
		if !digits() {
			return p.broken(Syntax)
		}
	}
	if r != nil {
		text := string(p.text[start:p.at])
		if r.Kind == Integer {
			if plain := whole(text); plain != text {
				p.out = append(append(p.out, p.text[p.rewritten:start]...), plain...)
				p.rewritten, text = p.at, plain
			}
		}
		p.mark(r.checkNumber(text))
	}
	return true
}

func (p *parser) enter() bool {
	if len(p.path) >= MaxDepth {
		return p.broken(TooDeep)
	}
	p.at++
	p.space()
	return true
}

func (p *parser) array(r *Rule) bool {
	if !p.enter() {
		return false
	}
	var items *Rule
	if r != nil {
		items = r.Items
	}
	var seen map[string]bool
	if r != nil && r.Unique {
		seen = map[string]bool{}
	}
	p.path = append(p.path, step{})
	n := 0
	for ; p.peek() != ']'; n++ {
		if n > 0 {
			if p.peek() != ',' {
				return p.broken(Syntax)
			}
			p.at++
			p.space()
		}
		p.path[len(p.path)-1] = step{index: n}
		from := p.at
		if !p.value(items) {
			return false
		}
		if seen != nil {
			if item := string(p.text[from:p.at]); seen[item] {
				p.mark(&issue{code: Repeated})
			} else {
				seen[item] = true
			}
		}
		p.space()
	}
	p.at++
	p.path = p.path[:len(p.path)-1]
	if r != nil {
		p.count(n, r.MinItems, r.MaxItems)
	}
	return true
}

func (p *parser) count(n int, least, most *int) {
	if least != nil && n < *least {
		p.mark(limit(TooFew, "min", *least))
	}
	if most != nil && n > *most {
		p.mark(limit(TooMany, "max", *most))
	}
}

func (p *parser) object(r *Rule) bool {
	if !p.enter() {
		return false
	}
	p.path = append(p.path, step{index: -1})
	seen := map[string]bool{}
	for n := 0; p.peek() != '}'; n++ {
		if n > 0 {
			if p.peek() != ',' {
				return p.broken(Syntax)
			}
			p.at++
			p.space()
		}
		p.path[len(p.path)-1].key = ""
		if p.peek() != '"' {
			return p.broken(Syntax)
		}
		key, ok := p.str()
		if !ok {
			return false
		}
		p.path[len(p.path)-1].key = key
		p.space()
		if p.peek() != ':' {
			return p.broken(Syntax)
		}
		p.at++
		p.space()
		if seen[key] {
			p.mark(&issue{code: Duplicate})
		}
		seen[key] = true
		if !p.value(p.property(r, key)) {
			return false
		}
		p.space()
	}
	p.at++
	if r != nil {
		for _, name := range r.Required {
			if !seen[name] {
				p.path[len(p.path)-1].key = name
				p.mark(&issue{code: Required})
			}
		}
	}
	p.path = p.path[:len(p.path)-1]
	if r != nil {
		p.count(len(seen), r.MinKeys, r.MaxKeys)
	}
	return true
}

// property is the rule for a key; one that nobody asked for is noted and then read without a rule.
func (p *parser) property(r *Rule, key string) *Rule {
	if r == nil {
		return nil
	}
	if sub, ok := r.Properties[key]; ok {
		return sub
	}
	if !r.Open {
		p.mark(&issue{code: UnknownField})
		return nil
	}
	return r.Extra
}

// str reads a string with its escapes resolved.
func (p *parser) str() (string, bool) {
	p.at++
	from := p.at
	for p.at < len(p.text) { // the common case: nothing to resolve
		c := p.text[p.at]
		if c == '"' {
			s := string(p.text[from:p.at])
			p.at++
			return s, p.valid(s)
		}
		if c == '\\' {
			break
		}
		if c < 0x20 {
			return "", p.broken(Syntax)
		}
		p.at++
	}
	b := slices.Clone(p.text[from:p.at])
	for p.at < len(p.text) {
		c := p.text[p.at]
		switch {
		case c == '"':
			p.at++
			return string(b), p.valid(string(b))
		case c < 0x20:
			return "", p.broken(Syntax)
		case c != '\\':
			b = append(b, c)
			p.at++
		default:
			r, ok := p.escape()
			if !ok {
				return "", false
			}
			b = utf8.AppendRune(b, r)
		}
	}
	return "", p.broken(Syntax)
}

func (p *parser) valid(s string) bool {
	if !utf8.ValidString(s) {
		return p.broken(BadUTF8)
	}
	if strings.IndexByte(s, 0) >= 0 {
		p.mark(&issue{code: HasNUL})
	}
	return true
}

var escapes = map[byte]rune{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func (p *parser) escape() (rune, bool) {
	p.at++
	c := p.peek()
	p.at++
	if r, ok := escapes[c]; ok {
		return r, true
	}
	if c != 'u' {
		return 0, p.broken(Syntax)
	}
	r, ok := p.hex()
	if !ok || !utf16.IsSurrogate(r) {
		return r, ok
	}
	if p.at+1 < len(p.text) && p.text[p.at] == '\\' && p.text[p.at+1] == 'u' {
		p.at += 2
		low, ok := p.hex()
		if !ok {
			return 0, false
		}
		if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
			return pair, true
		}
	}
	return 0, p.broken(BadUTF8) // half a pair is no character
}

func (p *parser) hex() (rune, bool) {
	if p.at+4 > len(p.text) {
		return 0, p.broken(Syntax)
	}
	v, err := strconv.ParseUint(string(p.text[p.at:p.at+4]), 16, 16)
	if err != nil {
		return 0, p.broken(Syntax)
	}
	p.at += 4
	return rune(v), true
}
