package teams

import (
	"cmp"
	"slices"
)

// mask is a set of languages.
type mask [MaxLanguages / 64]uint64

func (m mask) and(o mask) mask {
	for x := range m {
		m[x] &= o[x]
	}
	return m
}

func (m mask) empty() bool { return m == mask{} }

func everything() (m mask) {
	for x := range m {
		m[x] = ^uint64(0)
	}
	return m
}

func maskOf(list []int32) mask {
	if len(list) == 0 {
		return everything()
	}
	var m mask
	for _, l := range list {
		m[l/64] |= 1 << (l % 64)
	}
	return m
}

// anybody and nobody are where an atom without a pin, and one that cannot be in any team, is pinned.
const (
	anybody = -1
	nobody  = -2
)

// atom is people who are in one team, or all in none: one person, or friends.
type atom struct {
	people []int32
	size   int32
	lang   mask
	pin    int32   // project, anybody or nobody
	apart  []int32 // atoms, ascending
}

// need is a need with its kind: skill and level, numbered.
type need struct {
	kind     int32
	people   int32
	required bool
}

// frame is a problem made ready: atoms in the order of their first person, and slots, one for each team that there can be.
type frame struct {
	p        *Problem
	worth    int64
	atoms    []atom
	atomOf   []int32   // of people; -1 for those who are gone
	project  []int32   // of slots; those of a project are side by side
	first    []int32   // slot of each project
	spoken   []mask    // of projects
	needs    [][]need  // of projects
	words    int       // uint64s of a person in has
	has      []uint64  // the kinds of needs that each person meets
	holders  [][]int32 // atoms that meet a kind, by kind
	wishes   []int32   // start in wish of each atom
	wish     []Wish    // by atom (in Person) and project, summed over its people
	wishedBy [][]int32 // atoms by project
}

func newFrame(p *Problem) *frame {
	f := &frame{p: p, worth: p.Worth()}
	f.gather()
	f.lay()
	f.kinds()
	f.wished()
	return f
}

// gather makes the atoms.
func (f *frame) gather() {
	p := f.p
	group := make([]int32, len(p.People))
	for g, list := range p.Together {
		for _, i := range list {
			group[i] = int32(g) + 1
		}
	}
	pin := make([]int32, len(p.People))
	for i := range pin {
		pin[i] = anybody
	}
	for _, x := range p.Pinned {
		pin[x.Person] = x.Project
	}
	of := make([]int32, len(p.Together)+1)
	f.atomOf = make([]int32, len(p.People))
	for i := range p.People {
		f.atomOf[i] = -1
		if p.People[i].Gone {
			continue
		}
		g := group[i]
		if g == 0 || of[g] == 0 {
			f.atoms = append(f.atoms, atom{lang: everything(), pin: anybody})
			if g > 0 {
				of[g] = int32(len(f.atoms))
			}
		}
		at := int32(len(f.atoms)) - 1
		if g > 0 {
			at = of[g] - 1
		}
		a := &f.atoms[at]
		f.atomOf[i] = at
		a.people = append(a.people, int32(i))
		a.size++
		a.lang = a.lang.and(maskOf(p.People[i].Languages))
		if j := pin[i]; j != anybody && a.pin != anybody && a.pin != j || a.lang.empty() {
			a.pin = nobody
		} else if j != anybody {
			a.pin = j
		}
	}
	for _, x := range p.Apart {
		a, b := f.atomOf[x[0]], f.atomOf[x[1]]
		if a >= 0 && b >= 0 {
			f.atoms[a].apart = append(f.atoms[a].apart, b)
			f.atoms[b].apart = append(f.atoms[b].apart, a)
		}
	}
}

// lay makes the slots.
func (f *frame) lay() {
	for j := range f.p.Projects {
		f.first = append(f.first, int32(len(f.project)))
		f.spoken = append(f.spoken, maskOf(f.p.Projects[j].Languages))
		for range f.p.Projects[j].Teams {
			f.project = append(f.project, int32(j))
		}
	}
	f.first = append(f.first, int32(len(f.project)))
}

// kinds numbers the needs and says who meets which.
func (f *frame) kinds() {
	type kind struct {
		skill int32
		level uint8
	}
	number := map[kind]int32{}
	bySkill := map[int32][]kind{}
	for j := range f.p.Projects {
		var list []need
		for _, n := range f.p.Projects[j].Needs {
			k := kind{n.Skill, n.Level}
			id, ok := number[k]
			if !ok {
				id = int32(len(number))
				number[k] = id
				bySkill[n.Skill] = append(bySkill[n.Skill], k)
			}
			list = append(list, need{id, n.People, n.Required})
		}
		f.needs = append(f.needs, list)
	}
	f.words = (len(number) + 63) / 64
	f.has = make([]uint64, len(f.p.People)*f.words)
	f.holders = make([][]int32, len(number))
	for i := range f.p.People {
		for _, s := range f.p.People[i].Skills {
			for _, k := range bySkill[s.Skill] {
				if s.Level >= k.level {
					id := number[k]
					f.has[i*f.words+int(id/64)] |= 1 << (id % 64)
				}
			}
		}
	}
	for a := range f.atoms {
		for id := range f.holders {
			if f.meets(int32(a), int32(id)) > 0 {
				f.holders[id] = append(f.holders[id], int32(a))
			}
		}
	}
}

// meets is how many people of an atom meet a kind of need.
func (f *frame) meets(a, kind int32) int32 {
	n := int32(0)
	for _, i := range f.atoms[a].people {
		n += int32(f.has[int(i)*f.words+int(kind/64)] >> (kind % 64) & 1)
	}
	return n
}

// wished sums the wishes of each atom.
func (f *frame) wished() {
	list := make([]Wish, 0, len(f.p.Wishes))
	for _, w := range f.p.Wishes {
		if a := f.atomOf[w.Person]; a >= 0 && w.Score > 0 {
			list = append(list, Wish{a, w.Project, w.Score})
		}
	}
	slices.SortFunc(list, func(x, y Wish) int { return cmp.Or(cmp.Compare(x.Person, y.Person), cmp.Compare(x.Project, y.Project)) })
	f.wishes = make([]int32, len(f.atoms)+1)
	f.wishedBy = make([][]int32, len(f.p.Projects))
	for _, w := range list {
		if n := len(f.wish); n > 0 && f.wish[n-1].Person == w.Person && f.wish[n-1].Project == w.Project {
			f.wish[n-1].Score += w.Score
			continue
		}
		f.wish = append(f.wish, w)
		f.wishes[w.Person+1]++
		f.wishedBy[w.Project] = append(f.wishedBy[w.Project], w.Person)
	}
	for a := range f.atoms {
		f.wishes[a+1] += f.wishes[a]
	}
}

// wishOf is what a project is worth to an atom.
func (f *frame) wishOf(a, project int32) int64 {
	lo, hi := f.wishes[a], f.wishes[a+1]
	for lo < hi {
		mid := (lo + hi) / 2
		if f.wish[mid].Project < project {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < f.wishes[a+1] && f.wish[lo].Project == project {
		return f.wish[lo].Score
	}
	return 0
}

// may says whether an atom can be in a team of a project at all.
func (f *frame) may(a, project int32) bool {
	x := &f.atoms[a]
	return x.pin != nobody && (x.pin == anybody || x.pin == project) && x.size <= f.p.Projects[project].Most &&
		!x.lang.and(f.spoken[project]).empty()
}
