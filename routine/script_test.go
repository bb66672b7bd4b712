package routine

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// TestOwnWords: a file's own sentences are cues like any others, and what cannot
// be one is a fault with its place.
func TestOwnWords(t *testing.T) {
	src, err := Source(Default)
	if err != nil {
		t.Fatal(err)
	}
	file := func(words string) []byte {
		return []byte(strings.Replace(string(src), "\nsides:", "\n"+words+"\nsides:", 1))
	}
	r, err := Parse("mine.yaml", []byte(strings.Replace(string(file("words: {lean-left: Lean left., lean-right: Lean right.}\nvoice: ../anna\nfallback: none")),
		"say: release-{side}", "say: lean-{side}", 1)), scriptOf(fixture()))
	if err != nil {
		t.Fatal(err)
	}
	if r.Words["lean-left"] != "Lean left." || r.Voice != "../anna" || r.Fallback != NoFallback {
		t.Errorf("%q, %q, %q", r.Words, r.Voice, r.Fallback)
	}
	for words, want := range map[string]string{
		`words: {../lean: Lean.}`:                              `9: cue "../lean": must be lower-case letters, digits and -, at most 64`,
		`words: {Lean: Lean.}`:                                 `9: cue "Lean": must be lower-case letters, digits and -, at most 64`,
		`words: {-lean: Lean.}`:                                `9: cue "-lean": must be lower-case letters, digits and -, at most 64`,
		`words: {lean: ""}`:                                    `15: must be a text`,
		`words: {lean: "🙂🙂"}`:                                  `15: "🙂🙂": must have a letter, for a voice to speak it`,
		`words: {lean: "a\nb"}`:                                `15: "a\nb": must be one line, without control characters`,
		`words: {lean: ` + strings.Repeat("word ", 100) + `x}`: `15: a sentence of 501 letters: at most 300`,
		`words: {hold: Keep it.}`:                              `9: cue "hold" is one that every voice speaks, as "words of hold"`,
		`words: [lean]`:                                        `9: must be a mapping from names to sentences`,
		"words:\n  lean: Lean.\n  lean: Bend.":                 `3: `,
	} {
		_, err := Parse("mine.yaml", file(words), scriptOf(fixture()))
		if f := (*Fault)(nil); !errors.As(err, &f) || !strings.HasPrefix(f.Place+": "+f.Fact, "mine.yaml:") || !strings.Contains(f.Place+": "+f.Fact, ":"+want) {
			t.Errorf("%.40s: got %v, want %s", words, err, want)
		}
	}
}

// TestNeeds: what plans speak is among the needs, and each need once.
func TestNeeds(t *testing.T) {
	lib := fixture()
	lib.Bed = "breath"
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
