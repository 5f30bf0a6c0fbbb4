package main

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// office is what an administrator does for others where no mail is configured: it hands over their one-time links.
type office struct {
	public *client.Client // signed out
	admin  *client.Client
}

// newOffice makes the first administrator with a token, or signs in with address and password where there is one already.
func newOffice(ctx context.Context, public *client.Client, token, address, password string) (*office, error) {
	var in *api.SignedIn
	var err error
	if token != "" {
		in, err = public.UseFirstAdministrator(ctx, api.UseFirstAdministrator{Token: token, Address: address, Password: password})
	} else {
		in, err = public.SignIn(ctx, api.SignIn{Address: address, Password: password})
	}
	if err != nil {
		return nil, err
	}
	return &office{public, public.SignedIn(in)}, nil
}

// person is somebody who has an account.
type person struct {
	*client.Client
	id, address, password string
}

// open makes an account the way people do: sign up, get the link, confirm with it. password "" signs in by links only.
func (o *office) open(ctx context.Context, address, password string) (*person, error) {
	if _, err := o.public.SignUp(ctx, api.SignUp{Address: address}); err != nil {
		return nil, fmt.Errorf("signing up: %w", err)
	}
	token, err := o.link(ctx, address, "confirm")
	if err != nil {
		return nil, err
	}
	in, err := o.public.ConfirmAddress(ctx, api.UseLink{Token: token, Password: password})
	if err != nil {
		return nil, fmt.Errorf("confirming the address: %w", err)
	}
	return &person{o.public.SignedIn(in), in.Account, address, password}, nil
}

// link finds somebody's pending link and reveals its token.
func (o *office) link(ctx context.Context, address, purpose string) (string, error) {
	for l, err := range o.admin.PendingLinks(ctx) {
		if err != nil {
			return "", fmt.Errorf("reading pending links: %w", err)
		}
		if l.Address == address && l.Purpose == purpose {
			revealed, err := o.admin.RevealLink(ctx, l.Account, purpose)
			if err != nil {
				return "", fmt.Errorf("revealing a link: %w", err)
			}
			return revealed.Token, nil
		}
	}
	return "", fault.New(fault.NotFound, "link.absent", "No such link is pending.")
}

// approve lets a mentor be found, as soon as the profile has heard that the address was confirmed.
func (o *office) approve(ctx context.Context, mentor string) error {
	return eventually(ctx, patience, func() error {
		seen, err := o.admin.MentorApproval(ctx, mentor)
		if err == nil {
			_, err = o.admin.ApproveMentor(ctx, mentor, client.IfMatch(seen.Version))
		}
		return err
	})
}

// newPassword is a random one that people can type.
func newPassword() string { return "way-" + rand.Text()[:16] }
