package testkit

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// Mail is one e-mail that the sink has taken.
type Mail struct {
	From string
	To   []string
	Data string // headers and body as sent
}

// MailSink is an SMTP server that keeps what it is given. It stands at the edge of the world.
type MailSink struct {
	ln     net.Listener
	mu     sync.Mutex
	mails  []Mail
	refuse string // an answer to DATA instead of taking it, such as "451 later"
	came   chan struct{}
}

// Mails starts a sink on a free port of this machine.
func Mails(t testing.TB) *MailSink {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &MailSink{ln: ln, came: make(chan struct{}, 1024)}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { s.serve(c) })
		}
	})
	t.Cleanup(func() {
		ln.Close()
		wg.Wait()
	})
	return s
}

// Port is where it listens on 127.0.0.1.
func (s *MailSink) Port() int { return s.ln.Addr().(*net.TCPAddr).Port }

// Refuse makes it answer every mail with this line; "" takes mails again.
func (s *MailSink) Refuse(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = line
}

// All are the mails so far.
func (s *MailSink) All() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.mails...)
}

// Wait waits until there are n mails, at most a minute.
func (s *MailSink) Wait(t testing.TB, n int) []Mail {
	t.Helper()
	timeout := time.After(time.Minute)
	for {
		if all := s.All(); len(all) >= n {
			return all
		}
		select {
		case <-s.came:
		case <-timeout:
			t.Fatalf("only %d of %d mails came", len(s.All()), n)
		}
	}
}

func (s *MailSink) serve(c net.Conn) {
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	in := bufio.NewReader(c)
	say := func(line string) { fmt.Fprintf(c, "%s\r\n", line) }
	say("220 sink ESMTP")
	var m Mail
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
		switch verb {
		case "EHLO", "HELO":
			say("250-sink")
			say("250 8BITMIME")
		case "MAIL":
			m = Mail{From: line}
			say("250 ok")
		case "RCPT":
			m.To = append(m.To, line)
			say("250 ok")
		case "DATA":
			say("354 go on")
			for {
				l, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if l == ".\r\n" {
					break
				}
				m.Data += strings.TrimPrefix(l, ".")
			}
			s.mu.Lock()
			answer := s.refuse
			if answer == "" {
				s.mails = append(s.mails, m)
				answer = "250 taken"
			}
			s.mu.Unlock()
			s.came <- struct{}{}
			say(answer)
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}
