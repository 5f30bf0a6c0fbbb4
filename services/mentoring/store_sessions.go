package mentoring

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/mentoring/session"
)

func (c *collections) openSessions(ctx context.Context, db *store.DB) (err error) {
	c.sessions, err = store.Open(ctx, db, store.Spec[session.Session]{
		Name: "mentoring_session", Schema: 1, Keys: sessionKeys,
		Indexes: []store.Index{{Name: "match"}, {Name: "people", Multi: true}, {Name: "starts"}, {Name: "due_at"}},
	})
	if err != nil {
		return err
	}
	c.calendars, err = store.Open(ctx, db, store.Spec[Calendar]{
		Name: "mentoring_calendar", Schema: 1, Indexes: []store.Index{{Name: "token"}},
		Keys: func(_ string, x *Calendar) store.Keys {
			if x.Token == "" {
				return nil
			}
			return store.Keys{"token": x.Token}
		},
	})
	return err
}

func sessionKeys(_ string, x *session.Session) store.Keys {
	k := store.Keys{"match": x.Match, "people": []string{x.Newcomer, x.Mentor}, "starts": store.At(x.Starts)}
	if !x.DueAt.IsZero() {
		k["due_at"] = store.At(x.DueAt)
	}
	return k
}

// dueSessions are those whose clock fires at now or has been waiting to.
func dueSessions(now int64) store.Query {
	return store.Query{Where: []store.Cond{store.Where("due_at", store.Le, now)}, Sort: []store.Order{{Index: "due_at"}}, Limit: 200}
}

// sessionsOf are a mentorship's, in the order of their time.
func sessionsOf(match string, limit int, after string) store.Query {
	return store.Query{Where: []store.Cond{store.Where("match", store.Eq, match)}, Sort: []store.Order{{Index: "starts"}}, Limit: limit, After: after}
}

// sessionsFrom are a person's that begin then or later.
func sessionsFrom(person string, from int64, limit int) store.Query {
	return store.Query{
		Where: []store.Cond{store.Where("people", store.Eq, person), store.Where("starts", store.Ge, from)},
		Sort:  []store.Order{{Index: "starts"}}, Limit: limit,
	}
}

// calendarBy finds whose feed a token's hash is.
func calendarBy(token string) store.Query {
	return store.Query{Where: []store.Cond{store.Where("token", store.Eq, token)}, Limit: 1}
}
