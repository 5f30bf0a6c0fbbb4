package safety

import (
	"strings"
	"unicode/utf8"

	"github.com/waymark-dev/waymark/pkg/fault"
)

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// tooLong refuses a text beyond its bytes; the field's limit in characters has been checked before.
func tooLong(pointer, s string, limit int) error {
	if len(s) <= limit && utf8.ValidString(s) {
		return nil
	}
	return fault.InvalidFields(fault.Field{Pointer: pointer, Code: "too_long", Params: map[string]any{"max_bytes": limit}})
}

// needed refuses a text of nothing but space, or beyond its bytes.
func needed(pointer, s string, limit int) error {
	if blank(s) {
		return fault.InvalidFields(fault.Field{Pointer: pointer, Code: "required"})
	}
	return tooLong(pointer, s, limit)
}
