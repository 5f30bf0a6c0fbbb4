package main

import (
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

func doctor(t *testing.T, dir string) (code int, out string) {
	t.Helper()
	code, out, errs := cli(t, "doctor", "--data", dir, "--listen", "127.0.0.1:0")
	return code, out + errs
}

// TestDoctorLooksOnly: a folder that is not there is not made, and nothing is left in one that is.
func TestDoctorLooksOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	if code, out := doctor(t, dir); code != 0 || !strings.Contains(out, "not there yet") {
		t.Error(code, out)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Error("doctor made the folder")
	}
	if code, out := doctor(t, filepath.Join(dir, "deeper", "still")); code != 1 || !strings.Contains(out, "cannot be made") {
		t.Error(code, out)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if code, out := doctor(t, dir); code != 0 || !strings.Contains(out, "fine   data folder") {
		t.Error(code, out)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Error("doctor left something:", left)
	}
	if runtime.GOOS == "windows" {
		t.Skip("NOT RUN: rights of folders")
	}
	for mode, want := range map[os.FileMode]string{0o755: "look into it", 0o707: "write into it"} {
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		if code, out := doctor(t, dir); code != 0 || !strings.Contains(out, want) {
			t.Error(mode, code, out)
		}
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out := doctor(t, file); code != 1 || !strings.Contains(out, "no folder") {
		t.Error(code, out)
	}
}

// TestWhatIsInUse: doctor and serve say who has the folder or the address, and what to do.
func TestWhatIsInUse(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	settings := Settings{
		Data: dir, Listen: "127.0.0.1:0", Target: []string{"all"}, LogLevel: "error", NATS: NATS{Replicas: 1},
		MongoDB: MongoDB{Database: "waymark"}, Mail: Mail{Port: 587, TLS: "mandatory"},
	}
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
	defer stop()
	err := serve(ctx, settings, streams{io.Discard, io.Discard}, func(context.Context, *world, string) error {
		defer stop()
		if code, out := doctor(t, dir); code != 1 || !strings.Contains(out, "another process is using it") || !strings.Contains(out, "one thing needs") {
			t.Error(code, out)
		}
		code, _, errs := cli(t, "serve", "--data", dir, "--listen", "127.0.0.1:0")
		if code != 1 || !strings.Contains(errs, "stop that one first") {
			t.Error(code, errs)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	code, _, errs := cli(t, "serve", "--data", t.TempDir(), "--listen", ln.Addr().String())
	if code != 1 || !strings.Contains(errs, "is Waymark running there already") {
		t.Error(code, errs)
	}
	if os.Getuid() == 0 {
		t.Skip("NOT RUN: a folder that cannot be written, since root writes everywhere")
	}
	closed := t.TempDir()
	if err := os.Chmod(closed, 0o500); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := cli(t, "serve", "--data", closed, "--listen", "127.0.0.1:0"); code != 1 || !strings.Contains(errs, "cannot be written") {
		t.Error(code, errs)
	}
}

// TestSeedsAreClosed: a copy of a seed is as closed as the seed.
func TestSeedsAreClosed(t *testing.T) {
	dir := t.TempDir()
	if code, _, errs := cli(t, "nats-users", "--dir", dir); code != 0 {
		t.Fatal(errs)
	}
	for _, name := range names {
		info, err := os.Stat(filepath.Join(dir, name+".seed"))
		if err != nil || info.Mode().Perm() != 0o400 {
			t.Error(name, info.Mode(), err)
		}
	}
}

// TestDemoSignIns: the words of the file are those that --as takes.
func TestDemoSignIns(t *testing.T) {
	file := write(t, "out", "Address: http://x\nSign in as mentor: m@demo.example way-1\nSign in as newcomer who translates: n@demo.example way-2\n")
	if address, password, err := demoSignIn(file, "newcomer who translates"); err != nil || address != "n@demo.example" || password != "way-2" {
		t.Error(address, password, err)
	}
	if _, _, err := demoSignIn(file, "king"); err == nil || !strings.Contains(err.Error(), "only of mentor, newcomer who translates") {
		t.Error(err)
	}
}

// TestDoctorSaysWhichCookies: a plain one on this machine's own address, __Host- over TLS, and plain HTTP from elsewhere is wrong, to doctor
// and to config check: nobody could sign in.
func TestDoctorSaysWhichCookies(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"local":            {nil, 0, "note   cookies: plain cookies"},
		"tls":              {[]string{"--public-url", "https://waymark.example.org"}, 0, "note   cookies: __Host- cookies"},
		"plain name":       {[]string{"--public-url", "http://waymark.example.org"}, 1, "wrong  cookies: "},
		"every interface":  {[]string{"--listen", "0.0.0.0:0"}, 1, "nobody can sign in"},
		"behind a gateway": {[]string{"--listen", "0.0.0.0:0", "--public-url", "https://waymark.example.org"}, 0, "__Host-"},
	} {
		args := append([]string{"doctor", "--data", dir, "--listen", "127.0.0.1:0"}, c.args...)
		if code, out, errs := cli(t, args...); code != c.code || !strings.Contains(out+errs, c.says) {
			t.Errorf("%s: %d %s %s", name, code, out, errs)
		}
		args[0] = "config"
		code, out, errs := cli(t, append([]string{"config", "check"}, args[1:]...)...)
		if (code == 2) != (c.code == 1) || code == 2 && !strings.Contains(out+errs, "--public-url") {
			t.Errorf("config check, %s: %d %s %s", name, code, out, errs)
		}
	}
}

// TestDoctorTellsOfAProxyThatNobodyNamed: behind one everybody has its address, and no bound of a network holds.
func TestDoctorTellsOfAProxyThatNobodyNamed(t *testing.T) {
	args := []string{"doctor", "--data", t.TempDir(), "--listen", "127.0.0.1:0"}
	public := []string{"--public-url", "https://waymark.example.org"}
	for name, c := range map[string]struct {
		args []string
		says bool
	}{"local": {args, false}, "unnamed": {append(args, public...), true},
		"named": {append(append(args, public...), "--trusted-proxies", "127.0.0.1/32"), false},
	} {
		code, out, errs := cli(t, c.args...)
		if code != 0 || strings.Contains(out, "note   networks") != c.says {
			t.Errorf("%s: %d %s %s", name, code, out, errs)
		}
	}
}
