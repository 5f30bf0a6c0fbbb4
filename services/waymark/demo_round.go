package main

import "context"

// How many people are in the demo's large round.
const demoNewcomers, demoMentors = 150, 50

// demoRound is a programme with two hundred people, and a draft of their pairs that can be looked at, edited and published.
func demoRound(ctx context.Context, o *office, org string) error {
	c, err := openCrowd(ctx, o, org, "200", demoNewcomers, demoMentors)
	if err == nil {
		_, err = c.drafted(ctx)
	}
	if err == nil {
		err = demoSeason(ctx, o, org)
	}
	return err
}
