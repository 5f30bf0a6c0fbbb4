package mentoring

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/mentoring/help"
	"github.com/waymark-dev/waymark/services/mentoring/session"
)

// Export is one page of what is kept about the caller, as they see it elsewhere too: nothing in it says who blocked them, or what
// became of a request after their turn. For anybody signed in, about themselves.
func (s *Service) Export(ctx context.Context, limit int, after string) (api.MentoringExport, string, error) {
	p := auth.From(ctx).ID
	out := api.MentoringExport{
		Blocks: []api.BlockedPerson{}, Requests: []api.Request{}, Mentorships: []api.Mentorship{}, Messages: []api.Message{},
		Claims: []api.IssueClaim{}, Sessions: []api.Meeting{},
		Waiting: []api.WaitingEntry{}, Help: []api.HelpOffer{}, OfficeHours: []api.OfficeHour{},
	}
	if after == "" {
		if err := s.exportStanding(ctx, &out); err != nil {
			return out, "", err
		}
	}
	next, err := store.Sections(limit, after,
		s.exportMatches(ctx, &out, store.Where("newcomer", store.Eq, p)),
		s.exportMatches(ctx, &out, store.Where("mentors", store.Eq, p)),
		s.exportOffice(ctx, &out, true), s.exportOffice(ctx, &out, false),
		func(limit int, after string) (int, string, error) {
			page, err := s.c.sessions.Find(ctx, store.Query{
				Where: []store.Cond{store.Where("people", store.Eq, p)}, Sort: []store.Order{{Index: "starts"}}, Limit: limit, After: after,
			})
			if err != nil {
				return 0, "", err
			}
			return len(page.Docs), page.Next, s.exportSessions(ctx, &out, page.Docs)
		},
		func(limit int, after string) (int, string, error) {
			page, err := s.c.messages.Find(ctx, store.Query{
				Where: []store.Cond{store.Where("reader", store.Eq, p)}, Sort: []store.Order{{Index: "match"}, {Index: "seq"}},
				Limit: limit, After: after,
			})
			if err != nil {
				return 0, "", err
			}
			return len(page.Docs), page.Next, s.exportMessages(ctx, &out, page.Docs, p)
		})
	return out, next, err
}

func (s *Service) exportStanding(ctx context.Context, out *api.MentoringExport) error {
	d, err := s.OwnStanding(ctx)
	standing, err := s.standingAnswer(d, err)
	if err != nil {
		return err
	}
	out.Standing = &standing.Body
	blocks, err := s.Blocks(ctx)
	if err != nil {
		return err
	}
	for _, b := range blocks {
		out.Blocks = append(out.Blocks, api.BlockedPerson{Person: b.Person, Since: b.At})
	}
	claims, err := s.Claims(ctx)
	if err != nil {
		return err
	}
	for _, c := range claims {
		out.Claims = append(out.Claims, showClaim(c, auth.From(ctx).ID))
	}
	list, err := s.Waiting(ctx)
	if err != nil {
		return err
	}
	for _, x := range list {
		out.Waiting = append(out.Waiting, showWaiting(x))
	}
	offers, err := s.help.Offers(ctx)
	if err != nil {
		return err
	}
	for _, d := range offers {
		out.Help = append(out.Help, help.Show(d, auth.From(ctx).ID))
	}
	since, err := s.CalendarLink(ctx)
	out.Calendar = maybe(since)
	return err
}

func (s *Service) exportOffice(ctx context.Context, out *api.MentoringExport, held bool) store.Section {
	return func(limit int, after string) (int, string, error) {
		docs, next, err := s.office.Kept(held)(ctx, limit, after)
		for _, d := range docs {
			out.OfficeHours = append(out.OfficeHours, s.office.Show(d, auth.From(ctx).ID, false))
		}
		return len(docs), next, err
	}
}

// matchesOf reads the matches that documents belong to, by id; those that are gone are not in it.
func matchesOf[T any](ctx context.Context, s *Service, docs []*store.Doc[T], of func(*T) string) (map[string]*store.Doc[Match], error) {
	ids := make([]string, len(docs))
	for i, d := range docs {
		ids[i] = of(&d.Body)
	}
	return s.c.matches.GetMany(ctx, ids)
}

func (s *Service) exportSessions(ctx context.Context, out *api.MentoringExport, docs []*store.Doc[session.Session]) error {
	matches, err := matchesOf(ctx, s, docs, func(x *session.Session) string { return x.Match })
	if err != nil {
		return err
	}
	for _, d := range docs {
		if m := matches[d.Body.Match]; m != nil {
			out.Sessions = append(out.Sessions, showSession(sessionDoc{d, &m.Body}))
		}
	}
	return nil
}

// exportMatches is the list of the matches that one condition finds. Their messages become documents, so that the list of those has them.
func (s *Service) exportMatches(ctx context.Context, out *api.MentoringExport, where store.Cond) store.Section {
	return func(limit int, after string) (int, string, error) {
		page, err := s.c.matches.Find(ctx, newestFirst(limit, after, where))
		if err != nil {
			return 0, "", err
		}
		for _, d := range page.Docs {
			s.flush(ctx, d)
			out.Requests = append(out.Requests, s.showRequest(ctx, d))
			if p := auth.From(ctx).ID; party(&d.Body, p) || d.Body.formerly(p) != nil {
				out.Mentorships = append(out.Mentorships, showMentorship(d, p))
			}
		}
		return len(page.Docs), page.Next, nil
	}
}

// exportMessages adds what the person wrote, and of the rest what they can read in the thread.
func (s *Service) exportMessages(ctx context.Context, out *api.MentoringExport, docs []*store.Doc[Message], p string) error {
	matches, err := matchesOf(ctx, s, docs, func(x *Message) string { return x.Match })
	if err != nil {
		return err
	}
	for _, d := range docs {
		m := matches[d.Body.Match]
		reads := m != nil && (m.Body.Newcomer == p || m.Body.mentor() == p || m.Body.asked() == p || m.Body.formerly(p) != nil)
		if d.Body.From == p || reads {
			out.Messages = append(out.Messages, showMessage(d.Body))
		}
	}
	return nil
}
