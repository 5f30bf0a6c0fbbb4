package web

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

func pageData(v *visit) error {
	return v.show(http.StatusOK, "data", v.p.T("settings.data"), v.empty())
}

// doData is the download of everything, as JSON: the part of each service. A part that did not answer is refused as a whole: a file
// that looks whole and is not would be worse.
func doData(v *visit) error {
	parts, err := v.api.Export(v.ctx)
	if err != nil {
		if f := fault.As(err); f.Kind == fault.Unauthenticated {
			return err
		}
		f := v.empty()
		f.refuse("", "data.partly")
		return v.show(http.StatusServiceUnavailable, "data", v.p.T("settings.data"), f)
	}
	b, err := json.MarshalIndent(parts, "", "  ")
	if err != nil {
		return err
	}
	return v.file("application/json", "waymark-about-me.json", b)
}

type closeView struct {
	Form
	HasPassword bool
}

func pageClose(v *visit) error { return v.closePage(http.StatusOK, v.empty()) }

func (v *visit) closePage(status int, f Form) error {
	account, err := v.api.Account(v.ctx)
	if err != nil {
		return err
	}
	return v.alone(status, "close", v.p.T("close.title"), closeView{f, account.HasPassword})
}

// doClose erases the reader's account. The receipt is shown in this one answer.
func doClose(v *visit) error {
	f := v.posted()
	if !f.Is("sure", "yes") {
		f.refuse("sure", "wrong.sure_required")
		return v.closePage(http.StatusUnprocessableEntity, f)
	}
	receipt, err := v.api.EraseMe(v.ctx, api.AccountClosing{Password: f.Value("current")})
	if err != nil {
		if !v.blame(&f, err, accountFields) {
			return err
		}
		return v.closePage(fault.As(err).Kind.Status(), f)
	}
	v.leave()
	v.site.jar.Drop(v.w, deviceCookie)
	view := v.receipt(*receipt)
	view.Code = receipt.Receipt
	return v.alone(http.StatusOK, "erased", v.p.T("erasure.closed"), view)
}

// receiptView says which parts have forgotten somebody.
type receiptView struct {
	Form
	Code      string // shown once
	Looked    bool
	Complete  bool
	Requested string
	Parts     []receiptPart
	Kept      string
}

type receiptPart struct {
	Name, At string
}

func (v *visit) receipt(r api.ErasureReceipt) receiptView {
	view := receiptView{Form: v.empty(), Looked: true, Complete: r.Complete, Requested: v.p.Moment(r.Requested, v.now, time.UTC),
		Kept: v.p.Code("erasure.kept_", r.Kept)}
	for _, s := range r.Services {
		part := receiptPart{Name: v.p.Code("room.", s.Service)}
		if !s.At.IsZero() {
			part.At = v.p.Short(s.At, v.now, time.UTC)
		}
		view.Parts = append(view.Parts, part)
	}
	return view
}

// pageErasure asks for the code of a receipt; nobody needs an account to look.
func pageErasure(v *visit) error {
	return v.alone(http.StatusOK, "erased", v.p.T("erasure.title"), receiptView{Form: v.empty()})
}

func doErasure(v *visit) error {
	f := v.posted()
	code := f.Text("token")
	if !anyReceipt.MatchString(code) {
		f.refuse("token", "wrong.receipt_required")
	} else {
		r, err := v.api.As(nil).Erasure(v.ctx, code)
		if err == nil {
			return v.alone(http.StatusOK, "erased", v.p.T("erasure.title"), v.receipt(*r))
		}
		if x := fault.As(err); x.Kind != fault.NotFound && x.Kind != fault.Invalid {
			return err
		}
		f.refuse("token", "wrong.receipt_required")
	}
	return v.alone(http.StatusUnprocessableEntity, "erased", v.p.T("erasure.title"), receiptView{Form: f})
}

// maxOwnProjects is how many of the reader's own projects a page lists.
const maxOwnProjects = 100

// ownProjects are the projects that the reader maintains, by a claim or a role, or says they do.
func (v *visit) ownProjects() (out []projectRow, _ error) {
	for p, err := range v.api.OwnProjects(v.ctx) {
		if err != nil {
			return nil, err
		}
		if len(out) == maxOwnProjects {
			break
		}
		row := projectRow{ID: p.Project, Name: p.Name, State: v.p.Code("claim.is_", p.Claim), Mine: p.Maintainer}
		if p.Maintainer {
			row.State = v.p.Code("claim.is_", "confirmed")
		}
		if row.Name == "" {
			row.Name = p.URL
		}
		out = append(out, row)
	}
	return out, nil
}

type projectRow struct {
	ID, Name, State string
	Mine            bool
}

// pageOwnProjects are the reader's claimed projects.
func pageOwnProjects(v *visit) error {
	list, err := v.ownProjects()
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "own-projects", v.p.T("own_projects.title"), struct{ Items []projectRow }{list})
}
