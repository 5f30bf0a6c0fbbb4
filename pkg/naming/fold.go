package naming

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// looks has, for letters of other scripts and styles that NFKC leaves alone, the Latin letter that they are taken for. It is small on purpose:
// what pretends to be a title or an address is told by it, and no name is refused for its script.
var looks = func() map[rune]rune {
	m := map[rune]rune{}
	for latin, others := range map[rune]string{
		'a': "аαᴀɑꓮᎪꭺᗅ", 'b': "вьßβʙᏼᏴꓐᗷ", 'c': "сϲᴄꓚᏟⅽⲥ", 'd': "ԁᴅꓓᎠꭰᗞᗪ", 'e': "еεєᴇҽꓰᎬꭼ", 'f': "ꓝғƒҒꜰ", 'g': "ɢɡցԍꓖᏀᎶ", 'h': "нһʜհꓧᎻꮋᕼ",
		'i': "іιıɪɩӏӀꓲᎥ", 'j': "јϳᴊꓙᎫ", 'k': "кκᴋĸꓗᏦ", 'm': "мᴍꓟᎷϻ", 'n': "пηɴռոꓠᑎ", 'o': "оοօσᴏσ౦ഠ૦ꓳⲟ", 'p': "рρᴘꓑᏢᑭ",
		'q': "ԛզ", 'r': "гʀꓣᎡᏒꭱᖇ", 's': "ѕꜱꓢᏚՏ", 't': "тτᴛꓔᎢꭲ", 'u': "υᴜսꓴᑌ", 'v': "νѵᴠꓦᏙᐯ", 'w': "ԝωᴡѡꓪᎳ", 'x': "хχꓫ᙭", 'y': "уγʏүꓬᎩ",
		'z': "ᴢꓜᏃ",
	} {
		for _, r := range others {
			m[r], m[unicode.ToLower(r)] = latin, latin
		}
	}
	return m
}()

// figures are read as letters where somebody writes them for letters; an l is an i to most eyes, and a turned letter what it is turned from.
var figures = map[rune]rune{
	'0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', '$': 's', '!': 'i', '|': 'i', 'l': 'i',
	'ɐ': 'a', 'ɔ': 'c', 'ǝ': 'e', 'ə': 'e', 'ɟ': 'f', 'ɥ': 'h', 'ʞ': 'k', 'ɯ': 'm', 'ɹ': 'r', 'ʇ': 't', 'ʌ': 'v', 'ʍ': 'w', 'ʎ': 'y',
}

// pairs of letters are read as the one letter that they are taken for.
var pairs = strings.NewReplacer("rn", "m", "vv", "w", "cl", "d")

// plain gives a name as it is taken at a glance: one style of letters (NFKC: no mathematical, circled or full width ones), dots, slashes and
// colons that only look like such as what they look like, and no case.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '。', 0xA4F8, 0x0701, 0x0702, 0x06D4: // dots of Chinese, Lisu, Syriac and Arabic
			return '.'
		case 0x2044, 0x2215, 0x29F8:
			return '/'
		case 0x2236, 0x02D0, 0xA789, 0xA4FD:
			return ':'
		}
		return unicode.ToLower(tile(r))
	}, norm.NFKC.String(name))
}

// tile gives the letter on a black circle or square, or of a flag, which NFKC leaves alone.
func tile(r rune) rune {
	for _, first := range []rune{0x1F150, 0x1F170, 0x1F1E6} {
		if r >= first && r < first+26 {
			return 'a' + r - first
		}
	}
	return r
}

// AtAGlance gives a text as it is taken at a glance: in one style of letters, small, without marks and without what nobody sees; each letter
// as the Latin one that it is taken for. For comparing, never for showing.
func AtAGlance(text string) string {
	return latin(plain(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)))
}

// latin reads each letter of a plain text as the Latin one that it is taken for, without its marks.
func latin(plain string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsMark(r) {
			return -1
		}
		if l, ok := looks[r]; ok {
			return l
		}
		return r
	}, norm.NFD.String(plain))
}
