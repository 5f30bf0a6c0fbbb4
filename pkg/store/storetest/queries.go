package storetest

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

func itoa(i int) string { return strconv.Itoa(i) }

func find(t testing.TB, w *world, c *store.Collection[thing], q store.Query) string {
	t.Helper()
	page, err := c.Find(w.ctx, q)
	ok(t, err)
	return strings.TrimSpace(ids(page.Docs))
}

func fill(t testing.TB, w *world, c *store.Collection[thing], things map[string]thing) {
	t.Helper()
	var docs []*store.Doc[thing]
	for id, b := range things {
		docs = append(docs, &store.Doc[thing]{ID: id, Body: b})
	}
	ok(t, errors.Join(c.Bulk(w.ctx, docs)...))
}

func testMulti(t *testing.T, w *world) {
	c := w.collection(t)
	fill(t, w, c, map[string]thing{
		"a": {Tags: []string{"x", "y", "x"}}, "b": {Tags: []string{"y"}}, "c": {Tags: []string{}}, "d": {Tags: []string{"z", "x"}},
	})
	by := func(cond ...store.Cond) string { return find(t, w, c, store.Query{Where: cond}) }
	same(t, "x", by(store.Where("tag", store.Eq, "x")), "a d")
	same(t, "x and y", by(store.Where("tag", store.Eq, "x"), store.Where("tag", store.Eq, "y")), "a")
	same(t, "y or z", by(store.Among("tag", []string{"y", "z"})), "a b d")
	same(t, "none", by(store.Among("tag", []string{})), "")
	same(t, "count", must[int64](t)(c.Count(w.ctx, store.Among("tag", []string{"y", "x"}))), 3)
	must[*store.Doc[thing]](t)(c.Update(w.ctx, "a", func(d *store.Doc[thing]) error { d.Body.Tags = []string{"z"}; return nil }))
	same(t, "x", by(store.Where("tag", store.Eq, "x")), "d")
	same(t, "z", by(store.Where("tag", store.Eq, "z")), "a d")
	ok(t, c.Delete(w.ctx, "d", nil))
	same(t, "z", by(store.Where("tag", store.Eq, "z")), "a")
	same(t, "no prefix of x", by(store.Where("tag", store.Eq, "")), "")
}

func testUniqueMulti(t *testing.T, w *world) {
	c := open(t, w.db, store.Spec[thing]{
		Name: "test_mails", Schema: 1, Indexes: []store.Index{{Name: "tag", Multi: true, Unique: true}, {Name: "n"}},
		Keys: func(_ string, b *thing) store.Keys { return store.Keys{"tag": b.Tags, "n": b.N} },
	})
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "a", thing{Tags: []string{"x", "y", "x"}}, nil))
	_, err := c.Insert(w.ctx, "b", thing{N: 7, Tags: []string{"z", "y"}}, nil)
	refused(t, err, fault.Conflict, "store.duplicate")
	same(t, "nothing left behind", find(t, w, c, store.Query{Where: []store.Cond{store.Where("n", store.Eq, 7)}}), "")
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "b", thing{Tags: []string{"z"}}, nil))
	_, err = c.Update(w.ctx, "b", func(d *store.Doc[thing]) error { d.Body.N, d.Body.Tags = 8, []string{"x"}; return nil })
	refused(t, err, fault.Conflict, "store.duplicate")
	same(t, "as before", must[*store.Doc[thing]](t)(c.Get(w.ctx, "b")).Body.N, 0)
	same(t, "z", find(t, w, c, store.Query{Where: []store.Cond{store.Where("tag", store.Eq, "z")}}), "b")
	must[*store.Doc[thing]](t)(c.Update(w.ctx, "a", func(d *store.Doc[thing]) error { d.Body.Tags = []string{"y"}; return nil }))
	must[*store.Doc[thing]](t)(c.Update(w.ctx, "b", func(d *store.Doc[thing]) error { d.Body.Tags = []string{"x", "z"}; return nil }))
}

func testGetMany(t *testing.T, w *world) {
	c := w.collection(t)
	fill(t, w, c, map[string]thing{"a": {N: 1}, "b": {N: 2}, "c": {N: 3}})
	got := must[map[string]*store.Doc[thing]](t)(c.GetMany(w.ctx, []string{"c", "a", "a", "absent", "BAD", ""}))
	if len(got) != 2 || got["a"].Body.N != 1 || got["c"].Body.N != 3 {
		t.Fatalf("%v", got)
	}
	same(t, "none", len(must[map[string]*store.Doc[thing]](t)(c.GetMany(w.ctx, nil))), 0)
}

// testStrings holds that both engines see strings alike: byte by byte, nothing interpreted.
func testStrings(t *testing.T, w *world) {
	c := w.collection(t)
	odd := []string{
		"$where", "{$gt: 1}", "%", "_", "*", "a%b", `"`, "'", "'; DROP TABLE x; --", "\\", "A", "a", "ä", "z", "\u00ff", "\ud7ff", "\ue000",
		"\U0001F600", "\U0010FFFF", "\U0010FFFFx", "1", "01", "1.0", "null", "true", " ", "a ", "a", "aa", "\n", "\u2028", "é", "e\u0301",
	}
	for i, s := range odd {
		must[*store.Doc[thing]](t)(c.Insert(w.ctx, fmt.Sprintf("%02d", i), thing{Group: s, Tags: []string{s}}, nil))
	}
	for _, s := range odd {
		for op, holds := range map[store.Compare]func(x string) bool{
			store.Eq: func(x string) bool { return x == s }, store.Lt: func(x string) bool { return x < s },
			store.Ge: func(x string) bool { return x >= s }, store.Prefix: func(x string) bool { return strings.HasPrefix(x, s) },
		} {
			var want []string
			for i, x := range odd {
				if holds(x) {
					want = append(want, fmt.Sprintf("%02d", i))
				}
			}
			got := find(t, w, c, store.Query{Where: []store.Cond{store.Where("group", op, s)}})
			same(t, fmt.Sprintf("%s %q", op, s), got, strings.Join(want, " "))
		}
		if find(t, w, c, store.Query{Where: []store.Cond{store.Where("tag", store.Eq, s)}}) == "" {
			t.Errorf("tag %q is not found", s)
		}
	}
}

func testConditions(t *testing.T, w *world) {
	c := w.collection(t)
	things := map[string]thing{}
	for i := range 10 {
		things["t"+itoa(i)] = thing{N: i, Group: []string{"", "red", "blue"}[i%3], Flag: i%2 == 0}
	}
	fill(t, w, c, things)
	for _, x := range []struct {
		name  string
		where []store.Cond
		want  string
	}{
		{"all", nil, "t0 t1 t2 t3 t4 t5 t6 t7 t8 t9"},
		{"eq", []store.Cond{store.Where("n", store.Eq, 4)}, "t4"},
		{"gt", []store.Cond{store.Where("n", store.Gt, 7)}, "t8 t9"},
		{"range", []store.Cond{store.Where("n", store.Ge, 3), store.Where("n", store.Lt, 5)}, "t3 t4"},
		{"le", []store.Cond{store.Where("n", store.Le, int64(1))}, "t0 t1"},
		{"bool", []store.Cond{store.Where("flag", store.Eq, false)}, "t1 t3 t5 t7 t9"},
		{"absent is not found", []store.Cond{store.Where("group", store.Ge, "")}, "t1 t2 t4 t5 t7 t8"},
		{"a named type", []store.Cond{store.Where("group", store.Eq, colour("red"))}, "t1 t4 t7"},
		{"two", []store.Cond{store.Where("group", store.Eq, "red"), store.Where("flag", store.Eq, true)}, "t4"},
		{"in", []store.Cond{store.Among("n", []int{1, 3, 77, 3})}, "t1 t3"},
		{"in of strings", []store.Cond{store.Among("group", []string{"blue", "green"})}, "t2 t5 t8"},
		{"in of none", []store.Cond{store.Among[int]("n", nil)}, ""},
		{"prefix", []store.Cond{store.Where("group", store.Prefix, "r")}, "t1 t4 t7"},
		{"prefix of all", []store.Cond{store.Where("group", store.Prefix, "")}, "t1 t2 t4 t5 t7 t8"},
		{"id", []store.Cond{store.Where("_id", store.Gt, "t7")}, "t8 t9"},
		{"ids", []store.Cond{store.Among("_id", []string{"t3", "t1", "x"})}, "t1 t3"},
		{"id prefix", []store.Cond{store.Where("_id", store.Prefix, "t")}, "t0 t1 t2 t3 t4 t5 t6 t7 t8 t9"},
	} {
		same(t, x.name, find(t, w, c, store.Query{Where: x.where}), x.want)
		n := must[int64](t)(c.Count(w.ctx, x.where...))
		same(t, x.name+": count", int(n), len(strings.Fields(x.want)))
	}
}

func testSort(t *testing.T, w *world) {
	c := w.collection(t)
	fill(t, w, c, map[string]thing{
		"a": {N: 2, Group: "x"}, "b": {N: 1, Group: "x"}, "c": {N: 2, Group: "y"}, "d": {N: 3}, "e": {N: -1, Group: "y"},
	})
	for _, x := range []struct {
		sort []store.Order
		want string
	}{
		{nil, "a b c d e"},
		{[]store.Order{{Index: "n"}}, "e b a c d"},
		{[]store.Order{{Index: "n", Desc: true}}, "d c a b e"},
		{[]store.Order{{Index: "group"}}, "a b c e"},
		{[]store.Order{{Index: "group", Desc: true}, {Index: "n"}}, "e c b a"},
		{[]store.Order{{Index: "group"}, {Index: "n", Desc: true}}, "a b c e"},
		{[]store.Order{{Index: "_id", Desc: true}}, "e d c b a"},
		{[]store.Order{{Index: "group"}, {Index: "_id", Desc: true}}, "b a e c"},
	} {
		what := fmt.Sprint(x.sort)
		same(t, what, find(t, w, c, store.Query{Sort: x.sort}), x.want)
		// The same one by one.
		got, q := "", store.Query{Sort: x.sort, Limit: 1}
		for range 10 {
			page := must[*store.Page[thing]](t)(c.Find(w.ctx, q))
			got += ids(page.Docs)
			if q.After = page.Next; q.After == "" {
				break
			}
		}
		same(t, what+" one by one", strings.TrimSpace(got), x.want)
	}
}

func testPaging(t *testing.T, w *world) {
	c := w.collection(t)
	things := map[string]thing{}
	for i := range 250 {
		things[fmt.Sprintf("i%03d", i)] = thing{N: i % 7, Group: "g" + itoa(i%3)}
	}
	fill(t, w, c, things)
	page := must[*store.Page[thing]](t)(c.Find(w.ctx, store.Query{}))
	same(t, "the limit when none is given", len(page.Docs), 100)
	for _, limit := range []int{1, 7, 125, 249, 250, 251, 1000} {
		seen := map[string]bool{}
		q := store.Query{Sort: []store.Order{{Index: "n", Desc: true}}, Limit: limit}
		last := 100
		for {
			page := must[*store.Page[thing]](t)(c.Find(w.ctx, q))
			for _, d := range page.Docs {
				if seen[d.ID] || d.Body.N > last {
					t.Fatalf("limit %d: %s again, or out of order", limit, d.ID)
				}
				seen[d.ID], last = true, d.Body.N
			}
			if q.After = page.Next; q.After == "" {
				break
			}
			same(t, "a full page", len(page.Docs), limit)
		}
		same(t, "seen", len(seen), 250)
	}
}

func testPagingWhileWriting(t *testing.T, w *world) {
	c := w.collection(t)
	things := map[string]thing{}
	for i := range 100 {
		things[fmt.Sprintf("stay%03d", i)] = thing{N: i}
		things[fmt.Sprintf("move%03d", i)] = thing{N: i}
	}
	fill(t, w, c, things)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			_, err := c.Update(w.ctx, fmt.Sprintf("move%03d", i%100), func(d *store.Doc[thing]) error {
				d.Body.N = (d.Body.N + 37) % 100
				return nil
			})
			_, err2 := c.Upsert(w.ctx, fmt.Sprintf("new%03d", i%50), func(d *store.Doc[thing]) error { d.Body.N = i % 100; return nil })
			if err := errors.Join(err, err2); err != nil {
				t.Errorf("write: %v", err)
				return
			}
		}
	}()
	for range 3 {
		seen := map[string]int{}
		ok(t, c.Each(w.ctx, store.Query{Sort: []store.Order{{Index: "n"}}, Limit: 9}, func(d *store.Doc[thing]) error {
			seen[d.ID]++
			return nil
		}))
		for i := range 100 {
			if id := fmt.Sprintf("stay%03d", i); seen[id] != 1 {
				t.Errorf("%s was seen %d times", id, seen[id])
			}
		}
	}
	close(stop)
	<-stopped
}

func testCursors(t *testing.T, w *world) {
	c := w.collection(t)
	other := w.collection(t)
	fill(t, w, c, map[string]thing{"a": {N: 1}, "b": {N: 2}, "c": {N: 3}})
	q := store.Query{Where: []store.Cond{store.Where("n", store.Ge, 1)}, Sort: []store.Order{{Index: "n"}}, Limit: 1}
	cursor := must[*store.Page[thing]](t)(c.Find(w.ctx, q)).Next
	if strings.ContainsAny(cursor, "+/= ") || cursor == "" {
		t.Fatalf("cursor %q", cursor)
	}
	q.After, q.Limit = cursor, 2
	same(t, "another limit is fine", find(t, w, c, q), "b c")
	bad := func(what string, c *store.Collection[thing], q store.Query) {
		t.Helper()
		_, err := c.Find(w.ctx, q)
		if !fault.Has(err, fault.Invalid) || len(fault.As(err).Fields) != 1 || fault.As(err).Fields[0].Pointer != "?cursor" {
			t.Fatalf("%s: %v", what, err)
		}
	}
	bad("another collection", other, q)
	bad("another order", c, store.Query{Where: q.Where, Sort: []store.Order{{Index: "n", Desc: true}}, After: cursor})
	bad("no order", c, store.Query{Where: q.Where, After: cursor})
	bad("another condition", c, store.Query{Where: []store.Cond{store.Where("n", store.Ge, 2)}, Sort: q.Sort, After: cursor})
	for _, text := range []string{
		"x", "!!!", "AAAA", cursor + "A", cursor[:len(cursor)-2], strings.Repeat("A", 1<<20), "\x00", cursor + "\n",
	} {
		q.After = text
		bad(fmt.Sprintf("%.20q", text), c, q)
	}
	raw := must[[]byte](t)(base64.RawURLEncoding.DecodeString(cursor))
	for i := range raw {
		changed := bytes.Clone(raw)
		changed[i] ^= 1
		q.After = base64.RawURLEncoding.EncodeToString(changed)
		bad("byte "+itoa(i), c, q)
	}
}

func testBadQueries(t *testing.T, w *world) {
	c := w.collection(t)
	for name, q := range map[string]store.Query{
		"no such index":     {Where: []store.Cond{store.Where("nope", store.Eq, 1)}},
		"injection":         {Where: []store.Cond{store.Where(`n"=1 OR 1=1 --`, store.Eq, 1)}},
		"injected sort":     {Sort: []store.Order{{Index: "n, (SELECT 1)"}}},
		"sort by multi":     {Sort: []store.Order{{Index: "tag"}}},
		"range of multi":    {Where: []store.Cond{store.Where("tag", store.Gt, "a")}},
		"three orders":      {Sort: []store.Order{{Index: "n"}, {Index: "group"}, {Index: "flag"}}},
		"the same order":    {Sort: []store.Order{{Index: "n"}, {Index: "n"}}},
		"unknown operation": {Where: []store.Cond{store.Where("n", "like", 1)}},
		"a float":           {Where: []store.Cond{store.Where("n", store.Eq, 1.5)}},
		"nil":               {Where: []store.Cond{store.Where("n", store.Eq, nil)}},
		"prefix of number":  {Where: []store.Cond{store.Where("n", store.Prefix, 1)}},
		"id is a number":    {Where: []store.Cond{store.Where("_id", store.Eq, 1)}},
		"too many values":   {Where: []store.Cond{store.Among("n", make([]int, store.MaxLimit+1))}},
		"negative limit":    {Limit: -1},
		"limit":             {Limit: store.MaxLimit + 1},
		"NUL":               {Where: []store.Cond{store.Where("group", store.Eq, "a\x00b")}},
		"not UTF-8":         {Where: []store.Cond{store.Where("group", store.Prefix, "\xff")}},
	} {
		if _, err := c.Find(w.ctx, q); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func testEach(t *testing.T, w *world) {
	c := w.collection(t)
	things := map[string]thing{}
	for i := range 30 {
		things[fmt.Sprintf("i%02d", i)] = thing{N: i}
	}
	fill(t, w, c, things)
	n := 0
	ok(t, c.Each(w.ctx, store.Query{Limit: 7}, func(d *store.Doc[thing]) error {
		same(t, "in order", d.Body.N, n)
		n++
		return nil
	}))
	same(t, "all", n, 30)
	stop := errors.New("stop")
	same(t, "stops", c.Each(w.ctx, store.Query{}, func(*store.Doc[thing]) error { return stop }), stop)
}

func testChunks(t *testing.T, w *world) {
	for _, data := range [][]byte{nil, {0}, []byte("hello"), bytes.Repeat([]byte{0xff, 0}, store.MaxChunk/2)} {
		name := must[string](t)(w.db.PutChunk(w.ctx, data))
		same(t, "again", must[string](t)(w.db.PutChunk(w.ctx, data)), name)
		same(t, "read back", bytes.Equal(must[[]byte](t)(w.db.GetChunk(w.ctx, name)), data), true)
		ok(t, w.db.RemoveChunk(w.ctx, name))
		ok(t, w.db.RemoveChunk(w.ctx, name))
		_, err := w.db.GetChunk(w.ctx, name)
		refused(t, err, fault.NotFound, "store.absent")
	}
	_, err := w.db.PutChunk(w.ctx, make([]byte, store.MaxChunk+1))
	refused(t, err, fault.TooLarge, "store.too_large")
	for _, name := range []string{"", "x", strings.Repeat("A", 64), "../../etc/passwd"} {
		_, err := w.db.GetChunk(w.ctx, name)
		refused(t, err, fault.NotFound, "store.absent")
	}
	// What is damaged is not served.
	wrong := strings.Repeat("0", 64)
	ok(t, w.engine.PutChunk(w.ctx, wrong, []byte("damaged")))
	if _, err := w.db.GetChunk(w.ctx, wrong); err == nil {
		t.Fatal("a damaged chunk was served")
	}
}
