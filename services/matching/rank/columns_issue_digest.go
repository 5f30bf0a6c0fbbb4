package rank

// digest is what is asked of an issue first, in four bytes that lie side by side: its kind, whether nobody is offered it, its load, and how many
// days before the latest day of its piece it was seen and opened.
type digest uint32

const (
	digestKind = markKind
	digestGone = 1 << 3 // claimed, or its project is full

	loadShift, seenShift, openedShift = 4, 11, 21

	digestLoads = 1 << (seenShift - loadShift)
	digestDays  = 1 << (openedShift - seenShift)
	unknownDay  = digestDays - 1

	// loadStep: the load of an issue is so many times this.
	loadStep = 10_000
)

func digestOf(r *issueRec, latest int64) digest {
	d := digest(r.marks&markKind) | digest(r.load/loadStep)<<loadShift | daysBefore(r.seen, latest)<<seenShift | daysBefore(r.opened, latest)<<openedShift
	if r.marks&(markClaimed|markFull) != 0 {
		d |= digestGone
	}
	return d
}

// daysBefore are whole days, at most unknownDay - 1, which stands for all above.
func daysBefore(at, latest int64) digest {
	if at == 0 {
		return unknownDay
	}
	return digest(min((latest-at)/day, unknownDay-1))
}

func (d digest) kind() uint8  { return uint8(d & digestKind) }
func (d digest) steps() uint8 { return uint8(d >> loadShift % digestLoads) }
func (d digest) load() int64  { return int64(d.steps()) * loadStep }

func (c *issueColumns) loadOf(i int) int64 { return c.digests[i].load() }

// joinAbout makes one set of topics and causes: how many topics, those, and the causes.
func joinAbout(into, topics, causes []word) []word {
	if len(topics)+len(causes) == 0 {
		return into
	}
	return append(append(append(into, word(len(topics))), topics...), causes...)
}

// aboutOf takes such a set apart.
func (c *issueColumns) aboutOf(set uint32) (topics, causes []word) {
	list := c.words.At(set)
	if len(list) == 0 {
		return nil, nil
	}
	n := 1 + int(list[0])
	return list[1:n:n], list[n:]
}

// What a sieve says of a set, above its words.
const (
	sieveTopics = 63
	sieveCauses = 62
)

// sieveBit is the bit of a topic or a cause; others may have the same.
func sieveBit(w word) uint64 { return 1 << (w % sieveCauses) }

func sieveOf(topics, causes []word) (s uint64) {
	for _, w := range topics {
		s |= 1<<sieveTopics | sieveBit(w)
	}
	for _, w := range causes {
		s |= 1<<sieveCauses | sieveBit(w)
	}
	return s
}
