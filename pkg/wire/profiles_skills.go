package wire

// SkillDecided: moderators decided about a word or a skill, or took a decision back (Do "none"). The aggregate is Of.
type SkillDecided struct {
	Of string `json:"of"` // opaque id (skill.Opaque)
	Do string `json:"do"` // alias, add, rename, merge, leave, none
}

// SkillState is what stands about one word or skill, for skill.Taxonomy.Steered. A word that stands for a skill is not in it, only its
// opaque id (Of); of a skill that moderators added or renamed it is how that is written, which is public from then on.
// With Of alone it changes nothing: moderators left the word as it is.
type SkillState struct {
	Of      string `json:"of"`
	Skill   string `json:"skill,omitempty"`   // that was added, renamed or merged, canonical
	Into    string `json:"into,omitempty"`    // the skill that it stands for, canonical
	Written string `json:"written,omitempty"` // how it is written
	Kind    string `json:"kind,omitempty"`    // of one that was added
}

func (SkillDecided) Fact() (string, string)  { return "profiles", "skill_decided" }
func (SkillState) StateOf() (string, string) { return "profiles", "skill" }
