package cohort

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

// Format names the form of a certificate.
const Format = "waymark-match/1"

// MaxCertificate is the greatest size of a certificate, in bytes.
const MaxCertificate = 64 << 20

// Certificate is what was solved, from which files, and why the answer is right. It names nobody: people are the rows of the files.
type Certificate struct {
	Format    string           `json:"format"`
	Objective assign.Objective `json:"objective"`
	MinScore  int64            `json:"min_score"`
	// Scoring says where the scores came from: "scores" a file, "criteria", "profiles", "criteria and profiles".
	Scoring string `json:"scoring"`
	// Weights is the version of our own scoring, where it was used.
	Weights string `json:"weights,omitempty"`
	// Keep is how many of the best mentors of each newcomer were looked at; 0 is all of them.
	Keep int `json:"keep"`
	// Each is how many mentors each newcomer may have, where the newcomers' file does not say; 0 is one.
	Each      int                `json:"each,omitempty"`
	Map       []string           `json:"map,omitempty"`
	Newcomers int                `json:"newcomers"`
	Mentors   int                `json:"mentors"`
	Places    int                `json:"places"`
	Pairs     int                `json:"pairs"`
	Inputs    []Input            `json:"inputs"`
	Proof     assign.Certificate `json:"proof"`
}

// Input is a file that the pairs were made from, unpacked.
type Input struct {
	Role   string `json:"role"` // newcomers, mentors, scores, criteria, fixed, quotas
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Bytes is the certificate as a file.
func (c *Certificate) Bytes() ([]byte, error) {
	b, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	return append(b, '\n'), nil
}

// ReadCertificate reads a certificate; one that is of another form, or has fields that are not known, is refused.
func ReadCertificate(b []byte) (*Certificate, error) {
	var c Certificate
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return nil, fmt.Errorf("this is no certificate of %s: %w", Format, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is something behind the certificate")
	}
	if c.Format != Format {
		return nil, fmt.Errorf("this certificate is not of the form %s", Format)
	}
	return &c, nil
}

// Differs says in words what the certificate says otherwise than other, which was made of the files at hand; the proofs are not compared.
func (c *Certificate) Differs(other *Certificate) []string {
	var out []string
	files := map[string]Input{}
	for _, in := range other.Inputs {
		files[in.Role] = in
	}
	for _, in := range c.Inputs {
		have, ok := files[in.Role]
		delete(files, in.Role)
		switch {
		case !ok:
			out = append(out, fmt.Sprintf("the pairs were made with a file of %s, which is not given", in.Role))
		case have != in:
			out = append(out, fmt.Sprintf("the file of %s is not the one that the pairs were made from", in.Role))
		}
	}
	for _, in := range other.Inputs {
		if _, extra := files[in.Role]; extra {
			out = append(out, fmt.Sprintf("the pairs were made without a file of %s", in.Role))
		}
	}
	if c.Weights != other.Weights {
		out = append(out, "our scoring has other weights by now: check with the version of Waymark that made the pairs")
	}
	same := c.Newcomers == other.Newcomers && c.Mentors == other.Mentors && c.Places == other.Places && c.Pairs == other.Pairs && c.Keep == other.Keep
	if len(out) == 0 && (!same || c.Scoring != other.Scoring) {
		out = append(out, "the files have other people or pairs than the certificate says")
	}
	if c.Proof.Objective != c.Objective {
		out = append(out, "the proof is for another objective than the certificate says")
	}
	return out
}
