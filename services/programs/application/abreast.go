package application

import (
	"context"

	"golang.org/x/sync/errgroup"

	"github.com/waymark-dev/waymark/pkg/store"
)

// A Look looks at one of many applications. Several are looked at a time, because each mostly waits for the store; add, nil for nothing, adds
// what was found, one application after the other in their order.
type Look func(ctx context.Context, d *store.Doc[Application]) (add func(), err error)

// How many are looked at a time, and how many are kept until then.
const (
	atOnce   = 16
	together = 200
)

// abreast looks at documents as they come.
type abreast struct {
	look Look
	kept []*store.Doc[Application]
}

func (a *abreast) put(ctx context.Context, d *store.Doc[Application]) error {
	if a.kept = append(a.kept, d); len(a.kept) < together {
		return ctx.Err()
	}
	return a.end(ctx)
}

// end looks at those that are left.
func (a *abreast) end(ctx context.Context) error {
	adds := make([]func(), len(a.kept))
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i, d := range a.kept {
		group.Go(func() (err error) {
			adds[i], err = a.look(within, d)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	a.kept = a.kept[:0]
	for _, add := range adds {
		if add != nil {
			add()
		}
	}
	return ctx.Err()
}
