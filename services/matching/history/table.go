package history

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

// Table says how much of what earlier work shows counts.
type Table struct {
	// Data says what it was learned from, and Learned the command that learns it again.
	Data    string `json:"data"`
	Learned string `json:"learned"`
	// Shares are by the percentage of the work that used a skill, the greatest first. What falls under none is left out.
	Shares []Share `json:"shares"`
	// MostSkills is how many skills are added at most, 1..50.
	MostSkills int `json:"most_skills"`
	// TopicsFrom is the percentage of the work from which on a topic of its projects counts, 0..100, and MostTopics how many at most, 0..50.
	TopicsFrom int `json:"topics_from"`
	MostTopics int `json:"most_topics"`
}

// Share is how much a skill counts beside what somebody says of themselves (percent, 1..100), from a percentage of the work on (0..100).
type Share struct {
	From  int `json:"from"`
	Share int `json:"share"`
}

// share is how much a skill counts that so much of the work used (percent); 0 is not at all.
func (t *Table) share(percent int) int {
	for _, s := range t.Shares {
		if percent >= s.From {
			return s.Share
		}
	}
	return 0
}

// Read reads a table. Errors name what is out of range.
func Read(b []byte) (*Table, error) {
	var t Table
	if err := json.Unmarshal(b, &t); err != nil {
		return nil, err
	}
	if t.MostSkills < 1 || t.MostSkills > 50 || t.MostTopics < 0 || t.MostTopics > 50 || t.TopicsFrom < 0 || t.TopicsFrom > 100 {
		return nil, fmt.Errorf("history: most_skills, most_topics or topics_from is out of range")
	}
	for i, s := range t.Shares {
		if s.From < 0 || s.From > 100 || s.Share < 1 || s.Share > 100 || i > 0 && (s.From >= t.Shares[i-1].From || s.Share > t.Shares[i-1].Share) {
			return nil, fmt.Errorf("history: shares must fall with the work that used a skill, from 100 to 1")
		}
	}
	return &t, nil
}

//go:embed data/table.json
var shipped []byte

// Shipped is the table that ships with Waymark; a file that cannot be read stops the program when it starts.
var Shipped = func() *Table {
	t, err := Read(shipped)
	if err != nil {
		panic(err)
	}
	return t
}()
