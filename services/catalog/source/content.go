package source

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// What Parse refuses as a whole. Everything else is left out piece by piece.
var (
	ErrTooLarge = errors.New("source: the file is larger than 64 MB when unpacked")
	ErrGzip     = errors.New("source: the gzip data is damaged")
	ErrUnknown  = errors.New("source: no known list looks like this")
)

// open unpacks gzip (found by its first bytes), removes a byte order mark, and turns UTF-16 into UTF-8 and CRLF into LF.
func open(content []byte) ([]byte, error) {
	if bytes.HasPrefix(content, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(bytes.NewReader(content))
		if err != nil {
			return nil, ErrGzip
		}
		content, err = io.ReadAll(io.LimitReader(z, MaxBytes+1))
		if err != nil {
			return nil, ErrGzip
		}
	}
	if len(content) > MaxBytes {
		return nil, ErrTooLarge
	}
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	switch {
	case bytes.HasPrefix(content, []byte{0xff, 0xfe}):
		content = fromUTF16(content[2:], binary.LittleEndian)
	case bytes.HasPrefix(content, []byte{0xfe, 0xff}):
		content = fromUTF16(content[2:], binary.BigEndian)
	}
	if bytes.IndexByte(content, '\r') >= 0 {
		content = bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
	}
	return content, nil
}

// fromUTF16 is for spreadsheets that save "Unicode text".
func fromUTF16(b []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = order.Uint16(b[2*i:])
	}
	out := make([]byte, 0, len(b))
	for _, r := range utf16.Decode(units) {
		out = utf8.AppendRune(out, r)
	}
	return out
}
