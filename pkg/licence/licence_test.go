package licence

import (
	"strings"
	"testing"
)

func TestReadLicence(t *testing.T) {
	for _, c := range []struct {
		said, spdx string
		open       Openness
		state      string
	}{
		{"MIT License", "MIT", OSI, Stated}, {"mit", "MIT", OSI, Stated},
		{"The MIT License (MIT)", "MIT", OSI, Stated},
		{"Apache License 2.0", "Apache-2.0", OSI, Stated}, {"Apache License, Version 2.0", "Apache-2.0", OSI, Stated},
		{"Apache 2", "Apache-2.0", OSI, Stated}, {"apache-2.0", "Apache-2.0", OSI, Stated},
		{"GNU Affero General Public License v3.0", "AGPL-3.0", OSI, Stated}, {"GNU AGPLv3", "AGPL-3.0", OSI, Stated},
		{"GNU General Public License v3.0", "GPL-3.0", OSI, Stated}, {"GPLv2+", "GPL-2.0-or-later", OSI, Stated},
		{"GPL-3.0+", "GPL-3.0-or-later", OSI, Stated}, {"GPL-2.0 WITH Classpath-exception-2.0", "GPL-2.0", OSI, Stated},
		{"GNU Lesser General Public License v2.1", "LGPL-2.1", OSI, Stated},
		{`BSD 3-Clause "New" or "Revised" License`, "BSD-3-Clause", OSI, Stated}, {`BSD 2-Clause "Simplified" License`, "BSD-2-Clause", OSI, Stated},
		{"New BSD License", "BSD-3-Clause", OSI, Stated}, {"Mozilla Public License 2.0", "MPL-2.0", OSI, Stated},
		{"European Union Public License 1.2", "EUPL-1.2", OSI, Stated}, {"European Union Public Licence v. 1.2", "EUPL-1.2", OSI, Stated},
		{"The Unlicense", "Unlicense", OSI, Stated}, {"Eclipse Public License 2.0", "EPL-2.0", OSI, Stated},
		{"Artistic License 2.0", "Artistic-2.0", OSI, Stated}, {"Open Software License 3.0", "OSL-3.0", OSI, Stated},
		{"Creative Commons Zero v1.0 Universal", "CC0-1.0", OpenDefinition, Stated},
		{"Creative Commons Attribution 4.0 International", "CC-BY-4.0", OpenDefinition, Stated},
		{"CC BY-NC-SA 4.0", "CC-BY-NC-SA-4.0", NotOpen, Stated}, {"CC-BY-SA-4.0", "CC-BY-SA-4.0", OpenDefinition, Stated},
		{"CERN-OHL-S-2.0", "CERN-OHL-S-2.0", CERNOHL, Stated}, {"Business Source License 1.1", "BUSL-1.1", NotOpen, Stated},
		{"MIT OR Apache-2.0", "MIT OR Apache-2.0", OSI, Stated}, {"MIT/Apache-2.0", "MIT OR Apache-2.0", OSI, Stated},
		{"(MIT OR CC0-1.0)", "MIT OR CC0-1.0", OSI, Stated}, {"MIT AND CC-BY-4.0", "MIT AND CC-BY-4.0", OpenDefinition, Stated},
		{"MIT OR SSPL-1.0", "MIT OR SSPL-1.0", OSI, Stated}, {"MIT AND SSPL-1.0", "MIT AND SSPL-1.0", NotOpen, Stated},
		{"WTFPL", "WTFPL", OpenUnknown, Stated},
		{"Other", "", OpenUnknown, Unrecognised}, {"NOASSERTION", "", OpenUnknown, Unrecognised},
		{"Our own words 7", "", OpenUnknown, Unrecognised},
		{"", "", OpenUnknown, Absent}, {" - ", "", OpenUnknown, Absent},
		{"None", "", NotOpen, None}, {"All rights reserved", "", NotOpen, None}, {"Proprietary", "", NotOpen, None},
	} {
		got := Read(c.said)
		if got.SPDX != c.spdx || got.Open != c.open || got.State != c.state {
			t.Errorf("%q is %+v, want %q %q %q", c.said, got, c.spdx, c.open, c.state)
		}
	}
}

// TestLicenceTable: every id is there once and both its id and its name find it.
func TestLicenceTable(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range licences {
		if seen[strings.ToLower(l.id)] {
			t.Errorf("%s is there twice", l.id)
		}
		seen[strings.ToLower(l.id)] = true
		for _, s := range []string{l.id, l.name, strings.ToUpper(l.name), strings.ToLower(l.id)} {
			if got := Read(s); got.SPDX != l.id || got.Open != l.open {
				t.Errorf("%q is %+v, want %s", s, got, l.id)
			}
		}
	}
	if len(licences) < 110 {
		t.Errorf("only %d licences", len(licences))
	}
	for s, id := range spellings {
		if got := Read(s); got.SPDX != id {
			t.Errorf("spelling %q is %q, want %s", s, got.SPDX, id)
		}
	}
}

func FuzzReadLicence(f *testing.F) {
	f.Add("MIT OR Apache-2.0")
	f.Add("GPL v3.0+ WITH x")
	f.Fuzz(func(t *testing.T, s string) {
		l := Read(s)
		if (l.SPDX == "") == (l.State == Stated) || openRank(l.Open) < 0 {
			t.Fatalf("%q: %+v", s, l)
		}
		if l.SPDX != "" {
			if again := Read(l.SPDX); again != l {
				t.Fatalf("%q is %+v, and read again %+v", s, l, again)
			}
		}
	})
}
