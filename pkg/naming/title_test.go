package naming

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestTitlesOfStaff(t *testing.T) {
	for name, want := range map[string]Title{
		"Moderator": Moderator, "MODERATOR": Moderator, "The Moderators": Moderator, "Ada (moderator)": Moderator, "Ada Moderator": Moderator,
		"Ada [mods]": Moderator, "Admin!": Administrator, "Modératrice": Moderator, "Modération": Moderator, "moderador·a": Moderator,
		"Moderación": Moderator, "Модератор": Moderator, "модерация": Moderator, "المشرفون": Moderator, "مشرف": Moderator, "مشرف الموقع": Moderator,
		"الإشراف": Moderator, "版主": Moderator, "moderator2": Moderator, "Moderator_1": Moderator,
		"Admin": Administrator, "admin": Administrator, "Site Admin": Administrator, "Admin Team": Administrator, "Ada (Admin)": Administrator,
		"Ada | admin": Administrator, "Ada - Admin": Administrator, "Administrator": Administrator, "Administratrice": Administrator,
		"Administrador": Administrator, "Администратор": Administrator, "Админ": Administrator, "الإدارة": Administrator, "مدير الموقع": Administrator,
		"管理员": Administrator, "系统管理员": Administrator,
		"Waymark": Team, "Waymark Team": Team, "Team Waymark": Team, "The Waymark Team": Team, "WaymarkTeam": Team, "waymarkteam": Team,
		"Support": Team, "Waymark Support": Team, "Support Team": Team, "Équipe Waymark": Team, "Equipo de Waymark": Team, "Soporte técnico": Team,
		"Команда Waymark": Team, "Служба поддержки": Team, "Поддержка": Team, "فريق Waymark": Team, "الدعم الفني": Team, "Waymark团队": Team,
		"Waymark 官方": Team, "客服": Team, "技术支持": Team, "Staff": Team,
		// letters that look alike
		"𝐌𝐨𝐝𝐞𝐫𝐚𝐭𝐨𝐫": Moderator, "Ｍｏｄｅｒａｔｏｒ": Moderator, "ⓜⓞⓓⓔⓡⓐⓣⓞⓡ": Moderator, "ᴍᴏᴅᴇʀᴀᴛᴏʀ": Moderator, "ꓟꓳꓓꓰꓣꓮꓔꓳꓣ": Moderator, "M0derat0r": Moderator,
		"Móderàtör": Moderator, "M o d e r a t o r": Moderator, "M.o.d.e.r.a.t.o.r": Moderator, "ᎪᎠmin": Administrator, "🅰🅳🅼🅸🅽": Administrator,
		"🄰🄳🄼🄸🄽": Administrator, "Аdmіn": Administrator, "@dmin": Administrator, "4dm1n": Administrator, "Admln": Administrator, "𝔸𝕕𝕞𝕚𝕟": Administrator,
		"ꓪꓮꓬꓟꓮꓣꓗ": Team, "Ꮃaymark": Team, "𝚂𝚞𝚙𝚙𝚘𝚛𝚝": Team, "Moderɐtor": Moderator, "ɯoderɐʇoɹ": Moderator, "rnoderator": Moderator,
		"Adrnin": Administrator, "VVaymark": Team, "Aclmin": Administrator,
		// the place itself, and who cares for its safety
		"Waymark Safety": Team, "Waymark-Security": Team, "Waymark Bot": Team, "Founder of Waymark": Team, "Ada from Waymark": Team, "Way mark": Team,
		"way-mark": Team, "Way.Mark": Team, "WAY MARK": Team, "WaymarkSafety": Team, "Ada Waymark's": Team, "waymark_ada": Team, "Way Mark Support": Team,
		"Way mark Team": Team, "W a y m a r k": Team, "Ada, Waymark": Team,
		"Safety Team": Team, "Security Team": Team, "SafetyTeam": Team, "Trust & Safety": Team, "Trust and Safety": Team, "Code of Conduct Team": Team,
		"Conduct Team": Team, "Code of Conduct": Team, "The Safety Desk": Team, "Ada (Trust & Safety)": Team, "Équipe Sécurité": Team, "Equipo de Seguridad": Team,
		"Команда безопасности": Team, "Служба безопасности": Team, "فريق السلامة": Team, "فريق الأمان": Team, "安全团队": Team,
		"Safety & Security": Team,
		// set apart
		"Ada (mod)": Moderator, "Ada [MOD]": Moderator, "Ada | mod": Moderator, "Ada · Mod": Moderator, "Ada_mod": Moderator, "mod_ada": Moderator,
		"Ada - mod": Moderator, "Ada-Mod": Moderator, "Ada/mod": Moderator, "Mod Team": Moderator, "ModTeam": Moderator, "The Mod Team": Moderator,
		"Ada · Staff": Team, "Ada_admin": Administrator, "Ada-admin": Administrator, "Admin Ada": Administrator, "AdminAda": Administrator,
		"Staff member": Team, "Staff Members": Team, "Member of Staff": Team,
		// pulled apart
		"Moder ator": Moderator, "Mod erator": Moderator, "Mo-de-ra-tor": Moderator, "Mo.de.ra.tor Ada": Moderator, "Ada Web Master": Administrator,
		"管理 员": Administrator, "管-理-员": Administrator, "版 主": Moderator,
		// other forms, and Chinese without spaces
		"Moderatorin": Moderator, "Moderatore": Moderator, "Moderatrice": Moderator, "版主小王": Moderator, "小王版主": Moderator, "管理员小王": Administrator,
		"李管理員": Administrator, "客服小王": Team,
	} {
		if got := TitleOf(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// TestRealNamesAreNoTitles: people are called so, or nearly so.
func TestRealNamesAreNoTitles(t *testing.T) {
	for _, name := range []string{
		"Adminah", "Adminah Njeri", "Frank Staff", "Ada Admin Mehmedović", "Ad Min", "Modesto", "Modi", "Mo D.", "Amod", "Moderata Pilu", "Modest Rator",
		"Ada Support-Smith", "Wayne Mark", "Way Mark", "Mark Way", "Ana Oficial", "Teamoh", "Root Lee", "Ruth Root", "Theo Fisher", "Official Ada Fan",
		"أحمد المشرف", "مشرف أحمد", "محمد المدير حسن", "李支持", "王管理", "官方", "官方明", "Мода Торова", "Саппо Рт", "Ольга Модестова", "Admira", "Admire Admin Moyo",
		"Ada Example", "Ines Lead", "Service Desk Ada", "Camille Chief", "Le La", "The Team", "Ada", "A. D. M.", "Support Vector", "Dr. Desk", "Global Ada",
		"J. Mod", "Mod", "Mod 🦊", "Mod!", "Mod Jaidee", "Somchai Mod Jaidee", "Modupe-Ade", "Trusty Jones", "Trust Moyo", "Trust", "Conor Safetyson",
		"Safety Moyo",
		"Team Rocket Ada", "Ada Security-Jones", "Way Mark Jones", "John Way Mark", "Waymarked Trails", "Waymarker", "Conduct Ortiz", "Code Ada", "Code Team",
		"Ada Code", "Bernard Morn", "Clara Vvedenskaya", "Member", "Ada Member", "Modest Erator", "Mode Rato", "Ator Moder", "Ana-Moderna", "Col·lell", "Ada Staffan",
		"Ada Staff Jones", "Safe Ty", "ɔde Ɛsi", "安全", "李安全",
		"Modo", "رسمي", "Root", "Sir Mod Ali", "Op Erator", "Yan Zhan", "张版", "Теам", "Node.js", "2026", "🦊", "",
	} {
		if got := TitleOf(name); got != NoTitle {
			t.Errorf("%q is taken for %q", name, got)
		}
	}
}

func TestAddressesInLettersThatLookAlike(t *testing.T) {
	for _, name := range []string{
		"𝐡𝐭𝐭𝐩://evil", "𝕖𝕧𝕚𝕝.𝕖𝕩𝕒𝕞𝕡𝕝𝕖/x", "ⓦⓦⓦ.evil", "ԝԝԝ.evil", "ꓪꓪꓪ.evil.example", "ꓪꓪꓪꓸevil",
		"evilꓸexample/x", "evil.example∕x", "evil.example⁄x", "evil.example∶80",
		"ᴡᴡᴡ.evil", "ｈttps:evil", "ada﹫evil.example", "mailto：ada",
	} {
		if code := Wrong(name); code != Address && code != Mixed {
			t.Errorf("%q: got %q", name, code)
		}
	}
	for _, name := range []string{"…Ada", "Ada…Bo", "½ Ada", "No. ¼", "№ 5", "ﷺ", "Ada ℅ Bo", "d'Àvila·Roig", "Лисица", "ꓡꓲꓢꓴ", "ᏣᎳᎩ", "μTorrent"} {
		if code := Wrong(name); code == Address {
			t.Errorf("%q is taken for an address", name)
		}
	}
}

// TestTitlesAreToldHoweverTheyArePulledApart: whatever stands between the letters of a title, and wherever in a name.
func TestTitlesAreToldHoweverTheyArePulledApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		title := rapid.SampledFrom([]string{"moderator", "Administrator", "moderatrice", "модератор", "管理员", "waymark"}).Draw(t, "title")
		var b strings.Builder
		for i, r := range title {
			if i > 0 {
				b.WriteString(rapid.SampledFrom([]string{"", "", " ", "-", ".", " - ", "_"}).Draw(t, "between"))
			}
			b.WriteRune(r)
		}
		before := rapid.SampledFrom([]string{"", "Ada ", "Ольга ", "Ada B. "}).Draw(t, "before")
		if name := before + b.String(); TitleOf(name) == NoTitle {
			t.Fatalf("%q is taken", name)
		}
	})
}

// TestNamesOfPeopleAreNoTitles: a given name and a family name of any kind make none, however they are written together.
func TestNamesOfPeopleAreNoTitles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		given := rapid.SampledFrom([]string{"Frank", "Mod", "Adminah", "Trust", "Safety", "Modesta", "Conor", "Way", "Nia", "Root", "Bernadette", "Ольга",
			"أحمد"})
		family := rapid.SampledFrom([]string{"Staffan", "Moyo", "Marks", "Safetyson", "Rator", "Modi", "O'Brien", "Jones",
			"Support-Smith", "Модестова", "Teamoh", "Min"})
		name := given.Draw(t, "given") + rapid.SampledFrom([]string{" ", " J. ", " Al-"}).Draw(t, "between") + family.Draw(t, "family")
		if got := TitleOf(name); got != NoTitle {
			t.Fatalf("%q is taken for %q", name, got)
		}
	})
}

func FuzzTitleOf(f *testing.F) {
	f.Add("Waymark Team")
	f.Fuzz(func(t *testing.T, name string) {
		if !utf8.ValidString(name) || len(name) > 400 {
			return
		}
		if TitleOf(name) != NoTitle {
			return
		}
		if TitleOf(name+" (moderator)") != Moderator {
			t.Errorf("%+q hides a title behind it", name)
		}
	})
}
