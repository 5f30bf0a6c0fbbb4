package main

import (
	"errors"
	"fmt"
	"os"
)

// errUsage is a wrong usage that only files tell: status 2, as for wrong flags.
var errUsage = errors.New("wrong usage")

// output is a file that comes into its place whole or not at all: what stands there stays until then.
type output struct {
	file         *os.File
	part, target string // "" where the target is no plain file and is written to at once
}

// begin opens an output before the minutes that its making takes. It is none of the inputs.
func begin(target string, inputs ...string) (*output, error) {
	there, err := os.Stat(target)
	if err == nil {
		for _, in := range inputs {
			if is, err := os.Stat(in); err == nil && os.SameFile(is, there) {
				return nil, fmt.Errorf("%w: %s is read and cannot be written too", errUsage, in)
			}
		}
		if there.IsDir() {
			return nil, fmt.Errorf("%w: %s is a folder", errUsage, target)
		}
		if !there.Mode().IsRegular() {
			f, err := os.OpenFile(target, os.O_WRONLY, 0)
			return &output{file: f}, err
		}
	}
	part := target + ".part"
	for _, in := range inputs {
		if in == part {
			return nil, fmt.Errorf("%w: %s is read and cannot be written too", errUsage, in)
		}
	}
	f, err := os.Create(part)
	if err != nil {
		return nil, err
	}
	return &output{file: f, part: part, target: target}, nil
}

// keep puts the output into its place.
func (o *output) keep() error {
	if err := o.file.Close(); err != nil || o.part == "" {
		return err
	}
	part := o.part
	o.part = ""
	return os.Rename(part, o.target)
}

// drop takes away what was not kept.
func (o *output) drop() {
	o.file.Close()
	if o.part != "" {
		os.Remove(o.part)
	}
}
