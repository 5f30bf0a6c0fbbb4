package matching

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// shuffled is one mentor's place in the order of a day, which says nothing about anybody and puts nobody first for long.
type shuffled struct {
	key uint64
	id  string
}

func (a shuffled) compare(b shuffled) int {
	return cmp.Or(cmp.Compare(a.key, b.key), strings.Compare(a.id, b.id))
}

// dayOrder is the number of a day, from which its order is made.
func dayOrder(now time.Time) uint32 { return uint32(max(now.Unix(), 0) / (24 * 3600)) }

// shuffle is where somebody stands on a day: FNV-1a over the day and the id, mixed by the finalizer of MurmurHash3, as FNV alone leaves ids
// that differ in their last letters beside each other.
func shuffle(day uint32, id string) shuffled {
	h := uint64(14695981039346656037)
	for i := range 4 {
		h = (h ^ uint64(byte(day>>(8*i)))) * 1099511628211
	}
	for i := range len(id) {
		h = (h ^ uint64(id[i])) * 1099511628211
	}
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return shuffled{h ^ h>>33, id}
}

// spot is where a page of the list begins or ends. Who goes on after midnight goes on in the order in which they began.
type spot struct {
	day   uint32
	back  bool // the page ends just before at; else it begins just after it
	at    shuffled
	start bool // of the list
}

func (s spot) String() string {
	way := "n"
	if s.back {
		way = "p"
	}
	return way + "." + strconv.FormatUint(uint64(s.day), 36) + "." + strconv.FormatUint(s.at.key, 36) + "." + s.at.id
}

var errSpot = fault.InvalidFields(fault.Field{Pointer: "?cursor", Code: "invalid"})

// spotOf reads what String has written; "" is the beginning of today's list.
func spotOf(cursor string, now time.Time) (spot, error) {
	if cursor == "" {
		return spot{day: dayOrder(now), start: true}, nil
	}
	part := strings.SplitN(cursor, ".", 4)
	if len(part) != 4 || part[0] != "n" && part[0] != "p" || len(part[3]) > 64 {
		return spot{}, errSpot
	}
	day, err := strconv.ParseUint(part[1], 36, 32)
	key, wrong := strconv.ParseUint(part[2], 36, 64)
	if err != nil || wrong != nil {
		return spot{}, errSpot
	}
	return spot{day: uint32(day), back: part[0] == "p", at: shuffled{key, part[3]}}, nil
}

// page is a part of the list: from is how many stand before it. prev and next are "" at the ends.
func (s spot) page(all []shuffled, limit int) (out []shuffled, from int, prev, next string) {
	slices.SortFunc(all, shuffled.compare)
	from = 0
	if !s.start {
		var here bool
		from, here = slices.BinarySearchFunc(all, s.at, shuffled.compare)
		switch {
		case s.back:
			from = max(0, from-limit)
		case here:
			from++
		}
	}
	to := min(from+limit, len(all))
	out = all[from:to]
	if from > 0 && from < len(all) {
		prev = spot{day: s.day, back: true, at: all[from]}.String()
	} else if from > 0 { // those who stood here have gone: back to the last who are there
		prev = spot{day: s.day, back: true, at: shuffled{^uint64(0), "~"}}.String()
	}
	if to < len(all) {
		next = spot{day: s.day, at: all[to-1]}.String()
	}
	return out, from, prev, next
}
