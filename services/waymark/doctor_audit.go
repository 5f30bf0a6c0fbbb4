package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/safety"
)

// audit verifies the chain of what staff did, in a data folder that no process uses. A running Waymark verifies its own every day;
// on MongoDB that is the one to ask.
func (c *doctorCommand) audit(ctx context.Context, s streams) []finding {
	key := c.SafetyKeyFile
	if key == "" {
		key = filepath.Join(c.Data, "safety.key")
	}
	if _, err := os.Stat(key); err != nil || c.MongoDB.URI != "" || c.MongoDB.URIFile != "" {
		return nil
	}
	engine, err := openExisting(filepath.Join(c.Data, "waymark.db"))
	if err != nil || engine == nil {
		return nil // said of the folder
	}
	defer engine.Close()
	f := finding{what: "audit of staff"}
	log, err := safety.OpenAudit(ctx, store.New(engine, run.System, logger(s.err, "error")), key)
	if err != nil {
		f.err = err
		return []finding{f}
	}
	r, err := log.Verify(ctx)
	switch {
	case err != nil:
		f.err = err
	case r.Broken != "":
		f.err = fmt.Errorf("%w: %s; keep the folder as it is, and compare it with a backup", errAudit, r.Broken)
	case r.Entries > 0:
		f.note = fmt.Sprintf("whole, %d entries, head %s; written down elsewhere the head shows later that none was cut off", r.Entries, r.Head)
	}
	return []finding{f}
}

var errAudit = errors.New("somebody changed it, or the store is damaged")

// erasures says where it is kept who was erased, since a backup that is put back brings them back otherwise.
func (c *doctorCommand) erasures() []finding {
	if c.NATS.URL == "" || c.ErasuresFile != "" || !c.runs("accounts") {
		return nil
	}
	return []finding{{what: "erasures", note: "no --erasures-file: a backup that is put back brings back who was erased since"}}
}
