package archtest

import (
	"slices"
	"strings"
	"testing"
)

// TestWebIsAClientOfThePublicAPI: the pages know what anybody outside could know, and hold no store, bus or service.
func TestWebIsAClientOfThePublicAPI(t *testing.T) {
	may := []string{"pkg/api", "pkg/client", "pkg/csvsafe", "pkg/fault", "pkg/locale", "pkg/money", "pkg/naming", "pkg/run", "pkg/skill", "pkg/telemetry"}
	seen := 0
	for _, f := range load(t) {
		if !strings.HasPrefix(f.path, "services/web/") {
			continue
		}
		seen++
		for _, imported := range f.imports {
			own, ours := strings.CutPrefix(imported, module)
			if ours && !strings.HasPrefix(own, "services/web") && !slices.Contains(may, own) {
				t.Errorf("%s imports %s: web may know %v only", f.path, imported, may)
			}
			if strings.HasPrefix(imported, "database/sql") {
				t.Errorf("%s imports %s: web keeps nothing", f.path, imported)
			}
		}
	}
	if seen < 20 {
		t.Fatalf("only %d files of services/web were found", seen)
	}
}
