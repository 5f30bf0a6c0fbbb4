package locale

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

func TestTables(t *testing.T) {
	t.Parallel()
	for _, table := range []string{Mail, Calendar} {
		all, err := Tables(Files(), table)
		if err != nil {
			t.Fatal(err)
		}
		for _, tag := range []string{"en", "fr", "es", "ru", "ar", "zh"} {
			if len(all[tag]) == 0 {
				t.Errorf("%s has no %s", tag, table)
			}
		}
	}
	for _, table := range []string{Pages, Mail, Calendar} {
		all, err := Tables(os.DirFS("testdata"), table)
		if err != nil || len(all) != 1 || len(all["sw"]) == 0 {
			t.Errorf("%s: %v %v", table, all, err)
		}
	}
}

func TestAFileThatCannotBeReadIsNamed(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct{ file, text, says string }{
		"no language": {"words.of.mine.toml", "", "not named after a language"},
		"no table":    {"sw.toml", "[letters]\na = \"b\"", `"letters" is none`},
		"no part":     {"sw.letters.toml", "a = \"b\"", `"letters" is none`},
		"no TOML":     {"sw.toml", "[mail", "sw.toml"},
		"not a table": {"sw.toml", "mail = \"b\"", `"mail" is none`},
	} {
		if _, err := Tables(fstest.MapFS{x.file: {Data: []byte(x.text)}}, Mail); err == nil || !strings.Contains(err.Error(), x.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := Tables(fstest.MapFS{"sw.toml": {Data: []byte("[mail]\na = \"b\"")}, "sw.mail.toml": {Data: []byte("a = \"b\"")}}, Mail)
	if err == nil || !strings.Contains(err.Error(), "two files") {
		t.Error(err)
	}
}
