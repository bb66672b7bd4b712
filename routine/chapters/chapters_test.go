package chapters

import (
	"slices"
	"testing"

	"uncramp/routine"
)

func TestOf(t *testing.T) {
	p := &routine.Plan{Length: 100, Phases: []routine.Phase{
		{Name: "opening", End: 10},
		{Name: routine.PhaseTake, Side: routine.Left, Round: 1, Start: 10, End: 20},
		{Name: routine.PhaseAngle, Side: routine.Left, Round: 1, Start: 20, End: 30},
		{Name: routine.PhaseHold, Side: routine.Left, Round: 1, Start: 30, End: 60},
		{Name: routine.PhaseRelease, Side: routine.Left, Round: 1, Start: 60, End: 65},
		{Name: routine.PhaseRest, Side: routine.Left, Round: 1, Start: 65, End: 95},
		{Name: routine.PhaseReady, Round: 2, Start: 95, End: 96},
		{Name: routine.PhaseHold, Title: "étoile", Round: 2, Start: 96, End: 97},
		{Name: routine.PhaseReady, Round: 2, Start: 97, End: 97},
		{Name: "closing", Start: 97, End: 100},
	}}
	want := []Chapter{
		{"Opening", 0, 10},
		{"Left, round 1: take", 10, 30},
		{"Left, round 1: hold", 30, 65},
		{"Left, round 1: rest", 65, 95},
		{"Round 2: ready", 95, 96},
		{"Round 2: étoile", 96, 97}, // with the words after it
		{"Closing", 97, 100},
	}
	if got := Of(p); !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	p.Rounds = 1
	if got := Of(p)[5]; got.Title != "Étoile" {
		t.Errorf("in the only round it is %v", got)
	}
	// A chapter begins at 0 whatever the first phase is.
	p.Phases = p.Phases[2:]
	if got := Of(p)[0]; got.Title != "Left, round 1: angle" {
		t.Errorf("the first is %v", got)
	}
}
