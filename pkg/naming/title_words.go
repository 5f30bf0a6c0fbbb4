package naming

import "strings"

// always are titles that are nobody's name: they count wherever they stand as a word of their own, or pulled apart. The name of the place
// is among them.
var always = titles(map[Title]string{
	Moderator: "moderator moderators moderatrix moderation moderatorin moderatorinnen moderatoren moderatore moderatori moderatrice " +
		"modérateur modérateurs modératrice modératrices modération " +
		"moderador moderadora moderadores moderadoras moderación модератор модераторы модераторша модерация модератори " +
		"المشرفون المشرفين 版主 版务 版務",
	Administrator: "administrator administrators administration sysadmin superadmin webmaster " +
		"administrateur administrateurs administratrice administratrices " +
		"administrador administradora administradores administradoras administración администратор администраторы администрация " +
		"адміністратор адміністрація 管理员 管理員 系统管理 站长",
	Team: place + " 客服",
})

// place is the name of the place itself.
const place = "waymark"

// within are titles that count within a Chinese name too, which has no spaces.
var within = titles(map[Title]string{Moderator: "版主 版务 版務", Administrator: "管理员 管理員", Team: "客服"})

// alone are titles that somebody can be called too ("Frank Staff", and a Mushrif): they count where nothing else is in the name, or in a
// part of it that stands apart, as in "Ada (admin)".
var alone = titles(map[Title]string{
	Moderator:     "mods modteam модер مشرف مشرفة المشرف المشرفة الإشراف",
	Administrator: "admin admins sysop operator админ админы адмін مدير مديرة المدير المديرة الإدارة إدارة أدمن الأدمن",
	Team: "support staff official helpdesk soporte asistencia oficial assistance officiel officielle supporto " +
		"поддержка поддержки техподдержка официально официальный саппорт الدعم دعم 支持 客户服务",
})

// badges are short titles that also count behind or before a hyphen: "Ada-mod". A Thai who is called Mod has nothing set apart.
var badges = titles(map[Title]string{Moderator: "mod mods", Administrator: "admin admins"})

// cares are what a team here cares for. Each is a name or nothing much alone; two of them, or one with a crew, is the team.
var cares = words("safety security trust conduct abuse sécurité sûreté confiance conduite seguridad confianza conducta " +
	"безопасность безопасности доверие доверия поведения السلامة سلامة الأمان أمان الأمن أمن الثقة ثقة السلوك 安全 信任 行为")

// crews make a team of what it cares for, or of "mod".
var crews = words("team teams crew desk service services center centre department office officer officers committee équipe équipes comité " +
	"equipo equipos servicio команда команды служба отдел فريق الفريق قسم 团队 團隊 中心 部门 小组")

// codes make a team of "conduct".
var codes = words("code código codigo кодекс مدونة 准则")

// beside are words that make no name of a title.
var beside = words("the of a an and et y и و site community account member members membre membres miembro miembros " +
	"global chief head lead senior official help la les le l de du des compte communauté el los las del " +
	"cuenta sitio comunidad técnico technique technical tech " +
	"сайта сайт аккаунт сервис технический техническая сообщества " +
	"الموقع موقع النظام نظام الفني فني حساب خدمة المنصة 官方 技术 系统 账号 网站 平台 社区")

func words(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[shape(w)] = true
	}
	return out
}

func titles(lists map[Title]string) map[string]Title {
	out := map[string]Title{}
	for title, list := range lists {
		for _, w := range strings.Fields(list) {
			out[shape(w)] = title
		}
	}
	return out
}
