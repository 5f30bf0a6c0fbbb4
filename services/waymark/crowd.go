package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// crowd is a programme with many made-up people who want to be paired in a round.
type crowd struct {
	office    *office
	programme string
	newcomers []*person
	mentors   []*person
}

// placesEach is how many newcomers each mentor of a crowd takes.
const placesEach = 3

// crowdSkills are what the people of a crowd know, or want to learn.
var crowdSkills = []string{"go", "python", "documentation", "translation", "javascript", "design", "testing", "rust"}

// crowdNames and crowdPlaces are of nobody: names put together at random, and where such people live and what they speak beside English.
var (
	crowdFirst = strings.Fields("Amaro Bilge Cosmin Dalia Enzo Fenna Goran Hanae Ismo Jaya Kwabena Luz Marek Nandi Oriol Parisa Quim Rosa Sefa Timo " +
		"Ulla Vasil Wafa Xenia Yaro Zora")
	crowdLast = strings.Fields("Abendra Brisel Corvaud Dremond Eskola Farouz Gandara Holmvik Ibarde Jankou Kestrel Lomane Mirzen Nakuro Obiane Pellaz " +
		"Rusko Sandoro Tavish Umarel Verano Wendick Yarosh Zelmer")
	crowdPlaces = [][2]string{{"Africa/Nairobi", "sw"}, {"Europe/Lisbon", "pt"}, {"Asia/Kolkata", "hi"}, {"America/Bogota", "es"}, {"Europe/Paris", "fr"},
		{"Africa/Cairo", "ar"}, {"Asia/Tokyo", "ja"}, {"Europe/Warsaw", "pl"}, {"America/Toronto", "fr"}, {"Africa/Lagos", "yo"}}
)

// crowdName is the name of the i-th of them, each another until all are used.
func crowdName(i int) string {
	return crowdFirst[i%len(crowdFirst)] + " " + crowdLast[(i+i/len(crowdFirst))%len(crowdLast)]
}

// openCrowd makes a programme and its people, several at once, as they would do it themselves. name keeps their addresses apart from others'.
func openCrowd(ctx context.Context, o *office, org, name string, newcomers, mentors int) (*crowd, error) {
	p, err := o.admin.MakeProgramme(ctx, api.ProgrammeBody{Org: org, Name: "Round of " + name, About: "Made up.", Open: true, Listed: true})
	if err != nil {
		return nil, err
	}
	c := &crowd{office: o, programme: p.ID, newcomers: make([]*person, newcomers), mentors: make([]*person, mentors)}
	return c, c.fill(ctx, name)
}

// fill lets its people join, several at once.
func (c *crowd) fill(ctx context.Context, name string) error {
	const workers = 6
	var next atomic.Int64
	errs := make([]error, workers)
	var wait sync.WaitGroup
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for w := range workers {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(c.newcomers)+len(c.mentors) && errs[w] == nil; i = int(next.Add(1)) - 1 {
				if errs[w] = c.join(ctx, name, i); errs[w] != nil {
					stop()
				}
			}
		})
	}
	wait.Wait()
	return errors.Join(errs...)
}

// join lets one more take part: the newcomers first, then the mentors.
func (c *crowd) join(ctx context.Context, name string, i int) error {
	p, err := c.office.open(ctx, fmt.Sprintf("crowd%03d.%s@example.org", i, name), "")
	if err != nil {
		return err
	}
	knows, other := crowdSkills[i%len(crowdSkills)], crowdSkills[(i+1+i/len(crowdSkills)%(len(crowdSkills)-1))%len(crowdSkills)]
	mentor := i >= len(c.newcomers)
	body := newcomerBody(crowdName(i))
	body.Have, body.Want = []api.ProfileSkill{{Skill: other, Level: 2}}, []api.ProfileSkill{{Skill: knows, Level: 1}}
	if mentor {
		body = mentorBody(crowdName(i))
		body.Have, body.Teach = []api.ProfileSkill{{Skill: knows, Level: 5}, {Skill: other, Level: 4}}, nil
		c.mentors[i-len(c.newcomers)] = p
	} else {
		body.Offers = true // a round of the programme, not of a cohort, has only who allows offers
		c.newcomers[i] = p
	}
	place := crowdPlaces[i%len(crowdPlaces)]
	body.FoundBy, body.Zone = "programme", place[0] // they are there for their round: nobody else is to look through them
	body.Languages = append(body.Languages, api.ProfileLanguage{Language: place[1], Level: 4})
	if _, err := p.SaveMe(ctx, body); err != nil {
		return fmt.Errorf("a profile: %w", err)
	}
	if err := eventually(ctx, patience, func() error { _, err := p.Join(ctx, c.programme, !mentor, mentor); return err }); err != nil || !mentor {
		return err
	}
	if err := c.office.approve(ctx, p.id); err != nil {
		return err
	}
	err = eventually(ctx, patience, func() error {
		_, err := c.office.admin.DecideMember(ctx, c.programme, p.id, api.MemberDecision{Decision: "approve"})
		return err
	})
	if err != nil {
		return err
	}
	return eventually(ctx, patience, func() error { _, err := p.SetPlaces(ctx, api.Places{Capacity: placesEach}); return err })
}

// drafted is a draft with everybody in it: matching hears of people one by one.
func (c *crowd) drafted(ctx context.Context) (r *api.Round, err error) {
	return r, eventually(ctx, patience, func() error {
		made, err := c.office.admin.NewRound(ctx, api.NewRound{Programme: c.programme})
		if err != nil {
			return err
		}
		if r, err = c.settled(ctx, made.ID); err != nil {
			return err
		}
		if r.Failed == nil && r.Input != nil && r.Input.Newcomers == len(c.newcomers) && r.Input.Places == placesEach*len(c.mentors) {
			return nil
		}
		return errors.Join(fmt.Errorf("somebody is missing in %+v", r.Input), c.office.admin.DiscardRound(ctx, made.ID))
	})
}

// settled waits until nothing is done for a round any more.
func (c *crowd) settled(ctx context.Context, id string) (r *api.Round, err error) {
	return r, eventually(ctx, patience, func() error {
		if r, err = c.office.admin.Round(ctx, id); err == nil && r.Work != nil {
			err = errors.New("it is worked on")
		}
		return err
	})
}

// published proposes the pairs of one objective, and waits for the last.
func (c *crowd) published(ctx context.Context, id, objective string) (*api.Round, error) {
	err := eventually(ctx, patience, func() error { // the version that was read is the one that is published
		var at client.Answer
		_, err := c.office.admin.Round(ctx, id, client.Into(&at))
		if err == nil {
			_, err = c.office.admin.PublishRound(ctx, id, api.RoundPublishing{Objective: objective}, client.IfMatch(at.Version))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	r, err := c.settled(ctx, id)
	if err == nil && (r.Publication == nil || r.Publication.Finished == nil) {
		err = fmt.Errorf("it was not published: %+v", r.Failed)
	}
	return r, err
}

// cursorOf is where the next page begins, by the path and query of it.
func cursorOf(next string) string {
	u, err := url.Parse(next)
	if err != nil {
		return ""
	}
	return u.Query().Get("cursor")
}
