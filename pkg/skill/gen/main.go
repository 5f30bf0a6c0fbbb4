// Command gen builds taxonomy.txt out of the published taxonomies and our own lists (own/). Run it by go generate in pkg/skill with
// WAYMARK_TAXONOMIES set to the folder of the three source files, or from the root:
//
//	go run ./pkg/skill/gen -sources FOLDER -own pkg/skill/gen/own -out pkg/skill/taxonomy.txt
//
// The files are linguist-languages.json, github-topics.json and devicon-technologies.json; -linguist, -topics and -devicon name others.
//
// It refuses to guess: an alias that is the name of another entry, or that two entries claim, must be decided in own/same.txt
// (one thing under two names) or own/refused.txt.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	folder := flag.String("sources", "", "folder of the three files")
	linguist := flag.String("linguist", "", "languages of github-linguist, JSON")
	topics := flag.String("topics", "", "topics of github/explore, JSON")
	devicon := flag.String("devicon", "", "technologies of devicon, JSON")
	own := flag.String("own", "own", "folder of our own lists")
	out := flag.String("out", "taxonomy.txt", "file to write")
	flag.Parse()
	in := func(file, name string) string { return cmp.Or(file, filepath.Join(*folder, name)) }
	err := run(in(*linguist, "linguist-languages.json"), in(*topics, "github-topics.json"), in(*devicon, "devicon-technologies.json"), *own, *out)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(linguist, topics, devicon, own, out string) error {
	o, err := readOwn(own)
	if err != nil {
		return err
	}
	s, err := readSources(linguist, topics, devicon)
	if err != nil {
		return err
	}
	b := newBuilder(o)
	b.addOwn()
	b.addLanguages(s.languages)
	b.addDevicon(s.technologies)
	b.addTopics(s.topics)
	b.settleAliases()
	b.addImplications(s)
	b.addRelated(s.topics)
	b.addCauses()
	for _, w := range b.warnings {
		fmt.Fprintln(os.Stderr, "note:", w)
	}
	if len(b.undecided) > 0 {
		for _, u := range b.undecided {
			fmt.Fprintln(os.Stderr, u)
		}
		return fmt.Errorf("%d things to decide in %s", len(b.undecided), own)
	}
	return b.write(out)
}
