package main

import (
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
)

type levelled struct {
	word  string
	level int
}

// pairs reads "go:5 docs:4".
func pairs(text string) []levelled {
	var out []levelled
	for _, f := range strings.Fields(text) {
		word, level, _ := strings.Cut(f, ":")
		n, err := strconv.Atoi(level)
		if err != nil {
			n = 1
		}
		out = append(out, levelled{word, n})
	}
	return out
}

func skillsOf(text string) []api.ProfileSkill {
	var out []api.ProfileSkill
	for _, p := range pairs(text) {
		out = append(out, api.ProfileSkill{Skill: p.word, Level: p.level})
	}
	return out
}
