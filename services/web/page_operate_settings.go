package web

import (
	"net/http"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
)

type operatorSettingsView struct {
	Runs  string
	Items []settingRow
}

// settingRow is one setting. Meaning is in the words of the reader's language, never the API's English; "" where there are none.
type settingRow struct{ Name, Value, Origin, Meaning, Env string }

// pageOperatorSettings shows what the operator decided, for administrators. No secret is in it: the API leaves them out.
func pageOperatorSettings(v *visit) error {
	list, err := v.api.Settings(v.ctx)
	if err != nil {
		return err
	}
	view := operatorSettingsView{Runs: strings.Join(list.Runs, v.p.T("list.comma"))}
	for _, s := range list.Items {
		value := strings.ReplaceAll(s.Value, api.SettingHidden, v.p.T("setting.hidden"))
		view.Items = append(view.Items, settingRow{s.Name, value, v.p.Code("setting.origin_", s.Origin), v.p.Named("setting.about_", s.Name, ""), s.Env})
	}
	return v.show(http.StatusOK, "operate-settings", v.p.T("setting.title"), view)
}
