package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/waymark-dev/waymark/pkg/telemetry"
)

// version is set when a release is built.
var version = "dev"

// streams are where a command talks: data on out, everything else on log.
type streams struct {
	out io.Writer
	err io.Writer
}

// commands are the command line.
type commands struct {
	Config kong.ConfigFlag `help:"Configuration file (YAML)." placeholder:"FILE"`

	Serve         serveCommand         `cmd:"" help:"Run Waymark."`
	Demo          demoCommand          `cmd:"" help:"Run it with real projects and made-up people; prints the address and sign-ins."`
	Tour          tourCommand          `cmd:"" help:"Do the whole main job and say at each step what happened."`
	Import        importCommand        `cmd:"" help:"Read projects and issues from lists into a running Waymark."`
	Match         matchCommand         `cmd:"" help:"Pair the people of two spreadsheets, with a proof; no server is needed."`
	Rehearse      rehearseCommand      `cmd:"" help:"Play a cohort through with made-up people; shows every message and what to look at."`
	Participation participationCommand `cmd:"" help:"Look at published figures of participation as an attacker would."`
	Cfg           configCommands       `cmd:"" name:"config" help:"Look at the configuration."`
	Doctor        doctorCommand        `cmd:"" help:"Say what is wrong with this machine or configuration, and what to do."`
	SignIn        signInCommand        `cmd:"" name:"sign-in" help:"Print an access token, for scripts."`
	Export        exportCommand        `cmd:"" help:"Write everything that is stored about you into a file."`
	NATSUsers     natsUsersCommand     `cmd:"" name:"nats-users" help:"Make the NATS users of a deployment with external NATS."`
	Version       versionCommand       `cmd:"" help:"Print the version."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // the second signal ends at once
	code := execute(ctx, os.Args[1:], streams{os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// errUsage marks what is the caller's mistake: exit status 2.
var errUsage = errors.New("wrong usage")

// execute runs one command line and gives its exit status.
func execute(ctx context.Context, args []string, s streams) (code int) {
	var c commands
	exited := -1
	var keys map[string]any // of the configuration file
	parser, err := kong.New(&c,
		kong.Name("waymark"),
		kong.Description("Pairs newcomers to open source with mentors who have time for them, and with beginner-friendly issues."),
		kong.DefaultEnvars("WAYMARK"), kong.Configuration(func(r io.Reader) (kong.Resolver, error) {
			f, err := loadYAML(r)
			if err == nil {
				keys = f.(file).values
			}
			return f, err
		}),
		kong.Writers(s.out, s.err), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Exit(func(code int) { exited = code; panic(exitNow{}) }),
	)
	if err != nil {
		fmt.Fprintln(s.err, "waymark:", err)
		return 1
	}
	defer func() { // --help leaves by kong.Exit
		if r := recover(); r != nil {
			if _, ok := r.(exitNow); !ok {
				panic(r)
			}
			code = exited
		}
	}()
	parsed, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(s.err, "waymark: %s\nTry: waymark --help\n", misread(parser, err))
		return 2
	}
	c.Serve.Origins = origins(parsed, keys)
	c.Demo.Origins = c.Serve.Origins
	parsed.BindTo(ctx, (*context.Context)(nil))
	if err := parsed.Run(s); err != nil {
		for line := range strings.SplitSeq(err.Error(), "\n") {
			if line != errUsage.Error() { // the status says it
				fmt.Fprintln(s.err, "waymark:", strings.TrimPrefix(line, errUsage.Error()+": "))
			}
		}
		if errors.Is(err, errUsage) {
			return 2
		}
		return 1
	}
	return 0
}

// misread says what is wrong with a command line; with no command in it that there is, which there are.
func misread(parser *kong.Kong, err error) string {
	var wrong *kong.ParseError
	if !errors.As(err, &wrong) || wrong.Context == nil || wrong.Context.Selected() != nil {
		return err.Error()
	}
	var names []string
	for _, c := range parser.Model.Children {
		if c.Type == kong.CommandNode && !c.Hidden {
			names = append(names, c.Name)
		}
	}
	text := err.Error()
	if rest, ok := strings.CutPrefix(text, "unexpected argument "); ok {
		text = "there is no command " + rest
	}
	if strings.HasPrefix(text, "expected one of ") {
		text = "say what to do"
	}
	return text + "; the commands are " + strings.Join(names, ", ")
}

type exitNow struct{}

// logger writes JSON lines to stderr.
func logger(w io.Writer, level string) *slog.Logger {
	var l slog.Level
	_ = l.UnmarshalText([]byte(level))
	return telemetry.Logger(w, l)
}

type versionCommand struct{}

// Run prints the version and what it was built from.
func (versionCommand) Run(s streams) error {
	revision := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, v := range info.Settings {
			if v.Key == "vcs.revision" {
				revision = " (" + v.Value + ")"
			}
		}
		revision += " " + info.GoVersion
	}
	_, err := fmt.Fprintf(s.out, "waymark %s%s\n", version, revision)
	return err
}
