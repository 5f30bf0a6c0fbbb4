package recommend

import "strings"

// Kinds of work, as far as languages, areas and titles tell.
const (
	kDocs = iota
	kTypo
	kTest
	kBuild
	kDeps
	kFix
	kFeature
	kRefactor
	kTranslate
	kCode
	kLint
	kRevert
	nKinds
)

var kindWords = map[string]int{
	"doc": kDocs, "docs": kDocs, "documentation": kDocs, "document": kDocs, "readme": kDocs, "changelog": kDocs, "link": kDocs, "website": kDocs,
	"guide": kDocs, "tutorial": kDocs, "comment": kDocs, "typo": kTypo, "spell": kTypo, "grammar": kTypo, "misspell": kTypo, "word": kTypo,
	"test": kTest, "spec": kTest, "flaky": kTest, "coverage": kTest, "benchmark": kTest, "ci": kBuild, "travi": kBuild, "build": kBuild,
	"makefile": kBuild, "docker": kBuild, "dockerfile": kBuild, "workflow": kBuild, "circleci": kBuild, "appveyor": kBuild, "action": kBuild,
	"releas": kBuild, "release": kBuild, "package": kBuild, "bump": kDeps, "upgrade": kDeps, "dependency": kDeps, "dependenci": kDeps,
	"dep": kDeps, "depend": kDeps, "version": kDeps, "update": kDeps, "vendor": kDeps, "fix": kFix, "bug": kFix, "crash": kFix, "panic": kFix,
	"error": kFix, "correct": kFix, "handle": kFix, "add": kFeature, "support": kFeature, "feat": kFeature, "feature": kFeature,
	"implement": kFeature, "allow": kFeature, "introduce": kFeature, "new": kFeature, "option": kFeature, "refactor": kRefactor,
	"remove": kRefactor, "clean": kRefactor, "cleanup": kRefactor, "simplify": kRefactor, "rename": kRefactor, "move": kRefactor,
	"use": kRefactor, "replace": kRefactor, "translation": kTranslate, "translate": kTranslate, "locale": kTranslate, "localization": kTranslate,
	"lint": kLint, "clippy": kLint, "eslint": kLint, "flake8": kLint, "style": kLint, "format": kLint, "revert": kRevert,
}

// prose are languages in which nobody writes code.
var prose = map[string]bool{"Markdown": true, "reStructuredText": true, "Text": true, "YAML": true, "JSON": true, "TOML": true, "INI": true,
	"Org": true, "AsciiDoc": true, "": true, "MDX": true, "SVG": true, "XML": true, "CSV": true, "Gettext Catalog": true}

func kindsOf(t *Task) (k uint16) {
	code, text := false, false
	for _, l := range t.Langs {
		code = code || !prose[l]
		text = text || l == "Markdown" || l == "reStructuredText" || l == "AsciiDoc" || l == "MDX"
	}
	if code {
		k |= 1 << kCode
	} else if text {
		k |= 1 << kDocs
	}
	for _, a := range t.Areas {
		switch low := strings.ToLower(a); {
		case strings.Contains(low, "workflow"), strings.Contains(low, "circleci"), strings.HasPrefix(low, ".github"):
			k |= 1 << kBuild
		case strings.HasPrefix(low, "doc"), strings.HasPrefix(low, "website"):
			k |= 1 << kDocs
		case strings.HasPrefix(low, "test"), strings.HasPrefix(low, "spec"), strings.HasSuffix(low, "/test"), strings.HasSuffix(low, "/tests"):
			k |= 1 << kTest
		case strings.Contains(low, "locale"), strings.Contains(low, "lang/"), strings.Contains(low, "translation"), strings.Contains(low, "i18n"):
			k |= 1 << kTranslate
		case strings.HasPrefix(low, "vendor"):
			k |= 1 << kDeps
		}
	}
	for _, w := range split(t.Title) {
		if n, ok := kindWords[w]; ok {
			k |= 1 << n
		}
	}
	return k
}
