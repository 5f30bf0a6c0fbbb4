package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

type exportCommand struct {
	SignIn signInCommand `embed:""`
	Out    string        `help:"The file to write, which must not be there yet; - is standard output." required:"" placeholder:"FILE"`
}

// Run writes one JSON object with a part for each service. What could be had is written also if a part could not; the error says which.
func (c *exportCommand) Run(ctx context.Context, s streams) error {
	out := s.out
	if c.Out != "-" {
		f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return fmt.Errorf("%w: --out: %w", errUsage, err)
		}
		defer f.Close()
		out = f
	}
	public, in, err := c.SignIn.signIn(ctx)
	if err != nil {
		return err
	}
	me := public.SignedIn(in)
	parts, failed := me.Export(ctx)
	if err := me.SignOut(ctx); err != nil {
		fmt.Fprintf(s.err, "the session of this export stays open until it ends by itself: %v\n", err)
	}
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return errors.Join(e.Encode(parts), failed)
}
