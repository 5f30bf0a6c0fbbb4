package naming

import (
	"testing"
	"unicode/utf8"
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
		"ꓪꓮꓬꓟꓮꓣꓗ": Team, "Ꮃaymark": Team, "𝚂𝚞𝚙𝚙𝚘𝚛𝚝": Team,
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
		"J. Mod", "Mod", "Modo", "رسمي", "Root", "Sir Mod Ali", "Op Erator", "Yan Zhan", "张版", "Теам", "Node.js", "2026", "🦊", "",
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
