package strict

import "bytes"

// FillLists puts [] where text, which is JSON, has null and the rule wants a list: Go writes a nil slice as null, and no
// client should meet one. Text that cannot be read comes back as it is.
func FillLists(text []byte, r *Rule) []byte {
	if !bytes.Contains(text, []byte("null")) {
		return text
	}
	f := &filler{text: text}
	if !f.value(r) {
		return text
	}
	return append(f.out, text[f.copied:]...)
}

// filler walks JSON that encoding/json wrote: it is valid, and has no space between its tokens.
type filler struct {
	text   []byte
	at     int
	copied int // all before it is in out
	out    []byte
}

func (f *filler) value(r *Rule) bool {
	if f.at >= len(f.text) {
		return false
	}
	switch f.text[f.at] {
	case '{':
		return f.members('}', func() *Rule {
			key, ok := f.key()
			if !ok || r == nil {
				return nil
			}
			if sub, ok := r.Properties[key]; ok {
				return sub
			}
			return r.Extra
		})
	case '[':
		return f.members(']', func() *Rule {
			if r == nil {
				return nil
			}
			return r.Items
		})
	case '"':
		_, ok := f.str()
		return ok
	case 'n':
		if r != nil && r.Kind == Array && !r.Nullable {
			f.out = append(append(f.out, f.text[f.copied:f.at]...), "[]"...)
			f.copied = f.at + len("null")
		}
	}
	for f.at < len(f.text) && !bytes.ContainsRune([]byte(",]}"), rune(f.text[f.at])) {
		f.at++
	}
	return true
}

// members walks what is between two brackets; next reads what is before each value and says its rule.
func (f *filler) members(end byte, next func() *Rule) bool {
	f.at++
	for f.at < len(f.text) {
		switch f.text[f.at] {
		case end:
			f.at++
			return true
		case ',':
			f.at++
		default:
			if r := next(); !f.value(r) {
				return false
			}
		}
	}
	return false
}

func (f *filler) key() (string, bool) {
	k, ok := f.str()
	if ok && f.at < len(f.text) && f.text[f.at] == ':' {
		f.at++
		return k, true
	}
	return "", false
}

// str steps over a string; keys of ours have no escapes.
func (f *filler) str() (string, bool) {
	from := f.at + 1
	for f.at = from; f.at < len(f.text); f.at++ {
		switch f.text[f.at] {
		case '\\':
			f.at++
		case '"':
			f.at++
			return string(f.text[from : f.at-1]), true
		}
	}
	return "", false
}
