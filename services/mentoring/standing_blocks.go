package mentoring

import (
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

var errManyBlocks = fault.Newf(fault.TooMany, "block.too_many",
	"At most %d people can be blocked at once. Lift a block that is no longer needed.", maxBlocks)

// blocked says whether this person and p are not to meet, whoever wants it.
func (s *Standing) blocked(p string) bool { return s.block(p) != nil }

func (s *Standing) block(p string) *Block {
	for i := range s.Blocks {
		if s.Blocks[i].Person == p {
			return &s.Blocks[i]
		}
	}
	return nil
}

// setBlock writes this person's wish not to meet p, unfinished.
func (s *Standing) setBlock(p string, now time.Time) error {
	b := s.block(p)
	if b == nil || !b.Own {
		own := 0
		for _, x := range s.Blocks {
			if x.Own {
				own++
			}
		}
		if own >= maxBlocks {
			return errManyBlocks
		}
	}
	s.stopWaitingFor(p, true)
	if b != nil && b.Own {
		b.Unfinished = true
		return nil
	}
	// A time, and a place in the list, of its own: where the other's note stood would tell that, and when, they blocked.
	x := Block{Person: p, Own: true, Unfinished: true, At: now, Other: b != nil && b.Other}
	s.Blocks = append(slices.DeleteFunc(s.Blocks, func(b Block) bool { return b.Person == p }), x)
	return nil
}

// goOn finds the own block that was begun; errLifted if it is not there any more, or was finished.
func (s *Standing) goOn(p string) error {
	if b := s.block(p); b == nil || !b.Own || !b.Unfinished {
		return errLifted
	}
	return errKept
}

// setBlockedBy notes that p does not want to meet this person. Beyond the bound it is left out: p's own standing holds alone.
func (s *Standing) setBlockedBy(p string) error {
	s.stopWaitingFor(p, false) // to this person it reads like a pause
	b := s.block(p)
	if b != nil {
		if b.Other {
			return errKept
		}
		b.Other = true
		return nil
	}
	others := 0
	for _, x := range s.Blocks {
		if x.Other {
			others++
		}
	}
	if others >= maxBlocks {
		return errKept
	}
	s.Blocks = append(s.Blocks, Block{Person: p, Other: true})
	return nil
}

// finishBlock clears the mark; gone says that the block was lifted meanwhile.
func (s *Standing) finishBlock(p string) (gone bool, err error) {
	b := s.block(p)
	if b == nil || !b.Own {
		return true, errKept
	}
	if !b.Unfinished {
		return false, errKept
	}
	b.Unfinished = false
	return false, nil
}

// liftBlock takes this person's own wish back; liftedBy takes back what was noted of p's.
func (s *Standing) liftBlock(p string) error {
	b := s.block(p)
	if b == nil || !b.Own {
		return errKept
	}
	b.Own, b.Unfinished, b.At = false, false, time.Time{}
	s.dropBlock(p)
	return nil
}

func (s *Standing) liftedBy(p string) error {
	b := s.block(p)
	if b == nil || !b.Other {
		return errKept
	}
	b.Other = false
	s.dropBlock(p)
	return nil
}

func (s *Standing) dropBlock(p string) {
	s.Blocks = slices.DeleteFunc(s.Blocks, func(b Block) bool { return b.Person == p && !b.Own && !b.Other })
}

func (s *Standing) unfinished() bool {
	return slices.ContainsFunc(s.Blocks, func(b Block) bool { return b.Own && b.Unfinished })
}

// shared is what this standing lists or holds of the pair that it makes with p.
func (s *Standing) shared(p string) (matches []string) {
	add := func(match string) {
		if !slices.Contains(matches, match) {
			matches = append(matches, match)
		}
	}
	for _, l := range s.Listings {
		if l.Newcomer == s.Person && slices.Contains(l.Mentors, p) || l.Newcomer == p && slices.Contains(l.Mentors, s.Person) {
			add(l.Match)
		}
	}
	for _, e := range s.Entries {
		if e.Newcomer == s.Person && e.Mentor == p || e.Newcomer == p && e.Mentor == s.Person {
			add(e.Match)
		}
	}
	return matches
}
