package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// output is one file that a command writes; "" and "none" are none.
type output struct{ flag, path string }

// outputs are files that are written together: first all of them beside their places, then renamed one after the other. Killed at any
// moment, each file is the old one or the new one, whole.
type outputs struct {
	list []output
	// reached, if not nil, is told how far write is: a test ends the process there.
	reached func(string)
}

// newOutputs refuses places that are no files, that cannot be written, or that are inputs.
func newOutputs(in matchInputs, list []output) (*outputs, error) {
	o := &outputs{}
	taken := []output{{"--newcomers", in.Newcomers}, {"--mentors", in.Mentors}, {"--scores", in.Scores}, {"--criteria", in.Criteria},
		{"--fixed", in.Fixed}, {"--quotas", in.Quotas}}
	for _, x := range list {
		if x.path == "" || x.path == "none" {
			continue
		}
		for _, t := range taken {
			if same(x.path, t.path) {
				return nil, fmt.Errorf("%w: %s and %s are the same file", errUsage, x.flag, t.flag)
			}
		}
		taken = append(taken, x)
		path, err := place(x.path)
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", errUsage, x.flag, err)
		}
		if err := writable(filepath.Dir(path)); err != nil {
			return nil, fmt.Errorf("%w: %s: %w", errUsage, x.flag, err)
		}
		o.list = append(o.list, output{x.flag, path})
	}
	return o, nil
}

func same(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	x, err := os.Stat(a)
	y, errToo := os.Stat(b)
	if err == nil && errToo == nil {
		return os.SameFile(x, y)
	}
	return where(a) == where(b)
}

// where is a path without the links of its folder.
func where(path string) string {
	dir, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		dir = filepath.Dir(path)
	}
	if whole, err := filepath.Abs(dir); err == nil {
		dir = whole
	}
	return filepath.Join(dir, filepath.Base(path))
}

// longestName is what a file may be called so that another can stand beside it while it is written: file systems take 255 bytes.
const longestName = 220

// place follows links, so that a link stays one, and finds out early what would fail late.
func place(path string) (string, error) {
	info, err := os.Stat(path)
	switch {
	case len(filepath.Base(path)) > longestName:
		return "", fmt.Errorf("the name of the file is longer than %d bytes", longestName)
	case errors.Is(err, fs.ErrNotExist):
		dir, err := os.Stat(filepath.Dir(path))
		if err != nil {
			return "", err
		}
		if !dir.IsDir() {
			return "", fmt.Errorf("%s is no folder", filepath.Dir(path))
		}
		return path, nil
	case err != nil:
		return "", err
	case info.IsDir():
		return "", fmt.Errorf("%s is a folder", path)
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%s is no file", path)
	}
	return filepath.EvalSymlinks(path)
}

// writable tries a folder: better now than after an hour of work.
func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".waymark.*.new")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// write writes all or, if anything goes wrong before the first is renamed, none. It gives the names of what was written.
func (o *outputs) write(contents map[string][]byte) (written []string, err error) {
	ready := make([]string, 0, len(o.list))
	defer func() {
		for _, name := range ready {
			_ = os.Remove(name) // those that were renamed are not there any more
		}
	}()
	for _, x := range o.list {
		name, err := beside(x.path, contents[x.flag])
		if name != "" {
			ready = append(ready, name)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w; nothing was written", x.flag, err)
		}
	}
	o.at("written beside")
	for i, x := range o.list {
		if err := os.Rename(ready[i], x.path); err != nil {
			return written, fmt.Errorf("%s: %w; written before it: %v", x.flag, err, written)
		}
		written = append(written, x.path)
		o.at("renamed " + x.flag)
	}
	for _, x := range o.list {
		if dir, err := os.Open(filepath.Dir(x.path)); err == nil {
			_ = dir.Sync() // best effort: not every file system knows it
			_ = dir.Close()
		}
	}
	return written, nil
}

// beside writes a file next to its place, down to the disk. A file that was there keeps its permissions; a new one is its owner's alone,
// for it names people.
func beside(path string, content []byte) (name string, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.new")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if info, err := os.Stat(path); err == nil {
		if err := f.Chmod(info.Mode().Perm()); err != nil {
			return f.Name(), err
		}
	}
	if _, err := f.Write(content); err != nil {
		return f.Name(), err
	}
	return f.Name(), f.Sync()
}

func (o *outputs) at(what string) {
	if o.reached != nil {
		o.reached(what)
	}
}
