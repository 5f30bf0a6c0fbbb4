package archtest

import (
	"slices"
	"testing"
)

// readers are the files that read CSV, or write it for a reader of ours; the rest writes tables with pkg/csvsafe.
var readers = map[string]string{
	"pkg/csvsafe/csvsafe.go":                      "the one writer",
	"services/catalog/source/own.go":              "reads lists of projects and issues",
	"services/catalog/consume_board.go":           "writes a list for the same reader, where an apostrophe would stay",
	"services/profiles/roster/sheet.go":           "reads people",
	"services/matching/suitability/learn/main.go": "reads what is learned from",
}

// TestTablesAreWrittenInOnePlace: a table that a person may open in a spreadsheet runs nothing (csvsafe), whoever wrote its cells.
func TestTablesAreWrittenInOnePlace(t *testing.T) {
	seen := 0
	for _, f := range load(t) {
		if f.test || !slices.Contains(f.imports, "encoding/csv") {
			continue
		}
		if seen++; readers[f.path] == "" {
			t.Errorf("%s imports encoding/csv: write tables with pkg/csvsafe", f.path)
		}
	}
	if seen != len(readers) {
		t.Errorf("%d files import encoding/csv, %d are listed", seen, len(readers))
	}
}
