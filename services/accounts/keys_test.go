package accounts

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/services/accounts/credential"
)

// TestKeys: the published set is one that another library reads, keys turn without anybody being signed out, and two
// replicas that start at once agree.
func TestKeys(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		me, in := w.person("mila@example.org")
		set, err := w.c.Keys(ctx)
		must(t, err)
		var read jose.JSONWebKeySet
		must(t, json.Unmarshal([]byte(encoded(set)), &read))
		if len(read.Keys) != 1 || !read.Keys[0].Valid() {
			t.Fatalf("%+v", read)
		}
		signed, err := jose.ParseSignedCompact(in.AccessToken, []jose.SignatureAlgorithm{jose.EdDSA})
		must(t, err)
		must2(t)(signed.Verify(read.Keys[0]))

		var kids [8]string
		log := w.s.d.Log
		together(8, func(i int) {
			s := &Service{c: w.s.c, sealer: w.s.sealer, d: Deps{Now: w.clock.Now, Log: log}}
			k, err := s.signer(context.Background(), w.clock.Now().Add(90*24*time.Hour))
			if err != nil {
				t.Error(err)
				return
			}
			kids[i] = k.KID + string(k.Key)
		})
		for _, k := range kids {
			if k != kids[0] {
				t.Fatal("two replicas sign with different keys")
			}
		}
		_ = me
		// To the last day of the period: the next key is there, the old one still signs; a token outlives the turn.
		k := w.s.signing
		refresh := in.RefreshToken
		w.clock.Advance(k.until.Sub(w.clock.Now()) - time.Minute)
		must(t, w.s.Tick(ctx))
		w.drained()
		if in, err = w.signIn("mila@example.org", goodPassword); err != nil {
			t.Fatal(err)
		}
		before := w.with(in.AccessToken)
		must2(t)(before.Account(ctx))
		w.clock.Advance(2 * time.Minute)
		must2(t)(before.Account(ctx))
		after, err := w.c.Refresh(ctx, in.RefreshToken)
		must(t, err)
		must2(t)(w.with(after.AccessToken).Account(ctx))
		if w.s.signing.KID == k.KID {
			t.Fatal("the key did not turn")
		}
		_ = refresh
		if set, err = w.c.Keys(ctx); err != nil || len(set.Keys) < 2 {
			t.Fatal(set, err)
		}
	})
}

func TestKeyFile(t *testing.T) {
	engine := testkit.SQLite(t, nil).Engine
	w := newWorld(t, engine, Config{})
	_, in := w.person("mila@example.org")
	file := filepath.Join(t.TempDir(), "key")
	must(t, os.WriteFile(file, []byte(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32))), 0o600))
	deps := w.s.d
	sealed, err := New(t.Context(), Config{KeyFile: file, Floor: -1}, deps)
	must(t, err)
	x := credential.Address{Fold: "x"}
	if !sealed.signing.Key.Equal(w.s.signing.Key) || sealed.keys.AddressIndex(x) != w.s.keys.AddressIndex(x) {
		t.Fatal("other secrets after sealing")
	}
	must2(t)(sealed.Refresh(t.Context(), api.Refresh{RefreshToken: in.RefreshToken}))
	if _, err := New(t.Context(), Config{Floor: -1}, deps); !errors.Is(err, credential.ErrSealed) {
		t.Fatalf("without the key file: %v", err)
	}
	must(t, os.WriteFile(file, []byte("too short"), 0o600))
	if _, err := New(t.Context(), Config{KeyFile: file}, deps); err == nil {
		t.Fatal("a bad key file")
	}
}
