package profiles

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/profiles/skills"
)

// maxCounted bounds how many people with unknown words are looked at for one list of them.
const maxCounted = 20_000

// wordsInUse counts which words that the shipped list of skills does not have are used by how many visible people; complete is false
// if there are more of them than it looks at. It says nothing about who.
func (s *Service) wordsInUse(ctx context.Context) (words []skills.Word, complete bool, err error) {
	at := map[string]int{}
	for after, looked := "", 0; looked < maxCounted; {
		page, err := s.c.withWords(ctx, after)
		if err != nil {
			return nil, false, err
		}
		for _, d := range page.Docs {
			for _, w := range d.Body.OwnWords(s.tax) {
				i, known := at[w.ID]
				if !known {
					i = len(words)
					at[w.ID] = i
					words = append(words, skills.Word{ID: w.ID, Word: skill.Spell(w.Word)}) // whose capitals these are is nobody's affair
				}
				words[i].People++
			}
		}
		if looked, after = looked+len(page.Docs), page.Next; after == "" {
			return words, true, nil
		}
	}
	return words, false, nil
}
