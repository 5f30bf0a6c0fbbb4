package notifications

import (
	"context"
	"encoding/base64"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/notifications/notice"
)

// Secret is the key that unsubscribe links are signed with; one document, made once.
type Secret struct {
	Key string `json:"key"` // base64url of 32 random bytes
}

type collections struct {
	items   *store.Collection[Item]
	heads   *store.Collection[Head]
	prefs   *store.Collection[Preferences]
	letters *store.Collection[Letter]
	secrets *store.Collection[Secret]
	turns   *store.Collection[notice.Turn]
	rounds  *store.Collection[Round]
}

func openCollections(ctx context.Context, db *store.DB) (c collections, err error) {
	if c.items, err = store.Open(ctx, db, store.Spec[Item]{
		Name: "notifications_item", Schema: 1,
		Indexes: []store.Index{{Name: "stream"}, {Name: "unread"}, {Name: "person"}, {Name: "at"}, {Name: "waiting"}, {Name: "digest"},
			{Name: "anybody"}},
		Keys: func(_ string, i *Item) store.Keys {
			k := store.Keys{"person": i.Person, "at": store.At(i.At)}
			if t := i.thread(); i.Waits && t != "" {
				k["waiting"] = i.Person + ":" + t
				if i.Case != "" { // several may wait for one of them to do something
					k["anybody"] = t
				}
			}
			if i.pending() {
				k["digest"] = streamKey(i.Person, store.At(i.At))
			}
			if i.Seq > 0 {
				k["stream"] = streamKey(i.Person, i.Seq)
				if !i.Read {
					k["unread"] = streamKey(i.Person, i.Seq)
				}
			}
			return k
		},
	}); err != nil {
		return c, err
	}
	if c.heads, err = store.Open(ctx, db, store.Spec[Head]{Name: "notifications_head", Schema: 1}); err != nil {
		return c, err
	}
	if c.prefs, err = store.Open(ctx, db, store.Spec[Preferences]{
		Name: "notifications_preferences", Schema: 2, Upcast: upcastPreferences,
	}); err != nil {
		return c, err
	}
	if c.letters, err = store.Open(ctx, db, store.Spec[Letter]{
		Name: "notifications_letter", Schema: 1, Indexes: []store.Index{{Name: "due"}, {Name: "done"}, {Name: "person"}},
		Keys: func(_ string, l *Letter) store.Keys {
			if l.open() {
				return store.Keys{"due": store.At(l.Due), "person": l.Person}
			}
			return store.Keys{"done": store.At(l.Due), "person": l.Person}
		},
	}); err != nil {
		return c, err
	}
	if c.turns, err = store.Open(ctx, db, store.Spec[notice.Turn]{
		Name: "notifications_turn", Schema: 1, Indexes: []store.Index{{Name: "person"}, {Name: "at"}},
		Keys: func(_ string, t *notice.Turn) store.Keys { return store.Keys{"person": t.Person, "at": store.At(t.At)} },
	}); err != nil {
		return c, err
	}
	if c.rounds, err = store.Open(ctx, db, store.Spec[Round]{
		Name: "notifications_round", Schema: 1, Indexes: []store.Index{{Name: "due"}},
		Keys: func(_ string, r *Round) store.Keys { return store.Keys{"due": store.At(r.Due)} },
	}); err != nil {
		return c, err
	}
	c.secrets, err = store.Open(ctx, db, store.Spec[Secret]{Name: "notifications_secret", Schema: 1})
	return c, err
}

// streamKey sorts a person's items by place: one index serves "from place n on" and "the newest first".
func streamKey(person string, seq int64) string {
	const digits = "0123456789"
	b := []byte(person + ":0000000000000000")
	for i := len(b) - 1; seq > 0; i, seq = i-1, seq/10 {
		b[i] = digits[seq%10]
	}
	return string(b)
}

// unsubscribeKey reads the key, or makes it: of several replicas that make it at once, one wins.
func (c collections) unsubscribeKey(ctx context.Context, fresh []byte) ([]byte, error) {
	const id = "unsubscribe"
	_, err := c.secrets.Insert(ctx, id, Secret{Key: base64.RawURLEncoding.EncodeToString(fresh)}, nil)
	if err != nil && !fault.Coded(err, "store.exists") {
		return nil, err
	}
	d, err := c.secrets.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return base64.RawURLEncoding.DecodeString(d.Body.Key)
}

func (c collections) inboxPage(ctx context.Context, person string, unread bool, limit int, after string) (*store.Page[Item], error) {
	index := "stream"
	if unread {
		index = "unread"
	}
	return c.items.Find(ctx, store.Query{
		Where: []store.Cond{store.Where(index, store.Prefix, person+":")},
		Sort:  []store.Order{{Index: index, Desc: true}}, Limit: limit, After: after,
	})
}

// waiting are a person's items of a thread that wait on them, and with under those of its sessions: few, since each kind settles its
// older ones.
func (c collections) waiting(ctx context.Context, person, thread string, under bool) ([]*store.Doc[Item], error) {
	conds := []store.Cond{store.Where("waiting", store.Eq, person+":"+thread)}
	if under {
		conds = append(conds, store.Where("waiting", store.Prefix, person+":"+thread+":"))
	}
	var out []*store.Doc[Item]
	for _, cond := range conds {
		page, err := c.items.Find(ctx, store.Query{Where: []store.Cond{cond}, Limit: 500})
		if err != nil {
			return nil, err
		}
		out = append(out, page.Docs...)
	}
	return out, nil
}

// waitingOnAnybody are the items of a case that wait on whomever: at most 1,000, of which each step of the case settles the older ones.
func (c collections) waitingOnAnybody(ctx context.Context, thread string) ([]*store.Doc[Item], error) {
	page, err := c.items.Find(ctx, store.Query{Where: []store.Cond{store.Where("anybody", store.Eq, thread)}, Limit: store.MaxLimit})
	if err != nil {
		return nil, err
	}
	return page.Docs, nil
}

func (c collections) unreadCount(ctx context.Context, person string) (int64, error) {
	return c.items.Count(ctx, store.Where("unread", store.Prefix, person+":"))
}

// between finds a person's items with from < seq <= to, oldest first.
func (c collections) between(ctx context.Context, person string, from, to int64, unread bool, limit int) ([]*store.Doc[Item], error) {
	index := "stream"
	if unread {
		index = "unread"
	}
	page, err := c.items.Find(ctx, store.Query{
		Where: []store.Cond{
			store.Where(index, store.Gt, streamKey(person, from)), store.Where(index, store.Le, streamKey(person, to)),
		},
		Sort: []store.Order{{Index: index}}, Limit: limit,
	})
	if err != nil {
		return nil, err
	}
	return page.Docs, nil
}

func (c collections) dueLetters(ctx context.Context, now time.Time, limit int) ([]*store.Doc[Letter], error) {
	page, err := c.letters.Find(ctx, store.Query{
		Where: []store.Cond{store.Where("due", store.Le, store.At(now))}, Sort: []store.Order{{Index: "due"}}, Limit: limit,
	})
	if err != nil {
		return nil, err
	}
	return page.Docs, nil
}

func (c collections) dueRounds(ctx context.Context, now time.Time, limit int) ([]*store.Doc[Round], error) {
	page, err := c.rounds.Find(ctx, store.Query{
		Where: []store.Cond{store.Where("due", store.Le, store.At(now))}, Sort: []store.Order{{Index: "due"}}, Limit: limit,
	})
	if err != nil {
		return nil, err
	}
	return page.Docs, nil
}

// pendingItems are what waits for a person's next weekly letter, oldest first.
func (c collections) pendingItems(ctx context.Context, person string, limit int) ([]*store.Doc[Item], error) {
	page, err := c.items.Find(ctx, store.Query{
		Where: []store.Cond{store.Where("digest", store.Prefix, person+":")}, Sort: []store.Order{{Index: "digest"}}, Limit: limit,
	})
	if err != nil {
		return nil, err
	}
	return page.Docs, nil
}

// sweepBatches bounds one sweep: 20,000 letters and as many items. It runs again soon after.
const sweepBatches = 40

// sweep drops what is past its age.
func (c collections) sweep(ctx context.Context, now time.Time) error {
	if err := dropBefore(ctx, c.letters, store.Where("done", store.Le, store.At(now))); err != nil {
		return err
	}
	if err := dropBefore(ctx, c.items, store.Where("at", store.Lt, store.At(now.Add(-keepItems)))); err != nil {
		return err
	}
	if err := dropBefore(ctx, c.turns, store.Where("at", store.Lt, store.At(now.Add(-keepItems)))); err != nil {
		return err
	}
	if _, err := c.heads.Sweep(ctx, 500); err != nil {
		return err
	}
	if _, err := c.rounds.Sweep(ctx, 500); err != nil {
		return err
	}
	_, err := c.prefs.Sweep(ctx, 500)
	return err
}

func dropBefore[T any](ctx context.Context, c *store.Collection[T], old store.Cond) error {
	for range sweepBatches {
		page, err := c.Find(ctx, store.Query{Where: []store.Cond{old}, Sort: []store.Order{{Index: old.Index}}, Limit: 500})
		if err != nil || len(page.Docs) == 0 {
			return err
		}
		for _, d := range page.Docs {
			if err := c.Drop(ctx, d.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// forget drops everything about a person. It may be repeated. The tombstones of head, preferences and round come first: they refuse
// late facts, where nothing was known before too.
func (c collections) forget(ctx context.Context, person string) error {
	if err := bury(ctx, c.heads, person); err != nil {
		return err
	}
	if err := bury(ctx, c.prefs, person); err != nil {
		return err
	}
	if err := bury(ctx, c.rounds, person); err != nil {
		return err
	}
	if err := dropAll(ctx, c.items, person); err != nil {
		return err
	}
	if err := dropAll(ctx, c.turns, person); err != nil {
		return err
	}
	return dropAll(ctx, c.letters, person)
}

// bury leaves a tombstone whether or not there was a document.
func bury[T any](ctx context.Context, c *store.Collection[T], id string) error {
	_, err := c.Upsert(ctx, id, func(d *store.Doc[T]) error {
		if d.Version > 0 {
			return store.Unchanged
		}
		return nil
	})
	if fault.Has(err, fault.Gone) {
		return nil
	}
	if err != nil {
		return err
	}
	return c.Delete(ctx, id, nil)
}

func dropAll[T any](ctx context.Context, c *store.Collection[T], person string) error {
	for {
		page, err := c.Find(ctx, store.Query{Where: []store.Cond{store.Where("person", store.Eq, person)}, Limit: 500})
		if err != nil || len(page.Docs) == 0 {
			return err
		}
		for _, d := range page.Docs {
			if err := c.Drop(ctx, d.ID); err != nil {
				return err
			}
		}
	}
}
