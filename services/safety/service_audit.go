package safety

import (
	"context"
	"time"

	"github.com/waymark-dev/waymark/services/safety/audit"
)

// verifyEvery is how often the whole audit is verified.
const verifyEvery = 24 * time.Hour

// checkAudit verifies the audit at the start and once a day. That it is broken is in the log and in Notes until it is whole again.
func (s *Service) checkAudit(ctx context.Context) error {
	now := s.d.Now()
	s.mu.Lock()
	due := s.chained.IsZero() || now.Sub(s.chained) >= verifyEvery
	s.mu.Unlock()
	if !due {
		return nil
	}
	_, err := s.VerifyAudit(ctx)
	return err
}

// VerifyAudit verifies the whole audit now. For administrators.
func (s *Service) VerifyAudit(ctx context.Context) (audit.Report, error) {
	r, err := s.audit.Verify(ctx)
	if err != nil {
		return r, err
	}
	s.mu.Lock()
	s.chain, s.chained = r, s.d.Now()
	s.mu.Unlock()
	if r.Broken != "" {
		s.d.Log.ErrorContext(ctx, "the audit does not verify", "what", r.Broken)
	} else {
		s.d.Log.InfoContext(ctx, "the audit verifies", "entries", r.Entries, "head", r.Head)
	}
	return r, nil
}

// Deed is one thing that somebody of the staff did, as administrators read it. Who and About are "" once they have left.
type Deed struct {
	At                       time.Time
	What, Detail, Who, About string
}

// Deeds pages through the audit, the newest first. For administrators, who may be those a case is about: what was done in cases is
// verified and not listed, and nothing is numbered, so that no gap tells of it.
func (s *Service) Deeds(ctx context.Context, f audit.Filter, limit int, after string) ([]Deed, string, error) {
	f.Cases = false
	items, whose, next, err := s.audit.Page(ctx, f, limit, after)
	if err != nil {
		return nil, "", err
	}
	out := make([]Deed, 0, len(items))
	for _, e := range items {
		out = append(out, Deed{At: e.At, What: e.What, Detail: e.Detail, Who: whose[e.Who], About: whose[e.About]})
	}
	return out, next, nil
}
