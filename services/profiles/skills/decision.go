package skills

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// What becomes of a word or a skill.
const (
	Alias  = "alias"  // the word stands for a skill
	Add    = "add"    // the word is a skill of its own
	Rename = "rename" // the skill is written in another way
	Merge  = "merge"  // the skill is another one
	Leave  = "leave"  // the word is no skill
	none   = ""       // a decision that was taken back
)

// MaxName is how long a skill's name may be, in characters.
const MaxName = 60

// Decision is the body of one document; its id is the opaque id of the word or skill.
type Decision struct {
	Do string `json:"do,omitempty"`
	// Word is the word or skill in canonical spelling; nothing is kept of one that was left, or of a decision taken back.
	Word string     `json:"word,omitempty"`
	Into string     `json:"into,omitempty"`
	Name string     `json:"name,omitempty"`
	Kind skill.Kind `json:"kind,omitempty"`
	By   string     `json:"by,omitempty"` // "" where they have left
	At   time.Time  `json:"at"`
}

// same says whether two decisions are one, whoever took them and when.
func (d Decision) same(o Decision) bool {
	d.By, d.At, o.By, o.At = "", time.Time{}, "", time.Time{}
	return d == o
}

// state is what others mirror; nil where nothing stands. Of a word that stands for a skill, or was left, only its id goes out.
func (d Decision) state(id string) wire.State {
	s := wire.SkillState{Of: id}
	switch d.Do {
	case Alias:
		s.Into = d.Into
	case Add:
		s.Skill, s.Written, s.Kind = d.Word, d.Name, string(d.Kind)
	case Rename:
		s.Skill, s.Written = d.Word, d.Name
	case Merge:
		s.Skill, s.Into = d.Word, d.Into
	case none:
		return nil
	}
	return s
}

// Wish is what a moderator asks for.
type Wish struct {
	Word, Do, Into, Name string
	Kind                 skill.Kind
}

// Decide makes a decision out of a wish, or says what is wrong with it. base is the shipped list, tax the list as it stands.
func Decide(w Wish, base, tax *skill.Taxonomy) (Decision, []fault.Field) {
	var wrong []fault.Field
	say := func(pointer, code string) { wrong = append(wrong, fault.Field{Pointer: pointer, Code: code}) }
	out := Decision{Do: w.Do, Word: skill.Spell(w.Word)}
	id, shipped := base.Canon(w.Word)
	_, added := tax.Lookup(out.Word)
	skills := w.Do == Rename || w.Do == Merge
	switch {
	case out.Word == "" || !utf8.ValidString(w.Word) || skill.IsOpaque(out.Word):
		say("/word", "not_a_word")
	case skills && shipped:
		out.Word = id
	case skills && !added:
		say("/word", "unknown_skill")
	case !skills && shipped:
		say("/word", "known_skill")
	}
	switch w.Do {
	case Alias, Merge:
		into, known := tax.Canon(w.Into)
		switch out.Into = into; {
		case w.Into == "":
			say("/into", "required")
		case !known:
			say("/into", "unknown_skill")
		case into == out.Word:
			say("/into", "same_skill")
		}
	case Add, Rename:
		out.Name = strings.Join(strings.Fields(w.Name), " ")
		if code := wrongName(out.Name); code != "" {
			wrong = append(wrong, fault.Field{Pointer: "/name", Code: code, Params: map[string]any{"max": MaxName}})
		}
	}
	if w.Do == Add {
		if out.Kind = w.Kind; w.Kind == "" {
			say("/kind", "required")
		}
	}
	for _, x := range []struct{ pointer, said, used string }{
		{"/into", w.Into, out.Into}, {"/name", w.Name, out.Name}, {"/kind", string(w.Kind), string(out.Kind)},
	} {
		if x.said != "" && x.used == "" && len(wrong) == 0 {
			say(x.pointer, "not_here")
		}
	}
	return out, wrong
}

// wrongName is a code, or "".
func wrongName(v string) string {
	switch {
	case v == "" || skill.Spell(v) == "":
		return "required"
	case !utf8.ValidString(v) || strings.ContainsFunc(v, func(r rune) bool { return !unicode.IsPrint(r) }):
		return "control_character"
	case utf8.RuneCountInString(v) > MaxName:
		return "too_long"
	}
	return ""
}

// follow makes a decision fit for what stood about the same word: an added skill that is renamed stays added.
func (d Decision) follow(before Decision) Decision {
	if d.Do == Rename && before.Do == Add {
		d.Do, d.Kind = Add, before.Kind
	}
	return d
}
