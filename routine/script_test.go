package routine

import (
	"errors"
	"slices"
	"testing"
)

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
