package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/waymark-dev/waymark/pkg/bus"
)

type natsUsersCommand struct {
	Dir string `help:"Folder to write the seeds and users.conf to." required:"" type:"path" placeholder:"DIR"`
}

// Run makes a user for every service that has none yet. Seeds that are there are kept, so that it can be repeated after an
// update whose services may use other subjects.
func (c *natsUsersCommand) Run(s streams) error {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return err
	}
	publics := map[string]string{}
	for _, name := range append([]string{gatewayName}, names...) {
		seedFile, publicFile := filepath.Join(c.Dir, name+".seed"), filepath.Join(c.Dir, name+".public")
		if public, err := os.ReadFile(publicFile); err == nil {
			publics[name] = string(public)
			continue
		}
		seed, public, err := bus.NewUser()
		if err != nil {
			return err
		}
		if err := os.WriteFile(seedFile, []byte(seed), 0o400); err != nil { // a secret: its copies are closed too
			return err
		}
		if err := os.WriteFile(publicFile, []byte(public), 0o444); err != nil {
			return err
		}
		publics[name] = public
	}
	file := filepath.Join(c.Dir, "users.conf")
	if err := os.WriteFile(file, []byte(bus.UsersConfig(publics)), 0o644); err != nil {
		return err
	}
	_, err := fmt.Fprintf(s.out, "%d users; include %s in the configuration of nats-server\n", len(publics), file)
	return err
}
