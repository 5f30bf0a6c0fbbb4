package csvsafe

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestText(t *testing.T) {
	for cell, want := range map[string]string{"": "", "a=1": "a=1", "=1": "'=1", "+1": "'+1", "-1": "'-1", "@a": "'@a", "\t=1": "'\t'=1",
		"\r=1": "'\r'=1", "\n=1": "'\n'=1", "\t": "'\t", "x;=cmd()": "x;'=cmd()", "x; \"@y": "x; \"'@y", "x\t-1": "x\t'-1", "a;b": "a;b",
		"a\n+b;=c": "a\n'+b;'=c", " =1": " '=1", "\u00a0=1": "\u00a0'=1", "\ufeff=1": "\ufeff'=1", "\u200b@x": "\u200b'@x", "a, =b": "a, =b",
		"＝1": "'＝1", "＋": "'＋", "－1": "'－1", "＠a": "'＠a", "c++": "c++", "f-droid": "f-droid"} {
		if got := Text(cell); got != want {
			t.Errorf("%q became %q", cell, got)
		}
	}
}

// Numbers of ours stay numbers, below zero too; a text that looks like one is text.
func TestNumbersStayNumbers(t *testing.T) {
	var table Table
	table.Row("what", "n")
	table.Row(-1, int64(-2), Number{-3.456, 2}, "-4", true)
	if got := string(table.Bytes()); got != "what,n\n-1,-2,-3.46,'-4,true\n" {
		t.Errorf("%q", got)
	}
	table.Row("more")
	if got := string(table.Bytes()); !strings.HasSuffix(got, "\nmore\n") {
		t.Errorf("%q", got)
	}
	if got := (&Table{}).Bytes(); len(got) != 0 {
		t.Errorf("%q", got)
	}
}

// holds is what every cell must keep to: wherever a cell may begin, it does not begin as a formula; the rest is the text that was given.
func holds(t interface{ Fatalf(string, ...any) }, cell, got string) {
	if got != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(got)[0]) {
		t.Fatalf("%q became %q", cell, got)
	}
	for _, part := range strings.FieldsFunc(got, func(r rune) bool { return strings.ContainsRune(";\t\n\r", r) }) {
		if part = strings.TrimLeft(part, " \"\u00a0\ufeff\u200b"); part != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(part)[0]) {
			t.Fatalf("%q became %q", cell, got)
		}
	}
	if utf8.ValidString(cell) && strings.ReplaceAll(got, "'", "") != strings.ReplaceAll(cell, "'", "") {
		t.Fatalf("%q became %q", cell, got)
	}
}

// read reads a table as a spreadsheet does that keeps to RFC 4180.
func read(t interface{ Fatalf(string, ...any) }, table *Table) [][]string {
	rows, err := csv.NewReader(bytes.NewReader(table.Bytes())).ReadAll()
	if err != nil {
		t.Fatalf("%v", err)
	}
	return rows
}

// TestWhatIsReadBackIsTheText: rows and columns are those that were written, whatever the texts hold.
func TestWhatIsReadBackIsTheText(t *testing.T) {
	t.Parallel()
	letter := rapid.SampledFrom([]rune("ab'=+-@＝＋－＠;,\"\t\n\r \u00a0\ufeff1é"))
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(2, 4).Draw(t, "width") // a row of one empty cell is an empty line, which readers skip
		rows := rapid.SliceOfN(rapid.SliceOfN(rapid.StringOf(letter), width, width), 1, 5).Draw(t, "rows")
		var table Table
		for _, row := range rows {
			cells := make([]any, len(row))
			for i, c := range row {
				cells[i] = c
			}
			table.Row(cells...)
		}
		got := read(t, &table)
		if len(got) != len(rows) {
			t.Fatalf("%d rows of %d", len(got), len(rows))
		}
		for i, row := range rows {
			for j, cell := range row {
				if want := strings.ReplaceAll(Text(cell), "\r\n", "\n"); got[i][j] != want { // the reader's own rule
					t.Fatalf("%q was read as %q", want, got[i][j])
				}
				holds(t, cell, Text(cell))
			}
		}
	})
}

func FuzzText(f *testing.F) {
	f.Add("a;=b\t@c")
	f.Add("; \"+x\n-y＝")
	f.Fuzz(func(t *testing.T, cell string) {
		holds(t, cell, Text(cell))
		var table Table
		table.Row("x", cell)
		if got := read(t, &table); len(got) != 1 || len(got[0]) != 2 || got[0][1] != strings.ReplaceAll(Text(cell), "\r\n", "\n") {
			t.Fatalf("%q was read as %q", cell, got)
		}
	})
}
