package profiles

import (
	"context"
	"net/http"
	"strings"
	"unicode"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

type namesOutput struct {
	Body api.PersonNames
}

type askingInput struct {
	Body api.AnswerToken
}

type askingOutput struct {
	Body api.AskingPerson
}

// askingSkills is how many skills of each kind are told to who answers from the mail.
const askingSkills = 6

// firstName is what stands before the first space of any kind. A name that is written without one, as many Chinese and Japanese names
// are, is whole: nobody can tell where its first name ends.
func firstName(name string) string {
	for word := range strings.FieldsFuncSeq(name, unicode.IsSpace) {
		return word
	}
	return ""
}

func askingBody(asks, reader *Profile) api.AskingPerson {
	ids := func(list []Skill) []string {
		out := make([]string, 0, askingSkills)
		for _, x := range list[:min(len(list), askingSkills)] {
			out = append(out, x.Skill)
		}
		return out
	}
	return api.AskingPerson{
		FirstName: firstName(asks.DisplayName), Wants: ids(asks.Want), Knows: ids(asks.Have), Languages: languageBodies(asks.Languages), Zone: reader.Zone,
	}
}

func (s *Service) nameRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-asking", Method: http.MethodPost, Path: "/api/v1/people/asking", Tag: tagPeople, Permission: auth.Unsubscribe,
		Summary: "Who asks a mentor, with the token of the mail that asked", MaxBody: 2 << 10,
		Errors: []int{http.StatusNotFound, http.StatusServiceUnavailable},
		Description: "While the request waits for that mentor's answer: a first name, skills and languages, so that the answer is not given blind. " +
			"It is a POST because a token must not be in an address.",
	}, func(ctx context.Context, in *askingInput) (*askingOutput, error) {
		asks, reader, err := s.Asking(ctx, in.Body.Token)
		if err != nil {
			return nil, err
		}
		return &askingOutput{Body: askingBody(&asks.Body, &reader.Body)}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-names", Method: http.MethodGet, Path: "/api/v1/people/names", Tag: tagPeople, Permission: auth.SignedIn,
		Summary: "The names of those whom you see, or had a request or mentorship with",
		Description: "What you had with somebody keeps their name. Left out, all alike, are who has left, who is suspended and who has blocked you; " +
			"what such people wrote to you in a thread is yours to read until they leave.",
	}, func(ctx context.Context, in *cardsInput) (*namesOutput, error) {
		docs, err := s.Names(ctx, in.IDs)
		if err != nil {
			return nil, err
		}
		out := &namesOutput{Body: api.PersonNames{Items: make([]api.PersonName, 0, len(docs))}}
		for _, d := range docs {
			out.Body.Items = append(out.Body.Items, api.PersonName{ID: d.ID, DisplayName: d.Body.DisplayName})
		}
		return out, nil
	})
}
