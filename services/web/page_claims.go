package web

import (
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

type claimsView struct {
	Items []claimRow
	Next  string
}

type claimRow struct {
	Project, Name, URL      string
	Person, PersonName, Ago string
}

// pageClaims are those who say that they maintain a project.
func pageClaims(v *visit) error {
	var a client.Answer
	list, err := client.Do[api.ClaimedProjectList](v.ctx, v.api, http.MethodGet, client.Path("ops-catalog", "claims"), v.paged(), nil, client.Into(&a))
	if err != nil {
		return err
	}
	var ids []string
	for _, p := range list.Items {
		for _, c := range p.Claimants {
			ids = append(ids, c.Person)
		}
	}
	names := v.names(ids)
	view := claimsView{Next: v.nextPage("/claims", a.Next)}
	for _, p := range list.Items {
		for _, c := range p.Claimants {
			view.Items = append(view.Items, claimRow{p.Project, p.Name, p.URL, c.Person, v.named(names, c.Person), v.p.Ago(c.Asked, v.now, v.zone())})
		}
	}
	return v.show(http.StatusOK, "claims", v.p.T("claims.title"), view)
}

func doClaims(v *visit) error {
	f := v.posted()
	confirm := f.Value("do") == "confirm"
	if !confirm && f.Value("do") != "refuse" {
		return errNoPage
	}
	if _, err := v.api.DecideClaim(v.ctx, f.Value("project"), api.ProjectClaimDecision{Person: f.Value("person"), Confirm: confirm}); err != nil {
		return err
	}
	if confirm {
		return v.to("/claims", "claim_confirmed")
	}
	return v.to("/claims", "claim_refused")
}
