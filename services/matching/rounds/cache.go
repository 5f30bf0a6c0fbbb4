package rounds

import (
	"sync"

	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/assign/solve"
	"github.com/waymark-dev/waymark/services/matching/cohort"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
)

// Bounds of what one process keeps of rounds that are looked at: reading a page of a round again costs no chunk then.
const (
	cachedRounds = 4
	cachedPairs  = 8_000_000
)

// loaded is a round's problem, which never changes, and what was made of it. All of it can be read from the chunks again.
type loaded struct {
	problem *assign.Problem
	groups  *casting.Groups
	why     *casting.Why
	answers map[string]*read // by first chunk
	mu      sync.Mutex       // of draft
	draft   *solve.Draft     // of fit, open for changes; nil until it is solved here
}

// read is an answer with its measures.
type read struct {
	Answer
	measures *cohort.Measures
}

// cache keeps the rounds that were looked at last, by the draw that they are of: two attempts at gathering one round are two problems.
type cache struct {
	mu    sync.Mutex
	list  []string // by use, the last one last
	items map[string]*loaded
}

func (c *cache) get(draw string) *loaded {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.items[draw] != nil {
		c.use(draw)
	}
	return c.items[draw]
}

func (c *cache) use(draw string) {
	for i, r := range c.list {
		if r == draw {
			c.list = append(append(c.list[:i:i], c.list[i+1:]...), draw)
			return
		}
	}
	c.list = append(c.list, draw)
}

// put keeps a round and lets the oldest go. One that is kept already stays as it is.
func (c *cache) put(draw string, l *loaded) *loaded {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.items == nil {
		c.items = map[string]*loaded{}
	}
	if was := c.items[draw]; was != nil {
		return was
	}
	c.items[draw] = l
	c.use(draw)
	pairs := 0
	for _, x := range c.items {
		pairs += len(x.problem.Mentor)
	}
	for len(c.list) > 1 && (len(c.list) > cachedRounds || pairs > cachedPairs) {
		pairs -= len(c.items[c.list[0]].problem.Mentor)
		delete(c.items, c.list[0])
		c.list = c.list[1:]
	}
	return l
}

func (c *cache) drop(draw string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.items, draw)
	for i, r := range c.list {
		if r == draw {
			c.list = append(c.list[:i:i], c.list[i+1:]...)
			return
		}
	}
}

// answer finds an answer that was read; put keeps it, at most some of a round.
func (c *cache) answer(l *loaded, chunk string) *read {
	c.mu.Lock()
	defer c.mu.Unlock()
	return l.answers[chunk]
}

func (c *cache) putAnswer(l *loaded, chunk string, r *read) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if l.answers == nil || len(l.answers) >= 2*len(Objectives) {
		l.answers = map[string]*read{}
	}
	l.answers[chunk] = r
}
