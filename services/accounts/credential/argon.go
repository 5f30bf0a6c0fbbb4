package credential

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Argon2id with OWASP's first choice: about 30 ms and 19 MiB.
const (
	argonMemory = 19 << 10 // KiB
	argonTime   = 2
	argonLanes  = 1
	argonSalt   = 16
	argonKey    = 32
)

// Cost is what hashing costs. The zero Cost is the one that is used; less is for tests about something else, which hash many passwords.
type Cost struct {
	Memory, Time uint32 // KiB and rounds
}

// Hash hashes a password with a fresh salt, in PHC form.
func (c Cost) Hash(p Password) string {
	if c == (Cost{}) {
		c = Cost{argonMemory, argonTime}
	}
	salt := make([]byte, argonSalt)
	rand.Read(salt)
	key := argon2.IDKey([]byte(p.text), salt, c.Time, c.Memory, argonLanes, argonKey)
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.Memory, c.Time, argonLanes,
		b.EncodeToString(salt), b.EncodeToString(key))
}

// Matches says whether the password has this hash. It takes as long for a hash that nothing matches.
func Matches(hash string, p Password) bool {
	salt, want, m, t, lanes, ok := readHash(hash)
	if !ok {
		salt, want, m, t, lanes = make([]byte, argonSalt), make([]byte, argonKey), argonMemory, argonTime, argonLanes
	}
	got := argon2.IDKey([]byte(p.text), salt, t, m, lanes, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1 && ok
}

// readHash takes a PHC string apart; parameters beyond what we could ever have written are refused.
func readHash(s string) (salt, key []byte, m, t uint32, lanes uint8, ok bool) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return nil, nil, 0, 0, 0, false
	}
	var version int
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return nil, nil, 0, 0, 0, false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &m, &t, &lanes); err != nil {
		return nil, nil, 0, 0, 0, false
	}
	if m < 8 || m > 256<<10 || t < 1 || t > 10 || lanes < 1 || lanes > 8 {
		return nil, nil, 0, 0, 0, false
	}
	var err error
	if salt, err = base64.RawStdEncoding.Strict().DecodeString(parts[4]); err != nil || len(salt) < 8 || len(salt) > 64 {
		return nil, nil, 0, 0, 0, false
	}
	if key, err = base64.RawStdEncoding.Strict().DecodeString(parts[5]); err != nil || len(key) < 16 || len(key) > 64 {
		return nil, nil, 0, 0, 0, false
	}
	return salt, key, m, t, lanes, true
}
