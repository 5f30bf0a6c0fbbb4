package notifications

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/wneessen/go-mail"
)

// MailConfig says how mail is sent. Host "" sends none.
type MailConfig struct {
	Host     string
	Port     int    // 587 by default
	From     string // "Waymark <waymark@example.org>"
	User     string
	Password string // read from a file by services/waymark
	// TLS is mandatory (default), opportunistic or none; none is for a relay on this machine only.
	TLS string
}

type sender struct {
	cfg    MailConfig
	client *mail.Client
}

func newSender(cfg MailConfig) (*sender, error) {
	policy := mail.TLSMandatory
	switch cfg.TLS {
	case "", "mandatory":
	case "opportunistic":
		policy = mail.TLSOpportunistic
	case "none":
		policy = mail.NoTLS
	default:
		return nil, errors.New("notifications: mail TLS is one of mandatory, opportunistic, none")
	}
	if cfg.Port == 0 {
		cfg.Port = 587
	}
	options := []mail.Option{mail.WithPort(cfg.Port), mail.WithTLSPolicy(policy), mail.WithTimeout(20 * time.Second)}
	if cfg.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(cfg.User), mail.WithPassword(cfg.Password))
	}
	client, err := mail.NewClient(cfg.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("notifications: mail: %w", err)
	}
	probe := mail.NewMsg()
	if err := probe.From(cfg.From); err != nil {
		return nil, fmt.Errorf("notifications: the sender's address (mail from) is not one: %w", err)
	}
	return &sender{cfg, client}, nil
}

// send hands one mail to SMTP. Addresses and subjects are encoded by the library; CR and LF cannot get into a header.
func (s *sender) send(ctx context.Context, address string, m Message) error {
	msg := mail.NewMsg()
	if err := msg.From(s.cfg.From); err != nil {
		return err
	}
	if err := msg.To(address); err != nil {
		return fmt.Errorf("%w: the address is not one", errPermanent)
	}
	msg.Subject(m.Subject)
	msg.SetMessageIDWithValue(m.ID)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	if m.Unsubscribe != "" {
		msg.SetGenHeader("List-Unsubscribe", "<"+m.Unsubscribe+">")
		msg.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	msg.SetBodyString(mail.TypeTextPlain, m.Text)
	msg.AddAlternativeString(mail.TypeTextHTML, m.HTML)
	return s.client.DialAndSendWithContext(ctx, msg)
}

var errPermanent = errors.New("notifications: permanent")

// unreached says that no mail server answered at all: nobody has turned the mail away.
func unreached(err error) bool {
	var failed *mail.SendError
	var dial net.Error
	return !errors.Is(err, errPermanent) && (errors.As(err, &dial) || !errors.As(err, &failed) || failed.ErrorCode() == 0)
}

// permanent says whether SMTP will never take the mail.
func permanent(err error) bool {
	if errors.Is(err, errPermanent) {
		return true
	}
	var failed *mail.SendError
	return errors.As(err, &failed) && !failed.IsTemp() && failed.ErrorCode() >= 500
}
