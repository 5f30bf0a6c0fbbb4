package store

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestKeys(t *testing.T) {
	type state string
	type level int8
	indexes := map[string]Index{"a": {Name: "a"}, "m": {Name: "m", Multi: true}}
	for _, x := range []struct {
		in   Keys
		want Keys // nil: refused
	}{
		{Keys{"a": "x"}, Keys{"a": "x"}},
		{Keys{"a": state("open")}, Keys{"a": "open"}},
		{Keys{"a": 7}, Keys{"a": int64(7)}},
		{Keys{"a": level(7)}, Keys{"a": int64(7)}},
		{Keys{"a": time.Second}, Keys{"a": int64(time.Second)}},
		{Keys{"a": true}, Keys{"a": int64(1)}},
		{Keys{"a": false}, Keys{"a": int64(0)}},
		{Keys{"m": []string{"b", "a", "b"}}, Keys{"m": []string{"a", "b"}}},
		{Keys{"m": []state{"b"}}, Keys{"m": []string{"b"}}},
		{Keys{"m": []string{}}, Keys{}},
		{Keys{"a": 1.5}, nil},
		{Keys{"a": nil}, nil},
		{Keys{"a": []string{"x"}}, nil},
		{Keys{"a": uint(1)}, nil},
		{Keys{"a": "x\x00"}, nil},
		{Keys{"a": "\xff"}, nil},
		{Keys{"a": strings.Repeat("x", MaxKey+1)}, nil},
		{Keys{"m": "x"}, nil},
		{Keys{"m": make([]string, 3*MaxKeys)}, Keys{"m": []string{""}}},
		{Keys{"m": strings.Split(strings.Repeat("x ", MaxKeys+1)+"y", "")}, Keys{"m": []string{" ", "x", "y"}}},
		{Keys{"z": "x"}, nil},
	} {
		got, err := x.in.normal(indexes)
		if (err != nil) != (x.want == nil) {
			t.Errorf("%v: %v", x.in, err)
			continue
		}
		if diff := cmp.Diff(x.want, got); diff != "" {
			t.Errorf("%v: %s", x.in, diff)
		}
	}
	many := make([]string, MaxKeys+1)
	for i := range many {
		many[i] = strings.Repeat("x", i)
	}
	if _, err := (Keys{"m": many}).normal(indexes); err == nil {
		t.Error("too many values")
	}
}

func TestKeepOps(t *testing.T) {
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	old := []Op{{Key: "old", At: now.Add(-OpsAge)}, {Key: "twice", At: now.Add(-time.Hour), Status: 1}, {Key: "young", At: now.Add(-time.Hour)}}
	got := keepOps(old, []Op{{Key: "twice", Status: 2}, {Key: "new", At: now}}, now)
	want := []Op{{Key: "young", At: now.Add(-time.Hour)}, {Key: "twice", At: now, Status: 2}, {Key: "new", At: now}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestNames(t *testing.T) {
	for name, want := range map[string]bool{
		"mentoring_match": true, "a": true, "a1": true, "": false, "A": false, "1a": false, "_a": false, "a-b": false,
		"a.b": false, `a"`: false,
		strings.Repeat("a", 60): true, strings.Repeat("a", 61): false, "ä": false, "a\x00": false,
	} {
		if validName(name) != want {
			t.Errorf("name %q: %v", name, !want)
		}
	}
}
