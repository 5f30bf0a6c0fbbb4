package mongostore_test

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/store/mongostore"
	"github.com/waymark-dev/waymark/pkg/store/storetest"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// openArg opens "database uri".
func openArg(ctx context.Context, arg string) (store.Engine, error) {
	database, uri, _ := strings.Cut(arg, " ")
	return mongostore.Open(ctx, uri, database)
}

func TestMain(m *testing.M) { storetest.Main(m, openArg) }

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

func BenchmarkMongo(b *testing.B) {
	uri := testkit.MongoURI(b)
	storetest.Bench(b, func(b testing.TB) store.Engine { return open(b, uri) })
}

// TestKill kills those who write.
func TestKill(t *testing.T) {
	t.Parallel()
	arg := testkit.MongoName() + " " + testkit.MongoURI(t)
	t.Cleanup(func() {
		e, err := openArg(context.Background(), arg)
		if err != nil {
			t.Fatal(err)
		}
		if err := e.(*mongostore.Engine).Drop(context.Background()); err != nil {
			t.Error(err)
		}
		_ = e.Close()
	})
	storetest.Kill(t, arg, openArg, nil)
}

type counter struct {
	N int `json:"n"`
}

func counters(t testing.TB, e store.Engine) *store.Collection[counter] {
	t.Helper()
	c, err := store.Open(t.Context(), store.New(e, time.Now, nil), store.Spec[counter]{Name: "test_counter", Schema: 1})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestKillServer kills the database under load: what was acknowledged is there when it is back, and every answer was either
// that, or "nothing was changed", or "not known".
func TestKillServer(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT RUN: -short")
	}
	t.Parallel()
	server := testkit.NewMongod(t)
	e, err := mongostore.Open(t.Context(), server.URI()+"&heartbeatFrequencyMS=500", "waymark")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = e.Close() }()
	c := counters(t, e)
	acknowledged, unsure := [8]int{}, [8]int{}
	for round := range 2 {
		killed := make(chan struct{})
		var wg, begun sync.WaitGroup // begun: each was acknowledged once, however long a busy machine takes to make the collection
		begun.Add(len(acknowledged))
		for i := range acknowledged {
			once := sync.OnceFunc(begun.Done)
			wg.Go(func() {
				for {
					_, err := c.Upsert(t.Context(), fmt.Sprintf("c%d", i), func(d *store.Doc[counter]) error { d.Body.N++; return nil })
					switch {
					case err == nil:
						acknowledged[i]++
						once()
						continue
					case fault.Has(err, fault.Deadline):
						unsure[i]++
					case !fault.Coded(err, "store.away"):
						t.Errorf("got %v", err)
					}
					select {
					case <-killed:
						return
					default:
					}
				}
			})
		}
		begun.Wait()
		time.Sleep(300 * time.Millisecond)
		server.Kill()
		close(killed)
		wg.Wait()
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		for i := range acknowledged {
			d, err := c.Get(t.Context(), fmt.Sprintf("c%d", i))
			if err != nil {
				t.Fatal(err)
			}
			if d.Body.N < acknowledged[i] || d.Body.N > acknowledged[i]+unsure[i] || int64(d.Body.N) != d.Version {
				t.Errorf("round %d, c%d: %d at version %d; %d acknowledged, %d not known", round, i, d.Body.N, d.Version, acknowledged[i], unsure[i])
			}
		}
	}
	t.Logf("acknowledged %v, not known %v", acknowledged, unsure)
}

// failing makes the server fail the next commands of these names.
func failing(t testing.TB, uri string, times any, data bson.D) (off func()) {
	t.Helper()
	client, err := mongo.Connect(options.Client().ApplyURI(uri))
	if err != nil {
		t.Fatal(err)
	}
	admin := client.Database("admin")
	set := func(mode any) error {
		return admin.RunCommand(context.Background(), bson.D{{Key: "configureFailPoint", Value: "failCommand"}, {Key: "mode", Value: mode},
			{Key: "data", Value: append(bson.D{{Key: "appName", Value: "waymark"}}, data...)}}).Err()
	}
	if err := set(times); err != nil {
		_ = client.Disconnect(context.Background())
		t.Skipf("NOT RUN: this MongoDB has no test commands: %v", err)
	}
	off = sync.OnceFunc(func() {
		if err := set("off"); err != nil {
			t.Error(err)
		}
		_ = client.Disconnect(context.Background())
	})
	t.Cleanup(off)
	return off
}

func names(commands ...string) bson.E { return bson.E{Key: "failCommands", Value: commands} }

// TestServerSaysTime: the server's clock may say that the caller's time is over a moment before ours does.
func TestServerSaysTime(t *testing.T) {
	t.Parallel()
	uri := testkit.NewMongod(t).URI()
	e := open(t, uri)
	c := counters(t, e)
	if _, err := c.Insert(t.Context(), "c", counter{}, nil); err != nil {
		t.Fatal(err)
	}
	failing(t, uri, "alwaysOn", bson.D{names("find", "aggregate"), {Key: "errorCode", Value: 50}})
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	_, get := c.Get(ctx, "c")
	_, update := c.Update(ctx, "c", func(d *store.Doc[counter]) error { d.Body.N++; return nil })
	_, count := c.Count(ctx)
	for what, err := range map[string]error{"get": get, "update": update, "count": count} {
		if !fault.Coded(err, "store.interrupted") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestFull lets the server say that its disk is full.
func TestFull(t *testing.T) {
	t.Parallel()
	uri := testkit.NewMongod(t).URI()
	e := open(t, uri)
	storetest.Full(t, e, func(t *testing.T) func() {
		return failing(t, uri, "alwaysOn", bson.D{names("insert", "update"), {Key: "errorCode", Value: 14031}})
	})
}

// TestRepliesLost lets real replies get lost: the server does the write and then closes the connection, or says that it does
// not know, or closes it before; once (the driver asks again by itself) or three times.
func TestRepliesLost(t *testing.T) {
	t.Parallel()
	// A driver that was told "not the primary" looks again after a heartbeat.
	uri := testkit.NewMongod(t).URI() + "&heartbeatFrequencyMS=500"
	e := open(t, uri)
	c := counters(t, e)
	concern := bson.D{{Key: "code", Value: 64}, {Key: "errmsg", Value: "waiting for replication timed out"}}
	for i, x := range []struct {
		name string
		data bson.D
	}{
		{"closed before", bson.D{{Key: "closeConnection", Value: true}}},
		{"not known whether a majority has it", bson.D{{Key: "writeConcernError", Value: concern}}},
		{"not the primary any more", bson.D{{Key: "errorCode", Value: 10107}, {Key: "errorLabels", Value: bson.A{"RetryableWriteError"}}}},
		{"shutting down", bson.D{{Key: "errorCode", Value: 91}, {Key: "errorLabels", Value: bson.A{"RetryableWriteError"}}}},
	} {
		for _, times := range []int{1, 3} {
			id := fmt.Sprintf("c%d-%d", i, times)
			off := failing(t, uri, bson.D{{Key: "times", Value: times}}, append(bson.D{names("insert", "update")}, x.data...))
			if _, err := c.Insert(t.Context(), id, counter{N: 1}, nil); err != nil {
				t.Errorf("%s, %d times: insert: %v", x.name, times, err)
			}
			off()
			off = failing(t, uri, bson.D{{Key: "times", Value: times}}, append(bson.D{names("insert", "update")}, x.data...))
			if _, err := c.Update(t.Context(), id, func(d *store.Doc[counter]) error { d.Body.N++; return nil }); err != nil {
				t.Errorf("%s, %d times: update: %v", x.name, times, err)
			}
			off()
			d, err := c.Get(t.Context(), id)
			if err != nil || d.Body.N != 2 || d.Version != 2 {
				t.Errorf("%s, %d times: %+v %v", x.name, times, d, err)
			}
		}
	}
}

func TestAway(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT RUN: -short")
	}
	t.Parallel()
	server := testkit.NewMongod(t)
	e, err := mongostore.Open(t.Context(), server.URI()+"&heartbeatFrequencyMS=500", "waymark")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = e.Close() }()
	c := counters(t, e)
	server.Kill()
	if err := e.Ping(t.Context()); err == nil {
		t.Error("it answers a ping")
	}
	for name, do := range map[string]func() error{
		"get":    func() error { _, err := c.Get(t.Context(), "a"); return err },
		"insert": func() error { _, err := c.Insert(t.Context(), "a", counter{}, nil); return err },
		"find":   func() error { _, err := c.Find(t.Context(), store.Query{}); return err },
	} {
		if err := do(); !fault.Coded(err, "store.away") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Insert(t.Context(), "a", counter{}, nil); err != nil {
		t.Errorf("when it is back: %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := l.Addr().String()
	_ = l.Close()
	for _, uri := range []string{"", "http://x", "mongodb://" + nobody + "/?serverSelectionTimeoutMS=100"} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		if _, err := mongostore.Open(ctx, uri, "waymark"); err == nil {
			t.Errorf("%q was opened", uri)
		}
		cancel()
	}
}
