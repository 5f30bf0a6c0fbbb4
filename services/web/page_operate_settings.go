package web

import (
	"net/http"
	"strings"
)

type operatorSettingsView struct {
	Runs  string
	Items []settingRow
}

type settingRow struct{ Name, Value, Origin, Meaning, Env string }

// pageOperatorSettings shows what the operator decided, for administrators. No secret is in it: the API leaves them out.
func pageOperatorSettings(v *visit) error {
	list, err := v.api.Settings(v.ctx)
	if err != nil {
		return err
	}
	view := operatorSettingsView{Runs: strings.Join(list.Runs, v.p.T("list.comma"))}
	for _, s := range list.Items {
		view.Items = append(view.Items, settingRow{s.Name, s.Value, v.p.Code("setting.origin_", s.Origin), s.Meaning, s.Env})
	}
	return v.show(http.StatusOK, "operate-settings", v.p.T("setting.title"), view)
}
