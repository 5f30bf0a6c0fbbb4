package bus

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/nats-io/nkeys"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// Permissions are the subjects that one service's NATS user may use. What is not listed is refused by the server.
type Permissions struct {
	Publish, Subscribe []string
}

// asks says which questions a service may ask: the whole graph, and it has no cycle.
var asks = map[string][]string{
	"catalog": {wire.AskSubject("programs", "board_tool")},
	"matching": {wire.AskSubject("mentoring", "propose"), wire.AskSubject("mentoring", "replies"), wire.AskSubject("programs", "round_input"),
		wire.AskSubject("programs", "board_needs")},
	"mentoring": {wire.AskSubject("catalog", "issues")},
	"notifications": {wire.AskSubject("accounts", "address"), wire.AskSubject("safety", "appeal_code"),
		wire.AskSubject("mentoring", "answer_token"), wire.AskSubject("programs", "still_token")},
	"profiles": {wire.AskSubject("accounts", "invitation"), wire.AskSubject("mentoring", "own_blocks"),
		wire.AskSubject("mentoring", "answer_turn")},
	"programs": {wire.AskSubject("accounts", "arrival")},
	"safety": {wire.AskSubject("mentoring", "stop_contact"), wire.AskSubject("mentoring", "evidence"),
		wire.AskSubject("mentoring", "parted_by"), wire.AskSubject("accounts", "appellant"),
		wire.AskSubject("profiles", "evidence"), wire.AskSubject("catalog", "evidence")},
}

// Allowed are the permissions of a service's user: its own facts and states, its own hints and answers, the questions it
// needs, and reading every stream.
func Allowed(service string) Permissions {
	own := strings.ToUpper(service)
	p := Permissions{
		Publish: []string{
			"waymark.evt." + service + ".>", "waymark.state." + service + ".>", "waymark.wake." + service + ".>", "waymark.mark." + service + ".>",
			"$JS.ACK.>", "$JS.FC.>", "$JS.API.INFO", "$JS.API.STREAM.INFO.*", "$JS.API.STREAM.NAMES", "$JS.API.STREAM.LIST",
			"$JS.API.CONSUMER.*.*.>", "$JS.API.CONSUMER.MSG.NEXT.*.*", "$JS.API.CONSUMER.NAMES.*", "$JS.API.CONSUMER.DURABLE.CREATE.*.*",
			"$JS.API.DIRECT.GET.>", "$JS.API.STREAM.MSG.GET.*",
		},
		Subscribe: []string{"waymark.ask." + service + ".>", "waymark.wake." + service + ".>", "$SRV.>"},
	}
	for _, stream := range []string{"WAYMARK_EVT_" + own, "WAYMARK_STATE_" + own} {
		for _, verb := range []string{"CREATE", "UPDATE", "DELETE", "MSG.DELETE", "PURGE"} {
			p.Publish = append(p.Publish, "$JS.API.STREAM."+verb+"."+stream)
		}
	}
	p.Publish = append(p.Publish, asks[service]...)
	return p
}

// NewUser makes an NKEY user: its seed, which is a secret, and its public key.
func NewUser() (seed, public string, err error) {
	pair, err := nkeys.CreateUser()
	if err != nil {
		return "", "", err
	}
	s, err := pair.Seed()
	if err != nil {
		return "", "", err
	}
	public, err = pair.PublicKey()
	return string(s), public, err
}

// publicKey reads the public key of the user whose seed is in a file.
func publicKey(seedFile string) (string, error) {
	b, err := os.ReadFile(seedFile)
	if err != nil {
		return "", fmt.Errorf("bus: the seed file cannot be read: %w", err)
	}
	pair, err := nkeys.ParseDecoratedUserNKey(b)
	if err != nil {
		return "", fmt.Errorf("bus: the seed file has no seed of a user: %w", err)
	}
	defer pair.Wipe()
	return pair.PublicKey()
}

// UsersConfig renders the authorization section of nats-server for the services' public keys.
func UsersConfig(publics map[string]string) string {
	var b strings.Builder
	b.WriteString("# Made by `waymark nats-users`. Public keys only.\nauthorization {\n  users: [\n")
	services := make([]string, 0, len(publics))
	for s := range publics {
		services = append(services, s)
	}
	slices.Sort(services)
	for _, s := range services {
		p := Allowed(s)
		p.Subscribe = append(p.Subscribe, inbox(publics[s])+".>")
		fmt.Fprintf(&b, "    {\n      # %s\n      nkey: %s\n      permissions: {\n", s, publics[s])
		fmt.Fprintf(&b, "        publish: {allow: [%s]}\n", quoted(p.Publish))
		fmt.Fprintf(&b, "        subscribe: {allow: [%s]}\n", quoted(p.Subscribe))
		b.WriteString("        allow_responses: {max: 1, expires: \"1m\"}\n      }\n    }\n")
	}
	b.WriteString("  ]\n}\n")
	return b.String()
}

func quoted(subjects []string) string {
	out := make([]string, len(subjects))
	for i, s := range subjects {
		out[i] = `"` + s + `"`
	}
	return strings.Join(out, ", ")
}
