// Package csvsafe writes tables that people open in a spreadsheet: whatever somebody typed into a cell is read as text, never run as a
// formula (OWASP, "CSV Injection"). Every table of ours that a person can fetch is written by it; pkg/archtest holds that.
package csvsafe

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// begins are the characters that a spreadsheet takes for the beginning of a formula, and their full-width twins, which some read alike.
const begins = "=+-@＝＋－＠"

// ends are those after which a cell begins, if the file is opened with semicolons or tabs instead of commas, or line by line.
const ends = ";\t\r\n"

// Text is a cell that a spreadsheet reads as text: what would begin a formula gets an apostrophe before it, at the beginning of the cell and
// wherever one begins if the file is opened with another separator. A space, a quotation mark or an invisible character before it does not
// hide it. Nothing else is changed, but bytes that are no UTF-8, which become U+FFFD.
func Text(cell string) string {
	if !strings.ContainsAny(cell, begins+ends) {
		return cell
	}
	var out strings.Builder
	at := true // a cell begins here
	for i, r := range cell {
		if at && strings.ContainsRune(begins, r) || i == 0 && strings.ContainsRune("\t\r\n", r) {
			out.WriteByte('\'')
			at = false
		}
		out.WriteRune(r)
		switch {
		case strings.ContainsRune(ends, r):
			at = true
		case r != '"' && !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r):
			at = false
		}
	}
	return out.String()
}

// A Table is CSV in UTF-8 (RFC 4180, lines end in LF) that grows by rows. Its zero value is empty and ready.
type Table struct {
	to bytes.Buffer
	w  *csv.Writer
}

// Row adds a row. Whole numbers (int, int64) and a Number are written as they are, so that a spreadsheet counts with them, below zero too;
// everything else is text.
func (t *Table) Row(cells ...any) {
	if t.w == nil {
		t.w = csv.NewWriter(&t.to)
	}
	row := make([]string, len(cells))
	for i, c := range cells {
		switch c := c.(type) {
		case int:
			row[i] = strconv.Itoa(c)
		case int64:
			row[i] = strconv.FormatInt(c, 10)
		case Number:
			row[i] = strconv.FormatFloat(c.Value, 'f', c.Decimals, 64)
		case string:
			row[i] = Text(c)
		default:
			row[i] = Text(fmt.Sprint(c))
		}
	}
	_ = t.w.Write(row) // memory takes everything
}

// Texts adds a row of texts, such as headings.
func (t *Table) Texts(cells ...string) {
	row := make([]any, len(cells))
	for i, c := range cells {
		row[i] = c
	}
	t.Row(row...)
}

// A Number is written with so many decimals.
type Number struct {
	Value    float64
	Decimals int
}

// Bytes are the rows so far.
func (t *Table) Bytes() []byte {
	if t.w != nil {
		t.w.Flush()
	}
	return t.to.Bytes()
}
