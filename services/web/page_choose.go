package web

import "net/http"

// doChoose keeps a language, a theme or the data saver, and goes back. None of them needs an account.
func doChoose(v *visit) error {
	form := v.r.PostForm
	if tag := form.Get("language"); tag != "" {
		if _, ok := v.site.book.For(tag); ok {
			v.site.jar.Choose(v.w, languageCookie, tag)
		}
	}
	switch form.Get("theme") {
	case "light", "dark":
		v.site.jar.Choose(v.w, themeCookie, form.Get("theme"))
	case "device":
		v.site.jar.Drop(v.w, themeCookie)
	}
	switch form.Get("saver") {
	case "on":
		v.site.jar.Choose(v.w, saverCookie, "on")
	case "off":
		v.site.jar.Drop(v.w, saverCookie)
	}
	return v.to(form.Get("back"), "")
}

type appearanceView struct {
	Theme string
	Saver bool
}

func pageAppearance(v *visit) error {
	view := appearanceView{Theme: v.theme(), Saver: v.site.jar.Get(v.r, saverCookie) == "on"}
	if view.Theme == "" {
		view.Theme = "device"
	}
	return v.show(http.StatusOK, "appearance", v.p.T("layout.appearance"), view)
}

// plainView is what a page of text needs beside its words.
type plainView struct{ Cookies []cookieRow }

// plainPage is a page of text alone.
func plainPage(name, title string) func(v *visit) error {
	return func(v *visit) error { return v.show(http.StatusOK, name, v.p.T(title), plainView{pageCookies(v)}) }
}
