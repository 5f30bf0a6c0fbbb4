package notifications

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestOverHTTP: the inbox as a client sees it: pages, marks, choices, one-click unsubscribe, and who may do what.
func TestOverHTTP(t *testing.T) {
	clock := testkit.NewClock()
	s := replicas(t, testkit.SQLite(t, clock.Now), testkit.Bus(t, "notifications"), clock, Config{}, 1)[0]
	public, err := client.New("http://waymark.example", client.WithTransport(client.InProcess(s.Router().Handler())))
	if err != nil {
		t.Fatal(err)
	}
	me, other := public.As(client.Token(testkit.Token(ada))), public.As(client.Token(testkit.Token(bo)))
	const items = 25
	for i := range items {
		if err := s.consume(t.Context(), fact(t, fmt.Sprintf("m%d-2-0", i), wire.MentorApproved{Person: ada})); err != nil {
			t.Fatal(err)
		}
	}
	ctx := t.Context()
	n := int64(items)
	var one api.InboxItem
	for item, err := range me.InboxItems(ctx) { // over two pages
		if err != nil {
			t.Fatal(err)
		}
		if item.Seq != n {
			t.Fatalf("place %d, it should be %d", item.Seq, n)
		}
		n--
		one = item
	}
	if n != 0 {
		t.Fatalf("%d items are missing", n)
	}
	if _, err := other.MarkRead(ctx, one.ID, true); !fault.Has(err, fault.NotFound) {
		t.Error("another's item:", err)
	}
	if _, err := public.Inbox(ctx, false); !fault.Has(err, fault.Unauthenticated) {
		t.Error("signed out:", err)
	}
	if item, err := me.MarkRead(ctx, one.ID, true); err != nil || !item.Read {
		t.Error(item, err)
	}
	if done, err := me.ReadAll(ctx, items); err != nil || done.Marked != items-1 {
		t.Error(done, err)
	}
	if box, err := me.Inbox(ctx, true); err != nil || box.Unread != 0 || len(box.Items) != 0 || box.Last != items {
		t.Error(box, err)
	}
	if _, err := me.ChangeNotificationPreferences(ctx, api.NotificationChange{Mail: map[string]bool{"nonsense": true}}); !fault.Has(err, fault.Invalid) {
		t.Error("an unknown kind:", err)
	}
	if err := public.Unsubscribe(ctx, signUnsubscribe(s.key, ada, "message_posted")); err != nil {
		t.Error(err)
	}
	if p, err := me.NotificationPreferences(ctx); err != nil || p.Mail["message_posted"] {
		t.Error(p, err)
	}
	if err := public.Unsubscribe(ctx, "rubbish"); !fault.Has(err, fault.NotFound) {
		t.Error("rubbish:", err)
	}
	_, err = client.Do[struct{}](ctx, me, http.MethodGet, client.Path("inbox"), map[string][]string{"cursor": {"rubbish"}}, nil)
	if !fault.Has(err, fault.Invalid) {
		t.Error("a rubbish cursor:", err)
	}
	_, err = client.Do[struct{}](ctx, me, http.MethodGet, client.Path("ops-notifications", "dead-letters"), nil, nil)
	if !fault.Has(err, fault.Forbidden) {
		t.Error("dead letters:", err)
	}
}
