package web

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"
)

// TestWordsCode: what people read as different answers has different codes; how it is written has not.
func TestWordsCode(t *testing.T) {
	seen := map[string]string{}
	for _, text := range []string{"C", "C++", "C#", "5 years", "< 5 years", "> 5 years", "5", "-5", "+5", "1-12", "11-2", "1.5", "15",
		"50", "50%", "1 12", "?", "!"} {
		code := wordsCode("a", text)
		if was, is := seen[code]; is {
			t.Errorf("%q and %q are one answer", was, text)
		}
		seen[code] = text
	}
	for a, b := range map[string]string{"Non-binary": "non binary", " A  keyboard.": "a keyboard", "25–34": "25-34", "What?": "what"} {
		if wordsCode("a", a) != wordsCode("a", b) {
			t.Errorf("%q and %q are two answers", a, b)
		}
	}
	sum := sha256.Sum256([]byte("whatdoyouuse")) // words alone have the code that they always had
	if got := wordsCode("q", "What do you use?"); got != "q_"+hex.EncodeToString(sum[:6]) {
		t.Error(got)
	}
}
