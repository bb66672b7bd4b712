package config

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"uncramp/routine"
)

var keys = []Key{
	{Name: "side", Doc: "which side", Values: []string{"left", "right", "both"}},
	{Name: "rounds", Doc: "rounds for each side"},
	{Name: "hold", Doc: "length of a hold"},
	{Name: "bed", Doc: "what lies under the voice"},
	{Name: "log", Doc: "remember sessions", Bool: true},
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ src, want, fault, hint string }{
		{"", "", "", ""},
		{"# nothing\n", "", "", ""},
		{"null\n", "", "", ""},
		{"side: right\nrounds: 4\nhold: 25s\nlog: false\n", "side=right rounds=4 hold=25s log=false", "", ""},
		{"\xef\xbb\xbfbed: \"~/my rain.mp3\"\r\n", "bed=~/my rain.mp3", "", ""},
		{"bed: none # quiet\n", "bed=none", "", ""},
		{"rounds: -3\n", "rounds=-3", "", ""}, // the flag has the better words
		{"sid: right\n", "", "c.yaml:1:1: unknown setting \"sid\"\n    sid: right", `did you mean "side"?`},
		{"x: 1\n", "", "c.yaml:1:1: unknown setting \"x\"\n    x: 1", "known here: side, rounds, hold, bed, log"},
		{"hold: 20s\nside: rigth\n", "", "c.yaml:2:7: side \"rigth\": must be one of left, right, both\n    side: rigth", `did you mean "right"?`},
		{"log: no\n", "", "c.yaml:1:6: log \"no\": must be one of true, false\n    log: no", ""},
		{"hold: [20s]\n", "", "c.yaml:1:7: hold must be a single value\n    hold: [20s]", ""},
		{"hold:\n", "", "c.yaml:1:7: hold must be a single value\n    hold:", ""},
		{"hold: 20s\nhold: 30s\n", "", "c.yaml:2:1: ", ""},
		{"- side\n", "", "c.yaml:1:1: must be settings, a line each, as side: right\n    - side", ""},
		{"side: [\n", "", "c.yaml:1:7: ", ""},
		{"side: \xff\n", "", "c.yaml:1:7: not UTF-8: save the file as UTF-8", ""},
		{strings.Repeat("#", 1<<20), "", "c.yaml: too long: such a file has at most 262144 bytes", ""},
	} {
		f, err := Parse("c.yaml", []byte(tt.src), keys)
		var got []string
		for _, k := range keys {
			if v, set := f.Value(k.Name); set {
				got = append(got, k.Name+"="+v)
			}
		}
		if got := strings.Join(got, " "); got != tt.want {
			t.Errorf("%.40q sets %s, want %s", tt.src, got, tt.want)
		}
		fault := (*routine.Fault)(nil)
		switch {
		case tt.fault == "" && err == nil:
		case !errors.As(err, &fault) || !strings.HasPrefix(err.Error(), tt.fault) || tt.fault == "" || fault.Hint() != tt.hint:
			t.Errorf("%.40q: got %v, hint %q; want %s, hint %q", tt.src, err, fault.Hint(), tt.fault, tt.hint)
		}
	}
}

// TestBlame finds the place of what a flag refused.
func TestBlame(t *testing.T) {
	t.Parallel()
	f, err := Parse("c.yaml", []byte("rounds: 3\nhold: 90s\n"), keys)
	if err != nil {
		t.Fatal(err)
	}
	f.Drop("rounds")
	for _, tt := range []struct{ err, want string }{
		{"hold 90s: must be 20s to 30s", "c.yaml:2:7: hold 90s: must be 20s to 30s\n    hold: 90s"},
		{"rounds 9: must be 1 to 4", "rounds 9: must be 1 to 4"}, // a flag's
		{"holding", "holding"},
		{"no such hold: 90s", "c.yaml:2:7: no such hold: 90s\n    hold: 90s"},
		{`unknown hold "90s"`, "c.yaml:2:7: unknown hold \"90s\"\n    hold: 90s"},
	} {
		if got := f.Blame(errors.New(tt.err)).Error(); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
	if f.Blame(nil) != nil || (*File)(nil).Blame(errors.New("x")).Error() != "x" {
		t.Error("nothing is blamed on something")
	}
}

func TestSchema(t *testing.T) {
	t.Parallel()
	var s struct {
		Properties map[string]struct {
			Type any
			Enum []string
		}
	}
	if err := json.Unmarshal(Schema(keys), &s); err != nil {
		t.Fatal(err)
	}
	if len(s.Properties) != len(keys) || s.Properties["log"].Type != "boolean" || len(s.Properties["side"].Enum) != 3 {
		t.Errorf("got %+v", s)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"side: right", "a: [", "? x\n: y", "&a side: *a", "!!x hold: 1", "hold: |\n  x"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if _, err := Parse("c.yaml", src, keys); err != nil {
			if fault := (*routine.Fault)(nil); !errors.As(err, &fault) {
				t.Fatal(err)
			}
		}
	})
}
