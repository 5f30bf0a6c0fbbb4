package roster

import "strings"

// headings are how people call the columns, as plainHeading leaves them. A heading that is the column's own name is known too. Only
// clear ones are here: what a column publishes about somebody must be what they wrote for that.
var headings = map[string][]string{
	ColEmail: {"e mail", "mail", "email address", "e mail address", "mail address", "e mail adresse", "mailadresse", "emailadresse",
		"courriel", "adresse e mail", "adresse mail", "adresse electronique", "correo", "correo electronico", "direccion de correo",
		"e mail id", "email id", "correio eletronico", "endereco de email", "posta elettronica", "indirizzo email", "contact", "contact email",
		"work email", "электронная почта", "почта", "البريد الإلكتروني", "邮箱", "电子邮箱", "电子邮件"},
	ColName: {"name", "full name", "nickname", "anzeigename", "vollstandiger name", "nom complet", "nombre completo",
		"nome completo", "preferred name", "participant", "participant name", "teilnehmer", "teilnehmerin", "person", "first and last name",
		"what is your name", "имя", "الاسم", "姓名"},
	ColFirst: {"firstname", "given name", "given names", "forename", "vorname", "prenom", "nombre", "nome", "first"},
	ColLast: {"lastname", "surname", "family name", "nachname", "familienname", "nom", "nom de famille", "apellido", "apellidos",
		"sobrenome", "cognome", "last"},
	ColPronouns: {"pronoun", "preferred pronouns", "pronomen", "pronoms", "pronombres", "pronomes", "pronomi"},
	ColAbout: {"bio", "short bio", "public bio", "biography", "about me", "about you", "about yourself", "profile text", "public profile", "uber mich",
		"uber dich", "a propos", "a propos de moi", "sobre mi", "sobre mim", "su di me"},
	ColRole: {"roles", "type", "as", "participant type", "rolle", "funktion", "participates as", "i am a", "mentor or newcomer", "newcomer or mentor",
		"mentor or mentee", "mentee or mentor", "ruolo", "papel", "rol"},
	ColHave: {"skills", "skill", "current skills", "knows", "i know", "what you know", "what i know", "what do you know", "can", "what can you do",
		"what you can do", "what i can do", "experience", "expertise", "areas of expertise", "kenntnisse", "fahigkeiten", "competences",
		"habilidades", "competencias", "competenze", "skills i have", "skills you have", "technologies", "tech stack", "programming languages"},
	ColWant: {"wants", "learn", "want to learn", "wants to learn", "i want to learn", "what you want to learn", "what i want to learn",
		"what do you want to learn", "what would you like to learn", "skills you want to learn", "skills i want to learn", "would like to learn", "learning goals",
		"skills to learn", "mochte lernen", "lernziele", "apprendre", "je veux apprendre", "quiero aprender", "quero aprender"},
	ColTeach: {"teaches", "want to teach", "wants to teach", "can teach", "skills to teach", "skills you can teach", "skills i can teach",
		"what you can teach", "what i can teach", "what can you teach", "what would you like to teach", "help with", "helps with", "i help with",
		"can help with", "i can help with", "what you help with", "what you can help with", "what i can help with", "what can you help with",
		"what do you help with", "hilft bei", "hilfe bei", "wobei hilfst du", "aide avec", "aide a", "peut enseigner", "ayuda con", "puede ensenar",
		"ajuda com", "помогает с", "يساعد في", "可以帮助"},
	ColInterests: {"interest", "interested in", "areas of interest", "what interests you", "topics", "topic", "topics of interest", "interessen", "themen",
		"interets", "centres d interet", "intereses", "interesses", "interessi"},
	ColCauses: {"cause", "good causes", "social causes", "causes you care about", "causes i care about", "what matters to you", "anliegen", "causas",
		"cause sociali"},
	ColLanguages: {"language", "spoken languages", "languages spoken", "languages you speak", "languages i speak", "i speak",
		"which languages do you speak", "what languages do you speak", "sprachen", "sprache", "gesprochene sprachen", "sprachkenntnisse", "langues",
		"langue", "langues parlees", "idiomas", "idioma", "idiomas hablados", "lingue"},
	ColZone: {"time zone", "timezone", "tz", "iana zone", "iana time zone", "local time zone", "what is your time zone", "which time zone are you in",
		"zeitzone", "fuseau horaire", "zona horaria", "huso horario", "fuso horario", "fuso orario"},
	ColMinutes: {"minutes a week", "minutes per week", "minutes each week", "weekly minutes", "minuten pro woche", "minutes par semaine",
		"minutos por semana"},
	ColHours: {"hours a week", "hours per week", "hours week", "hours weekly", "hours each week", "hours every week", "weekly hours", "hrs per week", "hrs week",
		"hours available per week", "available hours per week", "hours per week available", "how many hours per week", "time per week",
		"how many hours a week", "how many hours per week do you have", "how many hours a week do you have", "weekly time", "stunden pro woche",
		"wochenstunden", "heures par semaine", "horas por semana", "horas semanales", "ore a settimana", "ore settimanali"},
	ColFormat: {"live or writing", "live or in writing", "mode", "meeting format", "preferred format", "session format", "meeting preference",
		"how do you want to meet"},
	ColGoals: {"goal", "what are your goals", "what do you want to achieve", "ziele", "objectifs", "objetivos", "obiettivi"},
	ColStyle: {"mentoring style", "styles", "working style", "how do you like to work", "stil", "arbeitsweise"},
	ColLinks: {"link", "url", "urls", "web", "website", "homepage", "web page", "webseite", "site web", "sitio web", "github", "github profile", "github url",
		"gitlab", "codeberg", "portfolio", "linkedin", "linkedin profile", "profile", "profile url"},
	ColLocale: {"invitation language", "language of the invitation", "mail language", "e mail language", "email language", "preferred language",
		"sprache der einladung"},
}

// perhaps are headings that may stand for a column and may be something else: a motivation was written for those who select, not
// for everybody to read. Only a mapping makes one of them count.
var perhaps = map[string]string{
	"motivation": ColAbout, "motivation letter": ColAbout, "why": ColAbout, "why do you want to join": ColAbout, "introduction": ColAbout,
	"description": ColAbout, "presentation": ColAbout, "beschreibung": ColAbout, "descrizione": ColAbout, "descripcion": ColAbout, "background": ColAbout,
	"comments": ColAbout, "notes": ColAbout, "statement": ColAbout, "hours": ColHours, "availability": ColHours, "available": ColHours, "time": ColHours,
	"stunden": ColHours, "heures": ColHours, "horas": ColHours, "country": ColZone, "location": ColZone, "city": ColZone, "region": ColZone,
	"level": ColHave, "username": ColName, "user": ColName, "handle": ColName,
}

// byHeading is headings turned round.
var byHeading = func() map[string]string {
	m := map[string]string{}
	for _, column := range AllColumns {
		m[Fold(column)] = column
		for _, h := range headings[column] {
			m[Fold(h)] = column
		}
	}
	return m
}()

// columnOf understands a heading: as it is written, else without what forms add to it ("Your time zone (IANA, optional) *").
func columnOf(heading string) (string, bool) {
	if c, ok := byHeading[Fold(heading)]; ok {
		return c, true
	}
	c, ok := byHeading[plainHeading(heading)]
	return c, ok
}

// plainHeading folds a heading without brackets, without "your" or "my" at its beginning and "optional" or "required" at its end.
func plainHeading(heading string) string {
	h := cut(heading, 4*maxWord)
	for _, pair := range []string{"()", "[]"} {
		from := strings.IndexByte(h, pair[0])
		if to := strings.IndexByte(h, pair[1]); from > 0 && to > from {
			h = h[:from] + " " + h[to+1:]
		}
	}
	h = Fold(h)
	for _, w := range []string{"your ", "my ", "the ", "please give your ", "deine ", "dein ", "ihre ", "votre ", "vos ", "tu ", "tus ", "seu ", "sua "} {
		h = strings.TrimPrefix(h, w)
	}
	for _, w := range []string{" optional", " required", " if any", " pflichtfeld", " comma separated", " separated by commas"} {
		h = strings.TrimSuffix(h, w)
	}
	return h
}
