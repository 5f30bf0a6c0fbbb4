package web

import (
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// A form changes the parts of a profile that its reader changed, and no other: two tabs that change different parts both get through. Where
// another tab changed the same part, what stands now is shown first.

// part is one thing that a form shows of a profile and may change. Its values are marks (tagOf): equal for equal values.
type part struct {
	field      string // of the form
	label      string // its name in a sentence
	typed, now string
	shown      string // what stands now, in words
	take       func(to *api.ProfilePatch)
}

// marks of the parts as they stand, for the form to send back.
func marks(parts []part) string {
	list := make([]string, len(parts))
	for i, p := range parts {
		list[i] = p.now
	}
	return strings.Join(list, "-")
}

// merged is the change of the parts that were changed on the page, and those that another place changed meanwhile too. was are the marks of
// the parts as the form was made; a form without them changes what it says.
func merged(parts []part, was string) (change api.ProfilePatch, some bool, both []part) {
	before := strings.Split(was, "-")
	for i, p := range parts {
		known := len(before) == len(parts)
		switch {
		case p.typed == p.now || known && p.typed == before[i]:
			continue
		case known && before[i] != p.now:
			both = append(both, p)
		}
		p.take(&change)
		some = true
	}
	return change, some, both
}

// errProfileChanged is what a form meets whose part was changed elsewhere meanwhile.
var errProfileChanged = fault.New(fault.Stale, "profile.changed", "Your profile was changed elsewhere meanwhile.")

// saveParts takes the parts that were changed on a page into the profile as it stands. parts makes them of a profile. Stale
// "profile.changed", with the parts that another place changed meanwhile; what else happens to a profile is no reason to refuse.
func (v *visit) saveParts(was string, parts func(me *api.OwnProfile) []part) (both []part, err error) {
	for range saveTries {
		var read client.Answer
		me, err := v.api.Me(v.ctx, client.Into(&read))
		if err != nil {
			return nil, err
		}
		change, some, both := merged(parts(me), was)
		switch {
		case len(both) > 0:
			return both, errProfileChanged
		case !some:
			return nil, nil
		}
		if _, err = v.api.ChangeMe(v.ctx, change, client.IfMatch(read.Version)); !fault.Has(err, fault.Stale) {
			return nil, err
		}
	}
	return nil, errProfileChanged
}

// screenParts are the parts of one screen of the start. Hours are on the clock of a zone: the two are one part.
func screenParts(screen int, a answers, me *api.OwnProfile) []part {
	now, all := answersOf(me), a.changed(me)
	one := func(typed, now any, take func(*api.ProfilePatch)) part {
		return part{typed: tagOf(typed), now: tagOf(now), take: take}
	}
	several := func(typed, now []string, take func(*api.ProfilePatch)) part {
		return one(ordered(typed), ordered(now), take)
	}
	switch screen {
	case 1:
		return []part{several(a.Have, now.Have, func(p *api.ProfilePatch) { p.Have = all.Have }),
			several(a.Want, now.Want, func(p *api.ProfilePatch) { p.Want = all.Want })}
	case 2:
		return []part{several(a.Languages, now.Languages, func(p *api.ProfilePatch) { p.Languages = all.Languages }),
			one([]any{a.Zone, ordered(a.Hours)}, []any{now.Zone, ordered(now.Hours)}, func(p *api.ProfilePatch) { p.Zone, p.Hours = all.Zone, all.Hours }),
			one(a.Format, now.Format, func(p *api.ProfilePatch) { p.Format = all.Format }),
			one(a.Minutes, now.Minutes, func(p *api.ProfilePatch) { p.Minutes = all.Minutes })}
	}
	return []part{several(a.Causes, now.Causes, func(p *api.ProfilePatch) { p.Causes = all.Causes }),
		several(a.Goals, now.Goals, func(p *api.ProfilePatch) { p.Goals = all.Goals }),
		several(a.Style, now.Style, func(p *api.ProfilePatch) { p.Style = all.Style })}
}

// ordered is a list whose order means nothing.
func ordered(list []string) []string { return slices.Sorted(slices.Values(list)) }

// profileParts are the parts of the page of a profile, as they were typed.
func (v *visit) profileParts(f Form, links []api.ProfileLink, me *api.OwnProfile) []part {
	var out []part
	add := func(field string, typed, now any, shown string, take func(*api.ProfilePatch)) {
		out = append(out, part{field: field, label: v.label(field), typed: tagOf(typed), now: tagOf(now), shown: shown, take: take})
	}
	text := func(field, now string, to func(*api.ProfilePatch) **string) {
		typed := strings.ReplaceAll(f.Text(field), "\r\n", "\n")
		add(field, typed, now, now, func(p *api.ProfilePatch) { *to(p) = &typed })
	}
	text("name", me.DisplayName, func(p *api.ProfilePatch) **string { return &p.DisplayName })
	text("pronouns", me.Pronouns, func(p *api.ProfilePatch) **string { return &p.Pronouns })
	text("about", me.About, func(p *api.ProfilePatch) **string { return &p.About })
	add("links", addresses(links), addresses(me.Links), strings.Join(addresses(me.Links), " "), func(p *api.ProfilePatch) { p.Links = &links })
	work, show := typedWork(f.Value("contributed"), me.Contributed), f.Value("show_contributed") != ""
	add("contributed", workLines(work), workLines(me.Contributed), workLines(me.Contributed), func(p *api.ProfilePatch) { p.Contributed = &work })
	add("show_contributed", show, me.ShowContributed, "", func(p *api.ProfilePatch) { p.ShowContributed = &show })
	out[len(out)-1].label = v.p.T("profile.show_contributed")
	found := f.Value("found_by")
	add("found_by", found, me.FoundBy, v.p.Code("found_by.", me.FoundBy), func(p *api.ProfilePatch) { p.FoundBy = &found })
	out[len(out)-1].label = v.p.T("profile.found")
	return out
}

func addresses(list []api.ProfileLink) []string {
	out := make([]string, len(list))
	for i, l := range list {
		out[i] = l.URL
	}
	return out
}

// saveProfile saves the page of a profile that is there. A part that was changed elsewhere meanwhile is refused with what stands now, and the
// form is then of what stands.
func (v *visit) saveProfile(f *Form, links []api.ProfileLink) (both []part, err error) {
	both, err = v.saveParts(f.Value("was"), func(me *api.OwnProfile) []part { return v.profileParts(*f, links, me) })
	for _, p := range both {
		if p.shown == "" {
			f.refuse(p.field, "stale.part_empty", "Field", p.label)
		} else {
			f.refuse(p.field, "stale.part", "Field", p.label, "Now", p.shown)
		}
		f.typed.Del("was")
	}
	return both, err
}
