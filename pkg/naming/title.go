package naming

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Titled is the code of a name that is a title of staff, for whoever has no such role.
const Titled = "title_of_staff"

// Title is what a name says that somebody is here.
type Title string

// Titles that names can pretend to.
const (
	NoTitle       Title = ""
	Moderator     Title = "moderator"
	Administrator Title = "administrator"
	Team          Title = "team" // the place itself, its support, its people
)

// always are titles that are nobody's name: they count wherever they stand as a word of their own.
var always = titles(map[Title]string{
	Moderator: "moderator moderators moderatrix moderation modérateur modérateurs modératrice modératrices modération " +
		"moderador moderadora moderadores moderadoras moderación модератор модераторы модераторша модерация модератори " +
		"المشرفون المشرفين 版主 版务",
	Administrator: "administrator administrators administration sysadmin superadmin webmaster " +
		"administrateur administrateurs administratrice administratrices " +
		"administrador administradora administradores administradoras administración администратор администраторы администрация " +
		"адміністратор адміністрація 管理员 管理員 系统管理 站长",
})

// alone are titles that somebody can be called too ("Frank Staff", and a Mushrif): they count where nothing else is in the name, or in a
// part of it that stands apart, as in "Ada (admin)".
var alone = titles(map[Title]string{
	Moderator:     "mods модер مشرف مشرفة المشرف المشرفة الإشراف",
	Administrator: "admin admins sysop operator админ админы адмін مدير مديرة المدير المديرة الإدارة إدارة أدمن الأدمن",
	Team: "waymark support staff official helpdesk soporte asistencia oficial assistance officiel officielle supporto " +
		"поддержка поддержки техподдержка официально официальный саппорт الدعم دعم 客服 支持 客户服务",
})

// beside are words that make no name of a title.
var beside = func() map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields("the of a an team teams crew desk service services account site community " +
		"global chief head lead senior official help center centre le la les l de du des équipe équipes compte communauté el los las del equipo equipos " +
		"cuenta sitio servicio comunidad técnico technique technical tech " +
		"команда команды служба сайта сайт аккаунт сервис технический техническая сообщества " +
		"فريق الفريق الموقع موقع النظام نظام الفني فني حساب خدمة المنصة 团队 官方 技术 系统 账号 网站 平台 社区") {
		out[shape(w)] = true
	}
	return out
}()

func titles(lists map[Title]string) map[string]Title {
	out := map[string]Title{}
	for title, list := range lists {
		for _, w := range strings.Fields(list) {
			out[shape(w)] = title
		}
	}
	return out
}

// shape is what two words have in common that are taken for each other.
func shape(w string) string { return figured(latin(plain(w))) }

func figured(s string) string {
	return strings.Map(func(r rune) rune {
		if l, ok := figures[r]; ok {
			return l
		}
		return r
	}, s)
}

// TitleOf says which title of staff a name pretends to, in any of the six languages and with letters that look alike; NoTitle for none.
// Whether somebody may be called so is for the caller, who knows their role.
func TitleOf(name string) Title {
	apart := humped(norm.NFKC.String(name))
	for _, v := range []string{name, apart} {
		v = latin(plain(v))
		for _, read := range []func(string) string{figured, unfigured} {
			if t := titleOf(read(v)); t != NoTitle {
				return t
			}
		}
	}
	return NoTitle
}

// humped puts a space before each capital behind a small letter: "WaymarkTeam".
func humped(name string) string {
	var b strings.Builder
	var before rune
	for _, r := range name {
		if unicode.IsLower(before) && unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}

// unfigured reads figures as what stands between words, as in "moderator2", and signs as what sets apart.
func unfigured(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsNumber(r):
			return ' '
		case strings.ContainsRune("@$!|", r):
			return ','
		}
		return r
	}, s)
	return figured(s)
}

// titleOf judges a name whose letters are shapes.
func titleOf(s string) Title {
	whole := true // nothing else is in the name, or in this part of it
	found, any := NoTitle, NoTitle
	end := func() Title {
		t := found
		if !whole {
			t = NoTitle
		}
		whole, found = true, NoTitle
		return t
	}
	for _, part := range parts(s) {
		for _, w := range part {
			if t := always[w]; t != NoTitle {
				return t
			}
			switch t, only := made(w); {
			case !only:
				whole = false
			case t != NoTitle:
				found = t
			}
		}
		if t := end(); t != NoTitle {
			any = t
		}
	}
	return any
}

// made says whether a word is nothing but titles and words beside them, written together or not, and which title.
func made(w string) (t Title, only bool) {
	if t, only = known(w); only {
		return t, true
	}
	for i := range w {
		head, tail := w[:i], w[i:]
		t, only := known(head)
		if !only || short(head) {
			continue
		}
		if t2, only := made(tail); only && !short(tail) {
			if t == NoTitle {
				t = t2
			}
			return t, true
		}
	}
	return NoTitle, false
}

func known(w string) (t Title, ok bool) {
	if t, ok = always[w]; !ok {
		t, ok = alone[w]
	}
	return t, ok || beside[w]
}

// short says whether a part of a word is too short to be told: "AdaMod" is not "a", "da" and "mod".
func short(w string) bool {
	r := []rune(w)
	return len(r) < 4 && (len(r) < 2 || !unicode.Is(unicode.Han, r[0]))
}

// parts splits a name at what sets a part of it apart, and each part into words. Han stands apart from letters beside it; letters one by one
// are a word.
func parts(s string) [][]string {
	var out [][]string
	for _, p := range strings.FieldsFunc(strings.ReplaceAll(s, " - ", " | "), apart) {
		var words []string
		one := ""
		spell := func() {
			if one != "" {
				words, one = append(words, one), ""
			}
		}
		for _, w := range strings.FieldsFunc(splitHan(p), between) {
			if len([]rune(w)) == 1 {
				one += w
				continue
			}
			spell()
			words = append(words, w)
		}
		spell()
		if len(words) > 0 {
			out = append(out, words)
		}
	}
	return out
}

func between(r rune) bool { return !unicode.IsLetter(r) }

// apart: brackets, bars, commas, strokes and pictures. A dot, a hyphen, an underscore and an apostrophe stand within names.
func apart(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsSpace(r) && !strings.ContainsRune(".-_'’·*", r)
}

func splitHan(s string) string {
	var b strings.Builder
	var before rune
	for _, r := range s {
		if unicode.IsLetter(r) && unicode.IsLetter(before) && unicode.Is(unicode.Han, r) != unicode.Is(unicode.Han, before) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}
