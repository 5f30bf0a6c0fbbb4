package partner

import (
	"strconv"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestKeptGoesOnBeyondOnePage: partners whose contact somebody is, and those whom they mentor for, each once.
func TestKeptGoesOnBeyondOnePage(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		s := room(t, open())
		for i := range 3 {
			n := strconv.Itoa(i)
			_, err := s.c.partners.Insert(t.Context(), "p"+n, Partner{PartnerBody: api.PartnerBody{Name: n, Contacts: []string{"ada"}}}, nil)
			if err == nil {
				_, err = s.c.links.Insert(t.Context(), "l"+n, Link{Partner: "p" + n, Person: "ada", State: Consented}, nil)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		var out api.ProgramsExport
		pages := testkit.Pages(t, 2, s.Kept(t.Context(), "ada", &out)...)
		seen := map[string]int{}
		for _, x := range out.Partners {
			seen[x.As+x.Partner+x.Name]++
		}
		if len(seen) != 6 || len(out.Partners) != 6 || pages < 3 {
			t.Errorf("%v in %d pages", seen, pages)
		}
	})
}
