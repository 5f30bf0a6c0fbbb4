package catalog

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"strings"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// boardSource names what came by way of a broker's board.
const boardSource = "board"

// toolOpened takes a tool in that was opened on a broker's board: its home, its licence and its skills, as one line of a list. Nothing that
// somebody wrote about it comes along, so that nothing of them has to be taken out of here.
func (s *Service) toolOpened(ctx context.Context, m bus.Message) error {
	d, err := wire.Read[wire.BoardMoved](m.Envelope)
	if err != nil || !store.ValidID(d.Entry) {
		return bus.Hopeless(bus.ReasonUnreadable, errors.Join(err, errors.New("no entry named")))
	}
	if d.State != "opened" {
		return nil
	}
	tool, err := bus.Ask[wire.BoardToolQuestion, wire.BoardToolAnswer](ctx, s.d.Bus, "programs", "board_tool", wire.BoardToolQuestion{Entry: d.Entry})
	if err != nil || tool.Home == "" { // it was taken away meanwhile
		return err
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	err = w.WriteAll([][]string{{"project_url", "licence", "skills"}, {tool.Home, tool.Licence, strings.Join(tool.Skills, ";")}})
	if err != nil {
		return err
	}
	ctx = auth.With(ctx, auth.Principal{Service: service})
	_, _, err = s.Import(ctx, ImportRequest{Source: boardSource, ID: "board-" + d.Entry, Request: d.Entry, Content: b.Bytes()})
	if fault.Has(err, fault.Invalid) { // no address that the catalogue can take
		return bus.Hopeless(bus.ReasonUnreadable, err)
	}
	return err
}
