package rank

import "github.com/waymark-dev/waymark/pkg/skill"

// Kinds of work by number; 0 is unknown.
const (
	kindOther uint8 = iota
	kindCode
	kindDocumentation
	kindDesign
	kindTranslation
	kindTesting
	kindCommunity
	nKinds
)

func kindOf(name string) uint8 {
	switch name {
	case Code:
		return kindCode
	case Documentation:
		return kindDocumentation
	case Design:
		return kindDesign
	case Translation:
		return kindTranslation
	case Testing:
		return kindTesting
	case Community:
		return kindCommunity
	}
	return kindOther
}

func kindName(k uint8) string {
	return [...]string{Other, Code, Documentation, Design, Translation, Testing, Community}[min(k, nKinds-1)]
}

// crafts say which kind of work a craft is; the crafts that are missing are community work.
func craft(id string) uint8 {
	switch id {
	case "documentation", "technical-writing", "writing", "information-architecture", "storytelling", "research":
		return kindDocumentation
	case "design", "ui-design", "ux-design", "user-research", "graphic-design", "illustration", "animation-design", "game-writing",
		"photography", "video-production", "accessibility":
		return kindDesign
	case "translation", "localization", "interpreting", "captioning":
		return kindTranslation
	case "testing", "bug-triage", "data-curation", "annotation", "statistics-advice":
		return kindTesting
	}
	return kindCommunity
}

// How much a newcomer is drawn to a kind of work.
const (
	drawnHave uint8 = 1 + iota
	drawnWant
)

// kinds are the kinds of work that a newcomer knows or wants to learn, and which of them by earlier work alone. Languages, frameworks,
// platforms and most tools are code; a tool of a craft (one that implies it) is that craft; topics and words that the taxonomy does not have
// say nothing.
func (r *profiler) kinds(p *Person, shown []Shown) (out [nKinds]uint8, did [nKinds]bool) {
	note := func(id string, how uint8) {
		k := kindOther
		switch r.tax.KindOf(id) {
		case skill.Craft:
			k = craft(id)
		case skill.Language, skill.Framework, skill.Tool, skill.Platform:
			k = kindCode
			for _, i := range r.tax.Implied(id) {
				if r.tax.KindOf(i.ID) == skill.Craft {
					k = craft(i.ID)
					break
				}
			}
		}
		if id == "test-automation" || id == "unit-testing" || id == "software-engineering" || id == "web-development" {
			k = kindCode
		}
		out[k] = max(out[k], how)
	}
	for _, s := range first(p.Have) {
		note(s.ID, drawnHave)
	}
	for _, s := range first(p.Want) {
		note(s.ID, drawnWant)
	}
	named := out
	for _, s := range shown {
		note(s.ID, drawnHave)
	}
	for k := range out {
		did[k] = out[k] != named[k]
	}
	return out, did
}
