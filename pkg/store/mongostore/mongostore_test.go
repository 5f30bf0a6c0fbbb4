package mongostore_test

import (
	"context"
	"testing"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/store/mongostore"
	"github.com/waymark-dev/waymark/pkg/store/storetest"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

func open(t testing.TB, uri string) *mongostore.Engine {
	t.Helper()
	e, err := mongostore.Open(context.Background(), uri, testkit.MongoName())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Drop(context.Background()); err != nil {
			t.Errorf("drop: %v", err)
		}
		if err := e.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return e
}

func TestConformance(t *testing.T) {
	uri := testkit.MongoURI(t)
	storetest.Run(t, func(t testing.TB) store.Engine { return open(t, uri) })
}
