package catalog

import (
	"embed"
	"fmt"
	"time"

	"github.com/waymark-dev/waymark/services/catalog/source"
)

// The lists that come with the program. Their licences are their own: see shipped/README.md.
//
//go:embed shipped/*.gz shipped/README.md
var shippedFiles embed.FS

// ShippedList is one list that comes with the program.
type ShippedList struct {
	Source  string
	Format  source.Format
	AsOf    time.Time // the day it was made, or the newest day it is known to be true of
	Content []byte    // packed with gzip
}

// Request is the request that imports it.
func (l ShippedList) Request() ImportRequest {
	return ImportRequest{Source: l.Source, Format: l.Format, AsOf: l.AsOf, Content: l.Content}
}

// Shipped are the lists that come with the program, for the demo and for tests; newest issues last.
func Shipped() ([]ShippedList, error) {
	on := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	lists := []ShippedList{
		{Source: "up-for-grabs", Format: source.UpForGrabs, AsOf: on(2024, 10, 16)},
		{Source: "awesome-for-beginners", Format: source.Awesome, AsOf: on(2024, 10, 16)},
		{Source: "goodfirstissue-repos", Format: source.GoodFirstRepos, AsOf: on(2024, 10, 16)},
		{Source: "goodfirstissue", Format: source.GoodFirst, AsOf: on(2021, 5, 26)},
		{Source: "first-issue", Format: source.FirstIssue, AsOf: on(2023, 9, 28)},
		{Source: "forgoodfirstissue", Format: source.ForGoodFirst, AsOf: on(2026, 6, 5)},
	}
	names := []string{"up-for-grabs.jsonl", "awesome-for-beginners.json", "goodfirstissue.toml", "goodfirstissue.json", "first-issue.json",
		"forgoodfirstissue.json"}
	for i := range lists {
		b, err := shippedFiles.ReadFile("shipped/" + names[i] + ".gz")
		if err != nil {
			return nil, fmt.Errorf("catalog: %w", err)
		}
		lists[i].Content = b
	}
	return lists, nil
}

// ShippedNotice says whose work the shipped lists are and under which licences.
func ShippedNotice() string {
	b, err := shippedFiles.ReadFile("shipped/README.md")
	if err != nil {
		return "" // it is embedded: it cannot fail
	}
	return string(b)
}
