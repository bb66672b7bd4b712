package routine

import (
	"os"
	"testing"
	"time"

	"uncramp/sounds"
)

// TestTimeToFirstHold: from the start to the words that tell a listener to take
// hold of the knee, with every voice, side and built-in routine, at the default
// breath.
func TestTimeToFirstHold(t *testing.T) {
	for _, voice := range sounds.Voices() {
		lib := spokenBy(t, voice)
		for _, name := range Builtin() {
			r := parseRoutine(t, name)
			for _, side := range r.Sides {
				for before, most := range map[Before]time.Duration{BeforeFull: 75 * time.Second, BeforeShort: 30 * time.Second, BeforeNone: 10 * time.Second} {
					s := r.Defaults
					s.Side, s.Before = side, before
					p, err := r.Plan(s, lib)
					if err != nil {
						t.Fatal(err)
					}
					words := p.firstWords(phase(t, p, PhaseTake, 1)).To
					for _, e := range p.Events {
						if e.End() == words && e.At.Duration() > most {
							t.Errorf("%s, %s, %s, opening %s: %s is said after %v, want %v at most", voice, name, side, before, e.Cue, e.At.Duration(), most)
						}
					}
					if words < 5*Rate {
						t.Errorf("%s, %s, %s, opening %s: nothing is said", voice, name, side, before)
					}
				}
			}
		}
	}
}

// TestOlderFile: the built-in routine of version 0.1, as somebody may have copied
// it, is read and planned, and has whole breaths now.
func TestOlderFile(t *testing.T) {
	src, err := os.ReadFile("testdata/older.yaml")
	if err != nil {
		t.Fatal(err)
	}
	r, err := Parse("older.yaml", src, scriptOf(fixture()))
	if err != nil {
		t.Fatal(err)
	}
	p, err := r.Plan(r.Defaults, fixture())
	if err != nil {
		t.Fatal(err)
	}
	if b := broken(p); b != "" || inhaled(p) >= 0 {
		t.Errorf("%s, breathed in twice at %d", b, inhaled(p))
	}
	if r.HasOpenings() || !r.HasEndings() {
		t.Errorf("it has openings %v, endings %v", r.HasOpenings(), r.HasEndings())
	}
}
