package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

type signInCommand struct {
	URL      string `help:"The running Waymark; by default ${default}." default:"http://127.0.0.1:8080" placeholder:"URL"`
	Address  string `help:"E-mail address." placeholder:"ADDRESS"`
	Password string `name:"password-file" help:"File with the password." type:"path" placeholder:"FILE"`
	Code     string `name:"code-file" help:"File with the code of a one-time link, instead of address and password." type:"path" placeholder:"FILE"`
	Demo     string `help:"Take address and password from what demo printed, kept in this file." type:"path" placeholder:"FILE"`
	As       string `help:"With --demo: one of the roles it printed, such as administrator or mentor; by default ${default}." default:"newcomer"`
}

// Run prints an access token. It lives for five minutes.
func (c *signInCommand) Run(ctx context.Context, s streams) error {
	_, in, err := c.signIn(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(s.out, in.AccessToken)
	return err
}

func (c *signInCommand) signIn(ctx context.Context) (*client.Client, *api.SignedIn, error) {
	address, password, code := c.Address, "", ""
	var err error
	switch {
	case c.Code != "":
		code, err = secret(c.Code)
	case c.Demo != "":
		address, password, err = demoSignIn(c.Demo, c.As)
	case c.Address == "" || c.Password == "":
		err = fmt.Errorf("%w: give --address and --password-file, or --code-file, or --demo", errUsage)
	default:
		password, err = secret(c.Password)
	}
	if err != nil {
		return nil, nil, err
	}
	public, err := client.New(c.URL)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: --url: %w", errUsage, err)
	}
	var in *api.SignedIn
	if code != "" {
		in, err = public.UseSignInLink(ctx, api.UseSignInLink{Token: code})
	} else {
		in, err = public.SignIn(ctx, api.SignIn{Address: address, Password: password})
	}
	if err != nil {
		return nil, nil, err
	}
	return public, in, nil
}

// demoSignIn reads one "Sign in as ROLE: ADDRESS PASSWORD".
func demoSignIn(file, role string) (address, password string, err error) {
	f, err := os.Open(file)
	if err != nil {
		return "", "", err
	}
	defer f.Close()
	var roles []string
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line, ok := strings.CutPrefix(lines.Text(), "Sign in as ")
		if !ok {
			continue
		}
		who, rest, _ := strings.Cut(line, ": ")
		roles = append(roles, who)
		if address, password, ok = strings.Cut(rest, " "); ok && who == role {
			return address, password, nil
		}
	}
	if len(roles) == 0 {
		return "", "", fmt.Errorf("%w: --demo: the file has no sign-ins; give what demo printed", errUsage)
	}
	return "", "", fmt.Errorf("%w: --as: the file has no sign-in of that role, only of %s", errUsage, strings.Join(roles, ", "))
}
