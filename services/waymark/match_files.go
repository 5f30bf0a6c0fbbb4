package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/matching/cohort"
	"github.com/waymark-dev/waymark/services/profiles/roster"
)

// Limits of files, unpacked.
const (
	maxPeopleFile = 64 << 20
	maxScoreFile  = 1 << 30
	maxPairsFile  = 1 << 30
)

// label is what a file is called to people: its name, with its folder's if another one has the same.
func (in *matchInputs) label(file string) string {
	for _, other := range []string{in.Newcomers, in.Mentors, in.Scores, in.Criteria, in.Fixed, in.Quotas} {
		if filepath.Base(other) == filepath.Base(file) && filepath.Clean(other) != filepath.Clean(file) {
			return filepath.Join(filepath.Base(filepath.Dir(file)), filepath.Base(file))
		}
	}
	return filepath.Base(file)
}

// scan reads a table line by line. Its headings are there before the first line; a file that cannot be read at all is an error.
func scan(t *cohort.Table, b []byte, most roster.Limits, wrong *cohort.Problems, line func(roster.Line)) (how string, err error) {
	sheet, err := roster.Scan(b, most, func(s *roster.Sheet, l roster.Line) error {
		t.Headings, t.First = s.Headings, s.First
		line(l)
		return nil
	})
	var f *fault.Fault
	switch {
	case errors.As(err, &f) && f.Code == "import.too_many_rows":
		return "", fmt.Errorf("%w: %s: the file has more than %d lines; split it", errUsage, cohort.Plain(t.Name), most.Rows)
	case errors.As(err, &f):
		return "", fmt.Errorf("%w: %s: %s", errUsage, cohort.Plain(t.Name), f.Detail)
	case err != nil:
		return "", err
	}
	t.Headings, t.First = sheet.Headings, sheet.First
	for _, p := range sheet.Broken {
		wrong.Add(t.Name, p.Line, -1, "The quotes do not match. A quote within a cell is written twice, and the cell has quotes around it.")
	}
	separator := map[string]string{",": "commas", ";": "semicolons", "tab": "tabs"}[sheet.Separator]
	return fmt.Sprintf("%s, separated by %s", sheet.Encoding, separator), nil
}

// readLimited reads a file, unpacked if it is packed with gzip, of at most most bytes.
func readLimited(file string, most int64) ([]byte, error) {
	f, err := os.OpenFile(file, os.O_RDONLY|syscall.O_NONBLOCK, 0) // a pipe that nobody writes to is empty, and not waited for
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a folder", file)
	}
	read := func(from io.Reader) ([]byte, error) {
		b, err := io.ReadAll(io.LimitReader(from, most+1))
		if err == nil && int64(len(b)) > most {
			err = fmt.Errorf("%s is larger than %s; split it", file, size(most))
		}
		return b, err
	}
	b, err := read(f)
	if err != nil || !bytes.HasPrefix(b, []byte{0x1f, 0x8b}) {
		return b, err
	}
	packed, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%s begins as if packed with gzip, and is not: %w", file, err)
	}
	if b, err = read(packed); err != nil {
		return nil, fmt.Errorf("%s cannot be unpacked: %w", file, err)
	}
	return b, nil
}

func size(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d kB", n>>10)
}
