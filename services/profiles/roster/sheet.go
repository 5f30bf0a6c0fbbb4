package roster

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// Limits of a file of people.
const (
	MaxFile     = 10 << 20 // bytes
	MaxRows     = 10000
	MaxColumns  = 100
	MaxProblems = 1000 // listed; all are counted
)

// Limits bound what is read of a file: its bytes, its lines below the headings, and its columns.
type Limits struct{ File, Rows, Columns int }

// Line is one record of a file with the line it begins on, counted from 1 as editors do.
type Line struct {
	Number int
	Cells  []string
}

// Sheet is a file as it was read.
type Sheet struct {
	Encoding  string // utf-8, utf-16, windows-1252
	Separator string // "," ";" "tab"
	Headings  []string
	// First is the line of the headings.
	First int
	Lines []Line
	// Broken are lines whose quotes do not close or open in the middle.
	Broken []Problem
}

// Problem is what is wrong with one cell. It never repeats the cell.
type Problem struct {
	Line   int            `json:"line"`
	Column string         `json:"column,omitempty"` // letter
	Field  string         `json:"field,omitempty"`  // what the column was understood as
	Code   string         `json:"code"`
	Params map[string]any `json:"params,omitempty"`
}

// Problems are at most MaxProblems, and how many there are.
type Problems struct {
	List  []Problem
	Total int
}

// Add counts a problem, and lists it unless there are enough.
func (p *Problems) Add(x Problem) {
	p.Total++
	if len(p.List) < MaxProblems {
		p.List = append(p.List, x)
	}
}

// ReadSheet reads a file of people. A fault says what to do where it is no such file at all; what is wrong with single lines is
// in Broken.
func ReadSheet(file []byte) (*Sheet, error) {
	var lines []Line
	s, err := Scan(file, Limits{MaxFile, MaxRows, MaxColumns}, func(_ *Sheet, l Line) error {
		l.Cells = slices.Clone(l.Cells)
		lines = append(lines, l)
		return nil
	})
	if s != nil {
		s.Lines = lines
	}
	return s, err
}

// Scan is ReadSheet for files of any size: it hands over each line below the headings, which the sheet has by then, and keeps none.
// The cells of a line are overwritten by the next. It ends with the first error that line gives.
func Scan(file []byte, most Limits, line func(*Sheet, Line) error) (*Sheet, error) {
	switch {
	case len(file) > most.File:
		return nil, fault.Newf(fault.TooLarge, "import.too_large", "The file is larger than %d MB. Split it into smaller ones.", most.File>>20)
	case bytes.HasPrefix(file, []byte("PK\x03\x04")), bytes.HasPrefix(file, []byte("\xD0\xCF\x11\xE0")):
		return nil, fault.New(fault.Invalid, "import.save_as_csv",
			"This is a workbook (such as .xlsx, .ods or .xls), which is not read here. Open it, choose \"Save as\", then \"CSV UTF-8\", and send that file.")
	case bytes.HasPrefix(file, []byte("%PDF")):
		return nil, fault.New(fault.Invalid, "import.save_as_csv", "This is a PDF. Save the table as CSV and send that file.")
	}
	text, encoding, err := decode(file)
	if err != nil {
		return nil, err
	}
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	s := &Sheet{Encoding: encoding}
	sep, skip := ',', 0
	if first, rest, _ := strings.Cut(text, "\n"); len(first) >= 5 && strings.EqualFold(first[:4], "sep=") &&
		strings.ContainsRune(",;\t", rune(first[4])) && strings.TrimSpace(first[5:]) == "" {
		sep, text, skip = rune(first[4]), rest, 1 // a hint that spreadsheets write
	} else {
		sep = separator(text)
	}
	s.Separator = string(sep)
	if sep == '\t' {
		s.Separator = "tab"
	}
	return s, s.read(text, sep, skip, most, line)
}

func (s *Sheet) read(text string, sep rune, skip int, most Limits, line func(*Sheet, Line) error) error {
	// Each cell costs memory whatever is in it, so they are counted before any is made.
	if strings.Count(text, string(sep)) > 2*most.Rows*most.Columns { // those within quotes are counted too
		return fault.Newf(fault.TooLarge, "import.too_many_cells", "The file has more than %d cells. Leave out empty columns.",
			2*most.Rows*most.Columns)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = sep, -1, false, true
	rows := 0
	for {
		cells, err := r.Read()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			if s.Headings == nil {
				return fault.New(fault.Invalid, "import.empty", "The file has no heading line. The first line names the columns.")
			}
			return nil
		case errors.As(err, &bad):
			if s.Headings == nil {
				return fault.New(fault.Invalid, "import.bad_heading", "The heading line has quotes that do not match.")
			}
			s.Broken = append(s.Broken, Problem{Line: bad.StartLine + skip, Code: "quotes"})
			if len(s.Broken) >= MaxProblems {
				return nil
			}
			continue
		case err != nil:
			return fault.New(fault.Invalid, "import.unreadable", "The file cannot be read as CSV.").With(err)
		}
		if blank(cells) {
			continue
		}
		if s.Headings == nil {
			if len(cells) > most.Columns {
				return fault.Newf(fault.Invalid, "import.too_many_columns", "The file has more than %d columns.", most.Columns)
			}
			at, _ := r.FieldPos(0)
			s.Headings, s.First = headingsOf(cells), at+skip
			continue
		}
		if rows++; rows > most.Rows {
			return fault.Newf(fault.TooLarge, "import.too_many_rows", "The file has more than %d people. Split it.", most.Rows)
		}
		at, _ := r.FieldPos(0)
		if err := line(s, Line{Number: at + skip, Cells: cells}); err != nil {
			return err
		}
	}
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

func headingsOf(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = cut(strings.Join(strings.Fields(c), " "), maxWord)
	}
	return out
}

// decode finds out the encoding: a byte order mark, else UTF-16 by its zero bytes, else UTF-8 if it is valid, else Windows-1252.
func decode(file []byte) (text, encoding string, err error) {
	utf16 := func(e unicode.Endianness) (string, string, error) {
		if len(file)%2 != 0 {
			file = file[:len(file)-1]
		}
		b, err := unicode.UTF16(e, unicode.UseBOM).NewDecoder().Bytes(file)
		if err != nil {
			return "", "", fault.New(fault.Invalid, "import.unreadable", "The file is not text. Save it as \"CSV UTF-8\".")
		}
		return noZeros(string(b), "utf-16")
	}
	switch {
	case bytes.HasPrefix(file, []byte("\xEF\xBB\xBF")):
		file = file[3:]
	case bytes.HasPrefix(file, []byte("\xFE\xFF")):
		return utf16(unicode.BigEndian)
	case bytes.HasPrefix(file, []byte("\xFF\xFE")):
		return utf16(unicode.LittleEndian)
	}
	var even, odd int
	head := file[:min(len(file), 1000)]
	for i, b := range head {
		if b == 0 && i%2 == 0 {
			even++
		} else if b == 0 {
			odd++
		}
	}
	switch {
	case even > len(head)/4 && odd < len(head)/20:
		return utf16(unicode.BigEndian)
	case odd > len(head)/4 && even < len(head)/20:
		return utf16(unicode.LittleEndian)
	case utf8.Valid(file):
		return noZeros(string(file), "utf-8")
	}
	b, err := charmap.Windows1252.NewDecoder().Bytes(file)
	if err != nil {
		return "", "", fault.New(fault.Invalid, "import.unreadable", "The file is not text. Save it as \"CSV UTF-8\".")
	}
	return noZeros(string(b), "windows-1252")
}

func noZeros(text, encoding string) (string, string, error) {
	if strings.ContainsRune(text, 0) {
		return "", "", fault.New(fault.Invalid, "import.unreadable", "The file is not text. Save it as \"CSV UTF-8\".")
	}
	return strings.TrimPrefix(text, "\uFEFF"), encoding, nil
}

// separator is the one that the heading line has most often outside of quotes.
func separator(text string) rune {
	counts := map[rune]int{}
	quoted := false
	seen := false
	for _, r := range text {
		switch {
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '\n' && seen:
			return best(counts)
		case r == ',' || r == ';' || r == '\t':
			counts[r]++
		case r > ' ':
			seen = true
		}
	}
	return best(counts)
}

func best(counts map[rune]int) rune {
	sep := ','
	for _, r := range []rune{';', '\t'} {
		if counts[r] > counts[sep] {
			sep = r
		}
	}
	return sep
}
