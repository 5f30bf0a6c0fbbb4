package notifications

import (
	"encoding/json"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/notifications/notice"
)

// TestDefaults: at once only what waits on the reader, security always, everything else in the digest.
func TestDefaults(t *testing.T) {
	ways := map[string]string{}
	for _, ev := range []wire.Event{
		wire.MentorAsked{Newcomer: bo, Mentor: ada}, wire.InfoAsked{Newcomer: bo, Mentor: ada}, wire.MatchAccepted{Newcomer: bo, Mentor: ada},
		wire.OfferEnded{Newcomer: bo, Mentor: ada, How: "expired"}, wire.MatchEnded{Newcomer: bo, Mentor: ada}, wire.MentorApproved{Person: ada},
		wire.CredentialChanged{Account: ada, How: "password"}, wire.LinkRequested{Account: ada, Link: "sign_in"},
		wire.OutcomeGiven{Person: ada, Measure: "warning"}, wire.ReportMoved{Person: ada, Step: "decided"},
	} {
		notices, err := notice.Of(fact(t, "f", ev).Envelope)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range notices {
			who := "ada"
			if n.Person == bo {
				who = "bo"
			}
			ways[n.Kind+" "+who] = Preferences{}.way(n)
			off := Preferences{Choices: map[string]string{}, Digest: &DigestTime{}}
			for k := range notice.Kinds {
				off.Choices[k] = inboxOnly
			}
			if got := off.way(n); (got == atOnce) != notice.Always[n.Kind] || got == inDigest {
				t.Errorf("%s goes %q to who has switched everything off", n.Kind, got)
			}
		}
	}
	want := map[string]string{
		"mentor_asked ada": atOnce, "info_asked bo": atOnce, "match_accepted bo": atOnce, "match_accepted ada": inDigest,
		"offer_ended bo": inDigest, "offer_ended ada": inDigest, "match_ended ada": inDigest, "match_ended bo": inDigest,
		"mentor_approved ada": inDigest, "credential_changed ada": atOnce, "link_requested ada": atOnce, "outcome_given ada": atOnce,
		"report_moved ada": inDigest,
	}
	for k, w := range want {
		if ways[k] != w {
			t.Errorf("%s: %q, not %q", k, ways[k], w)
		}
	}
}

func TestOlderPreferences(t *testing.T) {
	body, err := upcastPreferences(1, []byte(`{"mail":{"message_posted":false,"match_ended":true}}`))
	if err != nil {
		t.Fatal(err)
	}
	var p Preferences
	if err := json.Unmarshal(body, &p); err != nil || p.choice("message_posted") != inboxOnly || p.choice("match_ended") != atOnce {
		t.Fatal(p, err)
	}
}

// TestChoosing: choices over HTTP: what is named changes and nothing else, a stale page is refused, and bad ones change nothing.
func TestChoosing(t *testing.T) {
	clock := testkit.NewClock()
	s := replicas(t, testkit.SQLite(t, clock.Now), testkit.Bus(t, "notifications"), clock, Config{}, 1)[0]
	public, err := client.New("http://waymark.example", client.WithTransport(client.InProcess(s.Router().Handler())))
	if err != nil {
		t.Fatal(err)
	}
	me, ctx := public.As(client.Token(testkit.Token(ada))), t.Context()
	var answer client.Answer
	p, err := me.NotificationPreferences(ctx, client.Into(&answer))
	if err != nil || p.Events["mentor_asked"] != atOnce || p.Events["match_ended"] != inDigest || p.Zone != "UTC" || answer.Version != 0 ||
		p.Digest != (api.DigestTime{On: true, Weekday: "monday", Hour: 8}) || p.QuietHours != (api.QuietHours{On: true, From: "21:00", To: "08:00"}) {
		t.Fatal(p, answer, err)
	}
	p, err = me.ChangeNotificationPreferences(ctx, api.NotificationChange{Events: map[string]string{"match_ended": atOnce, "message_posted": inDigest}},
		client.Into(&answer))
	if err != nil || p.Events["match_ended"] != atOnce || !p.Mail["match_ended"] || p.Mail["message_posted"] || p.Events["info_asked"] != atOnce ||
		answer.Version == 0 {
		t.Fatal(p, answer, err)
	}
	first := answer.Version
	quiet := api.NotificationChange{QuietHours: &api.QuietHours{On: true, From: "22:30", To: "06:15"},
		Digest: &api.DigestTime{On: true, Weekday: "sunday", Hour: 19}}
	p, err = me.ChangeNotificationPreferences(ctx, quiet, client.IfMatch(first), client.Into(&answer))
	if err != nil || p.QuietHours != *quiet.QuietHours || p.Digest != *quiet.Digest || p.Events["match_ended"] != atOnce {
		t.Fatal(p, err)
	}
	_, err = me.ChangeNotificationPreferences(ctx, quiet, client.IfMatch(first))
	if !fault.Coded(err, "preferences.changed") || !fault.Has(err, fault.Stale) {
		t.Error("a stale page:", err)
	}
	// The coarse form takes what was at once into the digest, and leaves alone what was not.
	if p, err = me.ChangeNotificationPreferences(ctx, api.NotificationChange{Mail: map[string]bool{"match_ended": false, "message_posted": false,
		"match_active": true}}); err != nil || p.Events["match_ended"] != inDigest || p.Events["message_posted"] != inDigest ||
		p.Events["match_active"] != atOnce {
		t.Error(p, err)
	}
	before, err := me.NotificationPreferences(ctx, client.Into(&answer))
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]api.NotificationChange{
		"an unknown kind": {Events: map[string]string{"nonsense": atOnce}},
		"security":        {Events: map[string]string{"credential_changed": inboxOnly}},
		"an unknown way":  {Events: map[string]string{"match_ended": "pigeon", "match_active": inboxOnly}},
		"a day":           {Digest: &api.DigestTime{Weekday: "Monday"}},
		"an hour":         {Digest: &api.DigestTime{Weekday: "monday", Hour: 24}},
		"a clock":         {QuietHours: &api.QuietHours{From: "9:00", To: "10:00"}},
		"25 o'clock":      {QuietHours: &api.QuietHours{From: "25:00", To: "10:00"}},
		"the whole day":   {QuietHours: &api.QuietHours{On: true, From: "10:00", To: "10:00"}, Events: map[string]string{"match_active": inboxOnly}},
	} {
		_, err := me.ChangeNotificationPreferences(ctx, bad)
		if !fault.Has(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	version := answer.Version
	if after, err := me.NotificationPreferences(ctx, client.Into(&answer)); err != nil || answer.Version != version ||
		after.Events["match_active"] != before.Events["match_active"] {
		t.Error("something bad was taken:", after, err)
	}
	if err := public.Unsubscribe(ctx, signUnsubscribe(s.key, ada, digestKind)); err != nil {
		t.Error(err)
	}
	if p, err := me.NotificationPreferences(ctx); err != nil || p.Digest.On || p.Digest.Weekday != "sunday" {
		t.Error(p, err)
	}
}
