package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/waymark-dev/waymark/pkg/api"
)

type configCommands struct {
	Check configCheckCommand `cmd:"" help:"Print the configuration in force, secrets hidden; exit status 2 if something is wrong."`
}

type configCheckCommand struct {
	Settings `embed:""`
}

// Run prints what is in force, and every problem at once.
func (c *configCheckCommand) Run(s streams) error {
	b, err := yaml.Marshal(c.shown())
	if err != nil {
		return err
	}
	if _, err := s.out.Write(b); err != nil {
		return err
	}
	if err := c.check(); err != nil {
		return errors.Join(fmt.Errorf("%w: the configuration does not work", errUsage), err)
	}
	return nil
}

// shown is the configuration as the file has it; what may hold a password is hidden.
func (s *Settings) shown() map[string]any {
	uri := s.MongoDB.URI
	if strings.Contains(uri, "@") {
		uri = api.SettingHidden
	}
	peers := map[string]string{}
	maps.Copy(peers, s.Peers)
	targets := slices.Clone(s.Target)
	guides := map[string]any{}
	for skill, g := range s.guides() {
		guides[skill] = map[string]string{"url": g.URL, "title": g.Title}
	}
	return map[string]any{
		"data": s.Data, "listen": s.Listen, "listen_metrics": s.Metrics, "public_url": s.PublicURL, "target": targets,
		"log_level": s.LogLevel, "peer": peers, "trusted_proxies": s.TrustedProxies, "key_file": s.KeyFile,
		"safety_key_file": s.SafetyKeyFile,
		"erasures_file":   s.ErasuresFile,
		"mentor_approval": s.MentorApproval,
		"guides":          guides,
		"nats":            map[string]any{"url": hideUser(s.NATS.URL), "seed_file": s.NATS.SeedFile, "replicas": s.NATS.Replicas},
		"mongodb":         map[string]any{"uri": uri, "uri_file": s.MongoDB.URIFile, "database": s.MongoDB.Database},
		"join": map[string]any{
			"registration": s.Join.Registration, "conduct": s.Join.Conduct, "conduct_url": s.Join.ConductURL, "adults": s.Join.Adults,
			"locale": s.Join.Locale, "per_network": s.Join.PerNetwork, "per_hour": s.Join.PerHour, "guesses_per_network": s.Join.Guesses,
		},
		"mail": map[string]any{
			"host": s.Mail.Host, "port": s.Mail.Port, "from": s.Mail.From, "user": s.Mail.User,
			"password_file": s.Mail.PasswordFile, "tls": s.Mail.TLS,
		},
	}
}

func hideUser(url string) string {
	if strings.Contains(url, "@") {
		return api.SettingHidden
	}
	return url
}
