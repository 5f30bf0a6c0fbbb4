package storetest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

// model is what a collection must look like, kept in the plainest way.
type model struct {
	docs map[string]*kept
}

type kept struct {
	body    thing
	version int64
	gone    bool
	facts   int
}

func (m model) free(id, name string) bool {
	for other, k := range m.docs {
		if name != "" && other != id && !k.gone && k.body.Name == name {
			return false
		}
	}
	return true
}

var (
	someID    = rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f", "g"})
	someThing = rapid.Custom(func(t *rapid.T) thing {
		return thing{
			Name:  rapid.SampledFrom([]string{"", "", "", "x", "y", "z"}).Draw(t, "name"),
			Group: rapid.SampledFrom([]string{"", "r", "re", "red", "blue", "\U0010FFFF"}).Draw(t, "group"),
			N:     rapid.IntRange(-2, 3).Draw(t, "n"),
			Flag:  rapid.Bool().Draw(t, "flag"),
			Tags:  rapid.SliceOfN(rapid.SampledFrom([]string{"s", "t", "u"}), 0, 3).Draw(t, "tags"),
		}
	})
	someCond = rapid.Custom(func(t *rapid.T) store.Cond {
		ops := []store.Compare{store.Eq, store.Ge, store.Gt, store.Le, store.Lt}
		switch rapid.SampledFrom([]string{"n", "group", "flag", "tag", "_id", "in", "tags"}).Draw(t, "index") {
		case "n":
			return store.Where("n", rapid.SampledFrom(ops).Draw(t, "op"), rapid.IntRange(-2, 3).Draw(t, "n"))
		case "group":
			return store.Where("group", rapid.SampledFrom(append(ops, store.Prefix)).Draw(t, "op"),
				rapid.SampledFrom([]string{"", "r", "re", "red", "s", "\U0010FFFF"}).Draw(t, "group"))
		case "flag":
			return store.Where("flag", store.Eq, rapid.Bool().Draw(t, "flag"))
		case "tag":
			return store.Where("tag", store.Eq, rapid.SampledFrom([]string{"s", "t", "u", "v"}).Draw(t, "tag"))
		case "_id":
			return store.Where("_id", rapid.SampledFrom(append(ops, store.Prefix)).Draw(t, "op"), someID.Draw(t, "id"))
		case "in":
			return store.Among("n", rapid.SliceOfN(rapid.IntRange(-2, 3), 0, 4).Draw(t, "ns"))
		}
		return store.Among("tag", rapid.SliceOfN(rapid.SampledFrom([]string{"s", "t", "v"}), 0, 3).Draw(t, "tags"))
	})
)

// value is what a document has in an index, nil for nothing; integers and booleans as int.
func (k kept) value(id, index string) any {
	switch index {
	case "n":
		return k.body.N
	case "flag":
		if k.body.Flag {
			return 1
		}
		return 0
	case "group":
		if k.body.Group == "" {
			return nil
		}
		return k.body.Group
	}
	return id
}

func compare(a, b any) int {
	if x, ok := a.(string); ok {
		return strings.Compare(x, b.(string))
	}
	return cmp.Compare(a.(int), b.(int))
}

func (k kept) holds(id string, c store.Cond) bool {
	if c.Index == "tag" {
		for _, v := range append(slices.Clone(c.Values), c.Value) {
			if s, ok := v.(string); ok && slices.Contains(k.body.Tags, s) {
				return true
			}
		}
		return false
	}
	v := k.value(id, c.Index)
	if v == nil {
		return false
	}
	want := c.Value
	if b, ok := want.(bool); ok {
		want = map[bool]int{true: 1}[b]
	}
	switch c.Op {
	case store.In:
		return slices.Contains(c.Values, v)
	case store.Prefix:
		return strings.HasPrefix(v.(string), want.(string))
	case store.Eq:
		return compare(v, want) == 0
	case store.Ge:
		return compare(v, want) >= 0
	case store.Gt:
		return compare(v, want) > 0
	case store.Le:
		return compare(v, want) <= 0
	}
	return compare(v, want) < 0
}

func (m model) find(where []store.Cond, sort []store.Order) string {
	var found []string
	for id, k := range m.docs {
		fits := !k.gone && !slices.ContainsFunc(where, func(c store.Cond) bool { return !k.holds(id, c) }) &&
			!slices.ContainsFunc(sort, func(o store.Order) bool { return k.value(id, o.Index) == nil })
		if fits {
			found = append(found, id)
		}
	}
	slices.SortFunc(found, func(a, b string) int {
		desc := false
		for _, o := range append(slices.Clone(sort), store.Order{Index: "_id"}) {
			n := compare(m.docs[a].value(a, o.Index), m.docs[b].value(b, o.Index))
			if o.Index != "_id" || len(sort) > 0 && sort[len(sort)-1].Index == "_id" {
				desc = o.Desc
			}
			if desc {
				n = -n
			}
			if n != 0 {
				return n
			}
		}
		return 0
	})
	return strings.Join(found, " ")
}

// testModel does what comes to mind, in any order, on the engine and on the model, and compares every answer.
func testModel(t *testing.T, w *world) {
	c := w.collection(t)
	rapid.Check(t, func(r *rapid.T) {
		for _, raw := range must[[]store.Raw](t)(c.Walk(w.ctx, "", store.MaxLimit)) {
			ok(t, w.engine.Remove(w.ctx, c.Name(), raw.ID, raw.Rev))
		}
		m := &machine{w: w, c: c, model: model{docs: map[string]*kept{}}}
		r.Repeat(map[string]func(*rapid.T){
			"insert": m.insert, "update": m.update, "update at": m.updateAt, "upsert": m.upsert, "delete": m.remove, "drop": m.drop,
			"bulk": m.bulk, "find": m.find, "acknowledge": m.acknowledge, "": m.check,
		})
	})
}

type machine struct {
	w *world
	c *store.Collection[thing]
	model
}

// is compares an answer with the one that is expected, "" for none.
func is(t *rapid.T, err error, code string) {
	if code == "" && err != nil || code != "" && !fault.Coded(err, code) {
		t.Fatalf("want %q, got %v", code, err)
	}
}

func (m *machine) writable(id string, absent string) (k *kept, code string) {
	k = m.docs[id]
	switch {
	case k == nil:
		return nil, absent
	case k.gone:
		return nil, "store.deleted"
	}
	return k, ""
}

func (m *machine) insert(t *rapid.T) {
	id, body := someID.Draw(t, "id"), someThing.Draw(t, "body")
	_, err := m.c.Insert(m.w.ctx, id, body, nil)
	switch k := m.docs[id]; {
	case k != nil && k.gone:
		is(t, err, "store.deleted")
	case k != nil:
		is(t, err, "store.exists")
	case !m.free(id, body.Name):
		is(t, err, "store.duplicate")
	default:
		is(t, err, "")
		m.docs[id] = &kept{body: body, version: 1}
	}
}

func (m *machine) change(body thing, emit bool) func(*store.Doc[thing]) error {
	return func(d *store.Doc[thing]) error {
		d.Body = body
		if emit {
			d.Emit(store.Fact{Type: "x"})
		}
		return nil
	}
}

func (m *machine) update(t *rapid.T) {
	id, body, emit := someID.Draw(t, "id"), someThing.Draw(t, "body"), rapid.Bool().Draw(t, "emit")
	_, err := m.c.Update(m.w.ctx, id, m.change(body, emit))
	m.changed(t, id, body, emit, err, "store.absent")
}

func (m *machine) upsert(t *rapid.T) {
	id, body, emit := someID.Draw(t, "id"), someThing.Draw(t, "body"), rapid.Bool().Draw(t, "emit")
	_, err := m.c.Upsert(m.w.ctx, id, m.change(body, emit))
	if m.docs[id] == nil && m.free(id, body.Name) {
		m.docs[id] = &kept{}
	}
	m.changed(t, id, body, emit, err, "store.duplicate")
}

func (m *machine) changed(t *rapid.T, id string, body thing, emit bool, err error, absent string) {
	k, code := m.writable(id, absent)
	if k != nil && !m.free(id, body.Name) {
		code = "store.duplicate"
	}
	is(t, err, code)
	if code == "" {
		k.body = body
		k.version++
		if emit {
			k.facts++
		}
	}
}

func (m *machine) updateAt(t *rapid.T) {
	id, body, at := someID.Draw(t, "id"), someThing.Draw(t, "body"), rapid.Int64Range(0, 4).Draw(t, "at")
	_, err := m.c.UpdateAt(m.w.ctx, id, at, m.change(body, false))
	k, code := m.writable(id, "store.absent")
	switch {
	case at == 0, k != nil && k.version != at:
		code = "store.moved"
	case k != nil && !m.free(id, body.Name):
		code = "store.duplicate"
	}
	is(t, err, code)
	if code == "" {
		k.body = body
		k.version++
	}
}

func (m *machine) remove(t *rapid.T) {
	id := someID.Draw(t, "id")
	err := m.c.Delete(m.w.ctx, id, nil)
	k, code := m.writable(id, "store.absent")
	if code == "store.deleted" {
		code = ""
	}
	is(t, err, code)
	if k != nil {
		k.gone, k.body = true, thing{}
		k.version++
	}
}

func (m *machine) drop(t *rapid.T) {
	id := someID.Draw(t, "id")
	is(t, m.c.Drop(m.w.ctx, id), "")
	delete(m.docs, id)
}

func (m *machine) bulk(t *rapid.T) {
	ids := rapid.SliceOfNDistinct(someID, 1, 4, func(s string) string { return s }).Draw(t, "ids")
	docs := make([]*store.Doc[thing], len(ids))
	for i, id := range ids {
		d, err := m.c.Get(m.w.ctx, id)
		if err != nil {
			d = &store.Doc[thing]{ID: id}
		}
		d.Body = someThing.Draw(t, "body")
		d.Body.Name = "" // which of two equal names wins is left open
		docs[i] = d
	}
	for i, err := range m.c.Bulk(m.w.ctx, docs) {
		switch k := m.docs[ids[i]]; {
		case k == nil:
			is(t, err, "")
			m.docs[ids[i]] = &kept{body: docs[i].Body, version: 1}
		case k.gone:
			is(t, err, "store.deleted")
		default:
			is(t, err, "")
			k.body = docs[i].Body
			k.version++
		}
	}
}

func (m *machine) acknowledge(t *rapid.T) {
	raws, err := m.c.Pending(m.w.ctx, "", 10)
	is(t, err, "")
	waiting := 0
	for _, k := range m.docs {
		if k.facts > 0 {
			waiting++
		}
	}
	if len(raws) != waiting {
		t.Fatalf("%d are pending, want %d", len(raws), waiting)
	}
	for i, err := range m.c.AcknowledgeMany(m.w.ctx, raws) {
		is(t, err, "")
		if k := m.docs[raws[i].ID]; len(raws[i].Outbox) != k.facts {
			t.Fatalf("%s has %d facts, want %d", raws[i].ID, len(raws[i].Outbox), k.facts)
		}
		m.docs[raws[i].ID].facts = 0
	}
}

func (m *machine) find(t *rapid.T) {
	where := rapid.SliceOfN(someCond, 0, 3).Draw(t, "where")
	sort := rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) store.Order {
		return store.Order{Index: rapid.SampledFrom([]string{"n", "group", "flag", "_id"}).Draw(t, "index"), Desc: rapid.Bool().Draw(t, "desc")}
	}), 0, 2, func(o store.Order) string { return o.Index }).Draw(t, "sort")
	if len(sort) == 2 && sort[0].Index == "_id" {
		sort = sort[:1]
	}
	q := store.Query{Where: where, Sort: sort, Limit: rapid.IntRange(1, 4).Draw(t, "limit")}
	var got []string
	for {
		page, err := m.c.Find(m.w.ctx, q)
		is(t, err, "")
		for _, d := range page.Docs {
			got = append(got, d.ID)
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	if want := m.model.find(where, sort); strings.Join(got, " ") != want {
		t.Fatalf("%v %v: got %v, want %v", where, sort, got, want)
	}
	n, err := m.c.Count(m.w.ctx, where...)
	is(t, err, "")
	if want := len(strings.Fields(m.model.find(where, nil))); int(n) != want {
		t.Fatalf("%v: counted %d, want %d", where, n, want)
	}
}

// check compares everything.
func (m *machine) check(t *rapid.T) {
	all, err := m.c.GetMany(m.w.ctx, []string{"a", "b", "c", "d", "e", "f", "g"})
	is(t, err, "")
	for id, k := range m.docs {
		d := all[id]
		if (d == nil) != k.gone {
			t.Fatalf("%s: deleted %v, but got %+v", id, k.gone, d)
		}
		if d != nil && (fmt.Sprintf("%+v", d.Body) != fmt.Sprintf("%+v", k.body) || d.Version != k.version || len(d.Facts()) != k.facts) {
			t.Fatalf("%s: got %+v at %d with %d facts, want %+v", id, d.Body, d.Version, len(d.Facts()), *k)
		}
		delete(all, id)
	}
	if len(all) > 0 {
		t.Fatalf("more than there should be: %v", all)
	}
}
