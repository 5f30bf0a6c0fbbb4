package web

import (
	"net/http"
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

const (
	maxWords    = 100 // unknown words that the page lists
	maxSteering = 100 // decisions that the page lists
)

// skillDoings are what can be decided about an unknown word, and skillChanges about a skill.
var (
	skillDoings  = []string{"alias", "add", "leave"}
	skillChanges = []string{"rename", "merge"}
	skillKinds   = []string{"language", "framework", "tool", "platform", "topic", "craft"}
)

type skillsView struct {
	Words     []wordRow
	Total     int
	Rare      int // not shown: a word that hardly anybody uses may tell of one person
	Partly    bool
	Decisions []decisionRow
	Key       string
}

type wordRow struct {
	ID, Word string
	People   int
	Near     []string
}

type decisionRow struct{ ID, Text, By, At string }

// pageSkills is for moderators: words that people used and the list of skills does not have, and what was decided.
func pageSkills(v *visit) error {
	words, err := v.api.UnknownWords(v.ctx, maxWords)
	if err != nil {
		return err
	}
	view := skillsView{Total: words.Total, Rare: words.Rare, Partly: !words.Complete, Key: v.empty().Key}
	for _, w := range words.Items {
		view.Words = append(view.Words, wordRow{w.ID, w.Word, w.People, nearNames(w.Near)})
	}
	var list []api.SkillDecided
	var by []string
	for d, err := range v.api.SkillDecisions(v.ctx) {
		if err != nil || len(list) == maxSteering {
			break
		}
		list, by = append(list, d), append(by, d.By)
	}
	names := v.names(by)
	for _, d := range list {
		word := d.Word
		if word == "" {
			word = v.p.T("skills.word_gone")
		}
		view.Decisions = append(view.Decisions, decisionRow{d.ID, v.p.Code("skills.did_", d.Do, "Word", word,
			"Into", v.site.skillName(v.p, d.Into), "Written", d.Name), v.staffName(names, d.By), v.p.Short(d.At, v.now, v.zone())})
	}
	return v.show(http.StatusOK, "skills", v.p.T("skills.title"), view)
}

func nearNames(near []api.SkillEntry) []string {
	var out []string
	for _, n := range near {
		out = append(out, n.Name)
	}
	return out
}

type skillView struct {
	Form
	ID     string // the opaque id of an unknown word; "" where a skill is changed
	Word   string
	People int
	Near   []api.SkillEntry
	Doings []string
	Kinds  []string
}

// pageSkill asks what becomes of a word: its opaque id stands in the address, not the word that somebody wrote.
func pageSkill(v *visit) error { return v.skillPage(http.StatusOK, v.empty("do", "")) }

func (v *visit) skillPage(status int, f Form) error {
	view := skillView{Form: f, ID: v.r.PathValue("word"), Doings: skillDoings, Kinds: skillKinds}
	if view.ID == "" {
		view.Doings = skillChanges
		return v.show(status, "skill", v.p.T("skills.change"), view)
	}
	w, err := v.unknownWord(view.ID)
	if fault.Coded(err, "web.no_word") { // by way of the back button, or twice: the list says what was decided
		return v.to("/skills", "skill_settled")
	}
	if err != nil {
		return err
	}
	view.Word, view.People, view.Near = w.Word, w.People, w.Near
	return v.show(status, "skill", v.p.T("skills.one"), view)
}

func (v *visit) unknownWord(id string) (api.UnknownWord, error) {
	words, err := v.api.UnknownWords(v.ctx, maxWords)
	if err != nil {
		return api.UnknownWord{}, err
	}
	at := slices.IndexFunc(words.Items, func(w api.UnknownWord) bool { return w.ID == id })
	if at < 0 {
		return api.UnknownWord{}, fault.New(fault.NotFound, "web.no_word", "Nobody uses this word now, or it was decided about.")
	}
	return words.Items[at], nil
}

var skillFields = map[string]string{"/word": "steer_word", "/into": "into", "/name": "steer_name", "/kind": "steer_kind", "/do": "do"}

func doSkill(v *visit) error {
	f := v.posted()
	in := api.SkillDecision{Do: f.Value("do"), Into: f.Text("into"), Name: f.Text("steer_name"), Kind: f.Value("steer_kind"), Word: f.Text("steer_word")}
	if id := v.r.PathValue("word"); id != "" {
		w, err := v.unknownWord(id)
		if fault.Coded(err, "web.no_word") {
			return v.to("/skills", "skill_settled")
		}
		if err != nil {
			return err
		}
		in.Word = w.Word
	}
	switch in.Do {
	case "alias", "merge":
		in.Name, in.Kind = "", ""
	case "add":
		in.Into = ""
	case "rename":
		in.Into, in.Kind = "", ""
	case "leave":
		in.Into, in.Name, in.Kind = "", "", ""
	default:
		f.refuse("do", "wrong.do_required")
		return v.skillPage(http.StatusUnprocessableEntity, f)
	}
	if _, err := v.api.DecideSkill(v.ctx, in, f.key()); err != nil {
		if !v.blame(&f, err, skillFields) {
			return err
		}
		return v.skillPage(http.StatusUnprocessableEntity, f)
	}
	return v.to("/skills", "skill_decided")
}

// doSkills takes a decision back.
func doSkills(v *visit) error {
	f := v.posted()
	if f.Value("do") != "undo" || !anyID.MatchString(f.Value("id")) {
		return errNoPage
	}
	if err := v.api.UndecideSkill(v.ctx, f.Value("id"), f.key()); err != nil {
		return err
	}
	return v.to("/skills", "skill_undone")
}
