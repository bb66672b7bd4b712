package audio

import (
	"math"
	"testing"

	"uncramp/routine"
	"uncramp/sounds"
)

// TestBudget on sums that a person can check. A voice to the side reaches 0.891
// x 0.853 = 0.760, and 0.891 is the ceiling.
func TestBudget(t *testing.T) {
	voice := routine.Event{At: 0, Length: 1000, Bus: routine.BusVoice, Pan: 0.3}
	chime := routine.Event{At: 500, Length: 48000, Bus: routine.BusChime}
	bed := routine.Event{Length: 48000, Bus: routine.BusBed}
	for _, tt := range []struct {
		name   string
		events []routine.Event
		levels Levels
		bed    Decibels // how far it goes down
		fails  bool
	}{
		{"a voice alone", []routine.Event{voice}, Levels{}, 0, false},
		{"with a chime and a bed", []routine.Event{bed, voice, chime}, Levels{}, 0, false},
		// Each ducked chime adds 0.266 x 0.707 x 0.251 = 0.0473; two of them leave
		// 0.891 - 0.760 - 0.095 = 0.037 for the bed's 0.126 x 0.251 = 0.032, and
		// for 1.41 times as much when it is 3 dB louder.
		{"with two chimes and a bed", []routine.Event{bed, voice, chime, chime}, Levels{}, 0, false},
		{"with a louder bed", []routine.Event{bed, voice, chime, chime}, Levels{Bed: 3}, -1.6, false},
		{"with three chimes", []routine.Event{voice, chime, chime, chime}, Levels{}, 0, true},
		{"with three chimes, all 3 dB lower", []routine.Event{voice, chime, chime, chime}, Levels{Voice: -3}, 0, false},
	} {
		got, err := Budget(&routine.Plan{Events: tt.events}, tt.levels)
		if (err != nil) != tt.fails || math.Abs(float64(got-tt.bed)) > 0.2 {
			t.Errorf("%s: the bed goes down by %.2f dB, %v; want %v", tt.name, got, err, tt.bed)
		}
	}
}

// TestRecordingsKeepToTheBudget holds the chimes and the bed to the figures
// that the budget adds up. (The voices are held to theirs where they are made.)
func TestRecordingsKeepToTheBudget(t *testing.T) {
	for _, name := range sounds.Chimes() {
		samples, err := DecodeMP3(chime(t, name))
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range samples {
			// Half a decibel for what lies between the samples.
			bound := (chimeAt(float64(i)/48000) - 0.5).gain() * fullScale
			if math.Abs(float64(v)) > bound && math.Abs(float64(v)) > 4 {
				t.Errorf("%s: sample %d is %d, the bound is %.0f", name, i, v, bound)
				break
			}
		}
	}
	mp3, err := sounds.Bed(sounds.DefaultBed)
	if err != nil {
		t.Fatal(err)
	}
	loop, err := DecodeMP3(mp3)
	if err != nil {
		t.Fatal(err)
	}
	// One long breath in: the crest lies under every part of the loop once.
	n := routine.Samples(len(loop))
	b := &surf{loop: loop, breaths: []routine.PlannedBreath{{In: -1, Out: 0, End: 100 * n}}}
	out := make([][2]float64, len(loop))
	b.fill(out, 0)
	peak := 0.0
	for _, v := range out {
		peak = max(peak, math.Abs(v[0]), math.Abs(v[1]))
	}
	if got := 20 * math.Log10(peak); got > float64(bedPeak)-0.5 {
		t.Errorf("the bed's peak is %.1f dBFS, the budget has %v", got, bedPeak)
	}
}
