package skills

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// MaxDecisions bounds what stands, and with it what every service keeps in memory; maxWords how many words were ever decided about.
const (
	MaxDecisions = 5000
	maxWords     = 2 * MaxDecisions
)

var (
	errModerators = fault.New(fault.Forbidden, "skills.moderators_only", "Only moderators look after the list of skills.")
	errTooMany    = fault.New(fault.Conflict, "skills.too_many", "There are too many decisions about skills. Take some back that are no longer needed.")
	errUndecided  = fault.New(fault.NotFound, "skills.undecided", "Nothing was decided about this word or skill.")
)

// leastPeople is how many people must use a word before it is shown whatever it is: it then tells of nobody.
const leastPeople = 3

// near is how many skills are shown that are written like a word.
const near = 3

// Found are the words that Unknown found.
type Found struct {
	Words    []Word // those that most people use first
	Total    int    // that can be shown
	Rare     int    // that cannot
	Complete bool   // everybody's words were looked at
}

// Unknown finds words that the list does not have and nothing was decided about, and shows at most limit of them. A word that hardly
// anybody uses is shown only if it is written like a skill: any other may be a sentence about one person. Moderators only.
func (s *Service) Unknown(ctx context.Context, limit int) (Found, error) {
	if !auth.From(ctx).Has(auth.Moderator) {
		return Found{}, errModerators
	}
	used, complete, err := s.d.Used(ctx)
	if err != nil {
		return Found{}, err
	}
	left, err := s.left(ctx)
	if err != nil {
		return Found{}, err
	}
	out, tax := Found{Complete: complete}, s.steering.Taxonomy()
	for _, w := range used {
		switch {
		case left[w.ID] || tax.Heard(w.ID) != w.ID:
		case w.People < leastPeople && len(tax.Search(w.Word, 1)) == 0:
			out.Rare++
		default:
			out.Words = append(out.Words, w)
		}
	}
	slices.SortFunc(out.Words, func(a, b Word) int { return cmp.Or(cmp.Compare(b.People, a.People), strings.Compare(a.Word, b.Word)) })
	out.Total = len(out.Words)
	out.Words = out.Words[:min(limit, out.Total)]
	return out, nil
}

// Decisions pages through what stands, newest first. Moderators only.
func (s *Service) Decisions(ctx context.Context, limit int, after string) (*store.Page[Decision], error) {
	if !auth.From(ctx).Has(auth.Moderator) {
		return nil, errModerators
	}
	return s.newest(ctx, limit, after)
}

// Decide decides about a word or a skill, in place of what stood about it. The same again changes nothing. Moderators only. Invalid with
// the field; Conflict "skills.too_many".
func (s *Service) Decide(ctx context.Context, w Wish) (*store.Doc[Decision], error) {
	who := auth.From(ctx)
	if !who.Has(auth.Moderator) {
		return nil, errModerators
	}
	want, wrong := Decide(w, s.base, s.steering.Taxonomy())
	if len(wrong) > 0 {
		return nil, fault.InvalidFields(wrong...)
	}
	id := skill.Opaque(want.Word)
	if want.Do == Leave {
		want.Word = ""
	}
	var n, all int64
	free, err := s.deciding.Take(ctx, "all", id, "", func(ctx context.Context, others store.Held) (err error) {
		n, all, err = s.counts(ctx)
		n, all = n+int64(others.Len()), all+int64(others.Len())
		return err
	})
	if err != nil {
		return nil, err
	}
	defer free()
	return s.decisions.Upsert(ctx, id, func(d *store.Doc[Decision]) error {
		now := want.follow(d.Body)
		switch {
		case d.Body.same(now):
			return store.Unchanged
		case d.Body.Do == none && n >= MaxDecisions, d.Version == 0 && all >= maxWords:
			return errTooMany
		}
		d.Body = now
		d.Body.By, d.Body.At = who.ID, s.d.Now()
		d.Emit(outbox.Fact(ctx, s.d.DB, wire.SkillDecided{Of: id, Do: now.Do}, outbox.Scope{}))
		return nil
	})
}

// Undecide takes a decision back. Moderators only. NotFound "skills.undecided".
func (s *Service) Undecide(ctx context.Context, id string) (*store.Doc[Decision], error) {
	if !auth.From(ctx).Has(auth.Moderator) {
		return nil, errModerators
	}
	d, err := s.decisions.Update(ctx, id, func(d *store.Doc[Decision]) error {
		if d.Body.Do == none {
			return errUndecided
		}
		d.Body = Decision{At: s.d.Now()}
		d.Emit(outbox.Fact(ctx, s.d.DB, wire.SkillDecided{Of: id, Do: "none"}, outbox.Scope{}))
		return nil
	})
	if fault.Has(err, fault.NotFound) {
		return nil, errUndecided
	}
	return d, err
}

// Forget takes the id of somebody who has left out of what they decided: it stands.
func (s *Service) Forget(ctx context.Context, person string) error {
	for { // what was forgotten is not found again
		page, err := s.by(ctx, person)
		if err != nil || len(page.Docs) == 0 {
			return err
		}
		for _, d := range page.Docs {
			_, err := s.decisions.Update(ctx, d.ID, func(d *store.Doc[Decision]) error {
				d.Body.By = ""
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
}
