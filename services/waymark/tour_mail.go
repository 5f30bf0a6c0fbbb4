package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// answerTokens gives the token that the mail to an asked mentor carries. It asks as notifications does while it writes that mail; nobody
// else may.
func answerTokens(w *world) func(ctx context.Context, match, mentor string) (string, error) {
	return func(ctx context.Context, match, mentor string) (string, error) {
		b, err := w.connect(ctx, "notifications")
		if err != nil {
			return "", err
		}
		got, err := bus.Ask[wire.AnswerTokenQuestion, wire.AnswerTokenAnswer](ctx, b, "mentoring", "answer_token",
			wire.AnswerTokenQuestion{Match: match, Mentor: mentor})
		return got.Token, err
	}
}

// answersFromMail: what the mail carries opens one request, tells nothing about who asks, changes nothing until it is answered, and answers
// once.
func (t *tour) answersFromMail(ctx context.Context) (string, error) {
	if t.mailed == nil {
		return "Left out: the mail of a Waymark that runs elsewhere is not the tour's to read.", nil
	}
	var two [2]*person
	for i, body := range []api.ProfileBody{newcomerBody("Tala of the tour"), mentorBody("Mads of the tour")} {
		p, err := t.office.open(ctx, fmt.Sprintf("mail%d.%s@example.org", i, t.tag), "")
		if err == nil {
			_, err = p.SaveMe(ctx, body)
		}
		if err != nil {
			return "", err
		}
		two[i] = p
	}
	newcomer, mentor := two[0], two[1]
	if err := t.office.approve(ctx, mentor.id); err != nil {
		return "", err
	}
	var r *api.Request
	if err := eventually(ctx, patience, func() (err error) {
		r, err = newcomer.CreateRequest(ctx, api.NewRequest{Mentors: []string{mentor.id}, Message: "Hello! Would you help me begin?"})
		return err
	}); err != nil {
		return "", err
	}
	var token string
	if err := eventually(ctx, patience, func() (err error) { token, err = t.mailed(ctx, r.ID, mentor.id); return err }); err != nil {
		return "", fmt.Errorf("the token of the mail: %w", err)
	}
	if _, err := t.public.LookAtAnswer(ctx, "x"+token); err == nil {
		return "", errors.New("another token opens a request")
	}
	seen, err := t.public.LookAtAnswer(ctx, token)
	if err != nil || !seen.Open {
		return "", errors.Join(fmt.Errorf("the request reads %+v", seen), err)
	}
	if now, err := newcomer.Request(ctx, r.ID); err != nil || now.Status != "open" {
		return "", errors.Join(errors.New("looking has changed the request"), err)
	}
	done, err := t.public.AnswerByToken(ctx, api.MailAnswer{Token: token, How: "accept"})
	if err != nil || done.Mentorship != r.ID {
		return "", errors.Join(fmt.Errorf("the answer reads %+v", done), err)
	}
	if _, err := t.public.AnswerByToken(ctx, api.MailAnswer{Token: token, How: "decline"}); err == nil {
		return "", errors.New("a yes could be turned into a no with the same token")
	}
	_, err = newcomer.WithdrawRequest(ctx, r.ID)
	if err == nil {
		return "", errors.New("a request that was answered could be taken back")
	}
	return "Looking changed nothing and named nobody; one button, and the mentorship is there. It cannot be turned round.", nil
}
