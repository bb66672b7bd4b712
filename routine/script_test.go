package routine

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestKindFaults: a file is told all that is wrong with it at once, in the order of
// its lines, and hints that help.
func TestKindFaults(t *testing.T) {
	for file, want := range map[string]string{
		"words: {lean: Lean., no: 🙂, 'on': \"a\\nb\", e: \"\", ../up: Up., -a: A., A: A., hold: Keep it.}\nround: [{say: lean}]": `
3:26 "🙂": must have a letter, for a voice to speak it
3:35 "a\nb": must be one line, without control characters
3:46 must be a text
3:50 cue "../up": must be lower-case letters, digits and -, at most 64
3:62 cue "-a": must be lower-case letters, digits and -, at most 64
3:70 cue "A": must be lower-case letters, digits and -, at most 64
3:77 cue "hold" is one that every voice speaks, as "words of hold" (choose another name)`,
		"words: [lean]\nround: [{say: lean}]": `
3:9 must be a mapping from names to sentences (such as   lean: "Lean forward, with a long back.")`,
		"words: {lean: " + strings.Repeat("word ", 100) + "x}\nround: [{wait: 1s}]": `
3:15 a sentence of 501 letters: at most 300 (two sentences can follow one another: say: [first, second])`,
		"words: {lean: Lean.}\nsides: none\nround: [{say: Lean back.}, {say: lena}, {chime: gong}, {hold: {hold}}]": `
4:8 side "none" (sides are left and right, each at most once; without the key there are none)
5:15 "Lean back." has spaces, which no name of a cue has (a sentence of your own has a name under "words:", such as   words: {lean: "Lean back."}   and several names stand in brackets: [lean, rest])
5:34 unknown cue "lena" (did you mean "lean"?)
5:49 unknown chime "gong": there are bell-final, bell-opening, bell-round, chime-hold, chime-in, chime-key, chime-out, chime-pause, chime-refused, chime-release
5:64 {hold} is a mapping for YAML, not a text (quote it: "{hold}")`,
		"sides: left\nround: [{say: take-{side}}]": `
4:20 ',' or '}' must be specified (quote it: "take-{side}")`,
		"sides: left\nround: [{say: [take-{side}, rest]}]": `
4:21 ',' or ']' must be specified (quote it: "take-{side}")`,
		"round:\n- say: Lean: back": `
4:8 mapping value is not allowed in this context (a text with a colon is quoted; keys in the line of another one stand in braces)`,
		"round: [{hold: 9s, at: {10s: rest, mid: rest, 0s-left: rest}}, {say: \"take-{side}\"}, {wait: 1s, then: 2s}, {breathe: 1, at: half}]": `
3:25 10s is not within 9s
3:36 "mid": must be half, a time such as 5s, or one before the end such as 10s-left
3:47 "0s-left": must be half, a time such as 5s, or one before the end such as 10s-left
3:70 "take-{side}": the routine has no sides (sides: [left, right] makes it one with sides)
3:97 unknown key "then" (known here: wait, before, after, when)
3:125 must be a mapping from times to cues (such as   at: {half: halfway, 10s-left: left-10})`,
		"warmup: [{phase: take}]\nround: [" + strings.Repeat("{rest: 0s}, ", 30) + "]": `
3:11 a warm-up is one phase: "phase:" belongs to the round` + strings.Repeat("\n4: \"0s\": must be at least 1s", 19) + `
and 11 more`,
		"round: [{breathe: 1, breath: 4-x}, {breathe: 100}, {rest: 20s, breath: 61-9}]\ndefaults: {hold: 9s}\nlimits: {hold: {from: 10s, to: 9s, why: x}}": `
3:30 breath "4-x": must be seconds in and seconds out, such as 4-6, or with pauses, such as 4-7-8 or 4-4-4-4
3:46 "100": must be a number from 1 to 99
3:72 breath "61-9": in and out are at least 1s, and no part is over 1m0s
5:17 from 10s is more than to 9s`,
		"round: [{hold: \"{hold}\"}]\ndefaults: {hold: 9s}\nlimits: {hold: {from: 10s, to: 20s, why: it is long}}": `
4:18 defaults: hold 9s: must be 10s to 20s: it is long`,
		"words: {lean: Lean., lean: More., true: Yes., e: \"\"}\nround: [{say: [lean, e]}, {say: \"lean, rest\"}, {say: [rest, [rest]]}, {lean: 1s}]": `
3:22 "lean" stands here twice
3:35 true is no text for YAML (quote it: "true")
3:50 must be a text
4:33 "lean, rest" has spaces, which no name of a cue has (a sentence of your own has a name under "words:", such as   words: {lean: "Lean back."}   and several names stand in brackets: [lean, rest])
4:62 must be one text, not a list
4:72 "lean": a step does one of phase, wait, chime, say, open, breathe, hold, rest`,
		"sides: [left, right]\nwords: {arm-left: L., arm-right: R.}\nopening: [{say: \"arm-{side}\"}, {phase: take}, {hold: 9s}]\nround: [{say: \"amr-{side}\"}, {hold: 45s, at: {half: rest, 60s: rest, 46s-left: rest}}]\ndefaults: {rounds: 5, breath: 1-2, side: left}\nlimits: {rounds: {from: 1, to: 4, why: x}, breath: {from: 2s, to: 9s, why: y}}": `
5:17 unknown cue "arm-both" ({side} is both here in a session of both sides, which needs words of its own)
5:33 a phase belongs to the round
5:48 holds and rests belong to the round or to the warm-up
6:15 unknown cue "amr-left" (did you mean "arm-{side}"?)
6:59 60s is not within 45s
6:70 46s-left is not within 45s`,
		"round: [{hold: 45s}]\ndefaults: {rounds: 5, breath: 1-2, side: left}\nlimits: {rounds: {from: 1, to: 4, why: x}, breath: {from: 2s, to: 9s, why: y}}": `
4:20 defaults: rounds 5: must be 1 to 4: x
4:31 defaults: breath 1-2: must be 2s to 9s: y
4:42 defaults: side "left": the routine "x" has no sides`,
		"round: [{wait: }, {say: null}]": `
3:15 nothing stands here
3:25 nothing stands here`,
		"round:\n  - hold: 9s\n     name: far": `
4:11 mapping value is not allowed in this context (keys that belong together are indented by the same number of spaces)`,
		"round:\n  - hold: 9s\n  name: near": `
5:3 value is not allowed in this context (keys that belong together are indented by the same number of spaces)`,
		"round:\n  -hold: 9s\nclosing: [{}]": `
4:3 "-hold": a step does one of phase, wait, chime, say, open, breathe, hold, rest (a space stands after the dash: "- hold")
5:11 "": a step does one of phase, wait, chime, say, open, breathe, hold, rest`,
		"round:\n\t- hold: 9s": `
4:1 a tab: lines are indented with spaces`,
	} {
		_, err := Parse("x", []byte("uncramp: 1\nname: x\n"+file), scriptOf(fixture()))
		all := (*Faults)(nil)
		if !errors.As(err, &all) {
			t.Errorf("%s: %v", file, err)
			continue
		}
		got := ""
		for _, f := range all.List {
			got += "\n" + strings.TrimPrefix(f.Place, "x:") + " " + f.Fact
			if f.Remedy != "" {
				got += " (" + f.Remedy + ")"
			}
		}
		if all.more > 0 {
			got = regexp.MustCompile(`(?m)^4:\d+`).ReplaceAllString(got, "4:") + fmt.Sprintf("\nand %d more", all.more)
		}
		if got != want {
			t.Errorf("%s\ngot %s\nwant%s", file, got, want)
		}
	}
}

// TestNeeds: what plans speak is among the needs, and each need once.
func TestNeeds(t *testing.T) {
	lib := fixture()
	lib.Bed = "breath"
	for _, h := range shapes(t) {
		needs := h.r.Needs(scriptOf(fixture()))
		for _, e := range h.plan.Events {
			if e.Bus == BusVoice && !slices.ContainsFunc(needs, func(c Cue) bool { return c.ID == e.Cue }) {
				t.Errorf("%s: %q is not needed", h.r.Name, e.Cue)
			}
		}
	}
	everySetting(t, func(r *Routine, s Settings) {
		p, err := r.Plan(s, lib)
		if err != nil {
			t.Fatal(err)
		}
		needs := map[string]int{}
		for _, c := range r.Needs(scriptOf(lib)) {
			needs[c.ID]++
			if c.Words == "" || needs[c.ID] > 1 {
				t.Fatalf("%q, %d times", c, needs[c.ID])
			}
		}
		for _, e := range p.Events {
			if e.Bus == BusVoice && needs[e.Cue] == 0 {
				t.Fatalf("%q is not needed", e.Cue)
			}
		}
		for _, cue := range answers(BusVoice) {
			if needs[cue] == 0 && len(r.Sides) > 0 {
				t.Fatalf("%q, an answer, is not needed", cue)
			}
		}
		if needs["halfway"] > 0 && len(r.Sides) > 0 || needs["round-5-of-5"] > 0 {
			t.Fatal("more than it needs")
		}
	})
}

// TestMissing: a plan names all recordings that a library lacks.
func TestMissing(t *testing.T) {
	lib := fixture()
	for _, cue := range []string{"take-left", "steady", "last-left", "rounds-3"} {
		delete(lib.Spoken, cue)
	}
	r := parseBuiltin(t)
	_, err := r.Plan(r.Defaults, lib)
	missing := (*Missing)(nil)
	if want := []string{"take-left", "steady", "last-left"}; !errors.As(err, &missing) || !slices.Equal(missing.Cues, want) {
		t.Fatalf("got %v, want %q", err, want)
	}
	if want := `voice fixture has no recording of "take-left", "steady", "last-left"`; err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
