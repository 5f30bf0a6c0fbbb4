package report

// Member is somebody who takes or took part in a cycle, whoever has left since, and what they said there.
type Member struct {
	Who     string // anything that is the same in all cycles; it is kept nowhere
	Group   string // newcomer or mentor
	Week    string // the ISO week in which they said it; "" if they said nothing
	Answers map[string][]string
}

// Once are the people of all cycles of a report, each once: in the group of the last cycle in which they are, with what they said last, whole.
// cycles are in the order in which they ended. size is how many people there are, by group; it depends on nothing that was said.
func Once(cycles ...[]Member) (answered []Person, size map[string]int) {
	at := map[string]int{}
	var people []Member
	for _, members := range cycles {
		for _, m := range members {
			i, is := at[m.Who]
			if !is {
				i, at[m.Who] = len(people), len(people)
				people = append(people, Member{})
			}
			if p := &people[i]; m.Week != "" && m.Week >= p.Week {
				*p = m
			} else {
				p.Group = m.Group
			}
		}
	}
	size = map[string]int{}
	for _, p := range people {
		size[p.Group]++
		if p.Week != "" {
			answered = append(answered, Person{p.Group, p.Answers})
		}
	}
	return answered, size
}
