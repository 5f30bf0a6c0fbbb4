// Package journal keeps, in a file beside the store and outside of its backups, which accounts were erased and when: after a backup was
// put back it says what has to be erased again. It holds bare ids and times, nothing else.
//
// The file is a line for the journal's own name, then one line for each erasure: number, time, account. A line counts once it is there
// whole; what a crash left of one is cut off when the file is opened. Numbers rise by one and are never used again.
package journal

import (
	"bufio"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Keep is how long an erasure is remembered; no backup that is older may be put back.
const Keep = 400 * 24 * time.Hour

// maxSize bounds what is read: about a million erasures.
const maxSize = 100 << 20

const head = "waymark erasures 1 "

// ErrTaken: another process writes into the file.
var ErrTaken = errors.New("journal: the file has lines that this process did not write: give each process a file of its own")

// Entry is one erasure.
type Entry struct {
	Number  int64 // from 1
	At      time.Time
	Account string
}

// Journal is an open file. One process writes it. Its methods may be called at once from anywhere.
type Journal struct {
	mu   sync.Mutex
	file *os.File
	size int64
	name string
	last int64
	have map[string]bool // accounts that are in it
	list []Entry
}

// Open opens the journal of a file, making it (0600) where there is none. Entries older than Keep are taken out of it, all
// but the last.
func Open(file string, now time.Time) (*Journal, error) {
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	j := &Journal{file: f, have: map[string]bool{}}
	if err := j.read(now); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return j, nil
}

func (j *Journal) read(now time.Time) error {
	text, err := io.ReadAll(io.LimitReader(j.file, maxSize+1))
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	if len(text) > maxSize {
		return errors.New("journal: the file is too large to be one")
	}
	whole := strings.LastIndexByte(string(text), '\n') + 1
	lines := bufio.NewScanner(strings.NewReader(string(text[:whole])))
	var old Entry // the last that is too old
	for n := 0; lines.Scan(); n++ {
		line := lines.Text()
		if n == 0 {
			if !strings.HasPrefix(line, head) || len(line) != len(head)+32 {
				return errors.New("journal: the file is none")
			}
			j.name = line[len(head):]
			continue
		}
		e, err := parse(line)
		if err != nil || e.Number <= j.last {
			return fmt.Errorf("journal: line %d cannot be read", n+1)
		}
		j.last = e.Number
		if now.Sub(e.At) > Keep {
			old = e
			continue
		}
		j.list, j.have[e.Account] = append(j.list, e), true
	}
	if len(j.list) == 0 && old.Number > 0 { // so that no number is used again
		j.list = append(j.list, old)
	}
	if j.name == "" || old.Number > 0 {
		return j.renew()
	}
	j.size = int64(whole)
	return j.file.Truncate(j.size)
}

func parse(line string) (e Entry, err error) {
	part := strings.Split(line, " ")
	if len(part) != 3 || part[2] == "" {
		return e, errors.New("journal: not three parts")
	}
	if e.Number, err = strconv.ParseInt(part[0], 10, 64); err != nil {
		return e, err
	}
	e.Account = part[2]
	e.At, err = time.Parse(time.RFC3339, part[1])
	return e, err
}

func (e Entry) line() string {
	return fmt.Sprintf("%d %s %s\n", e.Number, e.At.UTC().Format(time.RFC3339), e.Account)
}

// renew writes the file anew: a fresh one, or without what is too old. It is there whole or as it was before.
func (j *Journal) renew() error {
	if j.name == "" {
		b := make([]byte, 16)
		rand.Read(b)
		j.name = hex.EncodeToString(b)
	}
	text := head + j.name + "\n"
	for _, e := range j.list {
		text += e.line()
	}
	file := j.file.Name()
	f, err := os.OpenFile(file+".new", os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600) // always the same: what a crash leaves is used again
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync()); err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		return errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	old := j.file
	j.file, j.size = f, int64(len(text))
	dir, err := os.Open(filepath.Dir(file))
	if err != nil {
		return errors.Join(err, old.Close())
	}
	return errors.Join(dir.Sync(), dir.Close(), old.Close())
}

// Name tells one journal from another.
func (j *Journal) Name() string { return j.name }

// Last is the number of the last entry; 0 without any.
func (j *Journal) Last() int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.last
}

// After are the entries beyond a number, the oldest first.
func (j *Journal) After(number int64) (out []Entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, e := range j.list {
		if e.Number > number {
			out = append(out, e)
		}
	}
	return out
}

// Add notes an erasure, once for each account. When it returns without an error, that survives a power cut.
func (j *Journal) Add(account string, at time.Time) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.have[account] {
		return nil
	}
	if info, err := j.file.Stat(); err != nil || info.Size() != j.size {
		return errors.Join(ErrTaken, err)
	}
	e := Entry{Number: j.last + 1, At: at, Account: account}
	if _, err := j.file.WriteAt([]byte(e.line()), j.size); err != nil {
		return errors.Join(fmt.Errorf("journal: %w", err), j.file.Truncate(j.size))
	}
	if err := j.file.Sync(); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	j.size += int64(len(e.line()))
	j.last, j.have[account], j.list = e.Number, true, append(j.list, e)
	return nil
}

// Close closes the file.
func (j *Journal) Close() error { return j.file.Close() }
