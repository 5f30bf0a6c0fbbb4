package accounts

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store/sqlitestore"
)

// TestBackupPutBack: who was erased after a backup is erased again when that is put back, an administrator too, and every service is told;
// who was not stays. A second start does nothing more, and neither does one whose store was never put back.
func TestBackupPutBack(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	open := backups(t, dir)
	w := open("live.db")
	ida, idaIn := w.admin("ida@example.org")
	idb, idbIn := w.person("idb@example.org")
	must2(t)(ida.SetRoles(ctx, idbIn.Account, []string{administrator}))
	mila, milaIn := w.person("mila@example.org")
	early, _ := w.person("early@example.org")
	must(t, early.CloseAccount(ctx, api.AccountClosing{Password: goodPassword}))
	w.drained()
	for _, ending := range []string{"", "-wal"} { // what a backup would hold now: nothing is being written
		b, err := os.ReadFile(filepath.Join(dir, "live.db"+ending))
		must(t, err)
		must(t, os.WriteFile(filepath.Join(dir, "backup.db"+ending), b, 0o600))
	}
	must(t, mila.CloseAccount(ctx, api.AccountClosing{Password: goodPassword}))
	kept := w.s.journal
	w.s.journal = nil // as if the process had died at that moment: the clock sees to it before the receipt can be complete
	must(t, idb.CloseAccount(ctx, api.AccountClosing{Password: goodPassword}))
	w.s.journal = kept
	w.drained()
	w.clock.Advance(3 * auth.AccessLife)
	must(t, w.s.Tick(ctx))
	if n := w.s.journal.Last(); n != 3 {
		t.Fatalf("%d erasures are in the journal", n)
	}
	before := w.seen("", "account_closed")
	must(t, w.s.replay(ctx))
	w.drained()
	if w.seen("", "account_closed") != before {
		t.Error("a store that was not put back is replayed")
	}

	back := open("backup.db")
	for _, address := range []string{"mila@example.org", "idb@example.org", "early@example.org"} {
		if back.find(address) != nil {
			t.Errorf("%s is there again", address)
		}
		_, err := back.signIn(address, goodPassword)
		want(t, err, fault.Unauthenticated, "")
	}
	must2(t)(back.signIn("ida@example.org", goodPassword))
	back.drained()
	for _, account := range []string{milaIn.Account, idbIn.Account} {
		back.eventually("every service is told", func() bool { return back.seen(account, "account_closed") > 0 })
		if _, err := back.c.Refresh(ctx, milaIn.RefreshToken); err == nil {
			t.Error("a session of before lives")
		}
	}
	if l, err := back.s.c.admins.Get(ctx, administratorsID); err != nil || l.Body.has(idbIn.Account) || !l.Body.has(idaIn.Account) {
		t.Errorf("%+v %v", l, err)
	}
	if again := back.s.journal.After(0); len(again) != 3 {
		t.Errorf("%+v", again)
	}
	n := back.seen("", "account_closed")
	must(t, back.s.replay(ctx))
	back.drained()
	if back.seen("", "account_closed") != n {
		t.Error("erased twice")
	}
}

// TestOlderBackup: of a backup from before there was anybody nothing is erased, and the others are told all the same: they may know who
// was erased.
func TestOlderBackup(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	open := backups(t, dir)
	w := open("live.db")
	mila, in := w.person("mila@example.org")
	must(t, mila.CloseAccount(ctx, api.AccountClosing{Password: goodPassword}))
	back := open("empty.db")
	back.eventually("every service is told", func() bool { return back.seen(in.Account, "account_closed") == 1 })
	if d, err := back.s.replayed.Get(ctx, back.s.journal.Name()); err != nil || d.Body.Number != 1 {
		t.Error(d, err)
	}
}

// backups opens worlds on stores in a folder, which share the journal in it.
func backups(t *testing.T, dir string) func(file string) *world {
	return func(file string) *world {
		t.Helper()
		e, err := sqlitestore.Open(t.Context(), filepath.Join(dir, file))
		must(t, err)
		t.Cleanup(func() { must(t, e.Close()) })
		w := newWorld(t, e, Config{})
		w.s.cfg.Journal = filepath.Join(dir, JournalFile) // only now, so that the test hears all that the replay says
		must(t, w.s.openJournal(t.Context()))
		must(t, w.s.replay(t.Context()))
		return w
	}
}
