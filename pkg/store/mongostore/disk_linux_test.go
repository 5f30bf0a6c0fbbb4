package mongostore_test

import (
	"testing"

	"github.com/waymark-dev/waymark/pkg/store/storetest"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestPowerCut: what was acknowledged was in the journal on the disk, not only in the page cache.
func TestPowerCut(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT RUN: -short")
	}
	t.Parallel()
	var server *testkit.Mongod
	storetest.PowerCut(t, 640, func(dir string) storetest.Powered {
		if server == nil {
			server = testkit.NewMongodIn(t, dir)
		}
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		return storetest.Powered{Arg: "waymark " + server.URI() + "&heartbeatFrequencyMS=500", Server: server.Group(), Stop: server.Kill}
	}, openArg)
}
