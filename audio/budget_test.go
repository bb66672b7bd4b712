package audio

import (
	"math"
	"slices"
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
	later := routine.Event{At: 48000, Length: 1000, Bus: routine.BusVoice, Pan: 0.3}
	early := func(seconds float64) routine.Event {
		return routine.Event{At: 48000 - routine.Samples(seconds*48000), Length: 48000, Bus: routine.BusChime}
	}
	cut := routine.Event{Length: 1000, Bus: routine.BusVoice, Pan: 0.3, Cut: true}
	answer := routine.Event{At: 1000, Length: 14400, Bus: routine.BusChime, Answers: true}
	for _, tt := range []struct {
		name   string
		events []routine.Event
		levels Levels
		bed    Decibels // how far it goes down
		fails  bool
	}{
		{"a voice alone", []routine.Event{voice}, Levels{}, 0, false},
		{"with a chime and a bed", []routine.Event{bed, voice, chime}, Levels{}, 0, false},
		// Struck under the voice each chime adds 0.266 x 0.707 x 0.1 = 0.0188.
		{"with two chimes and a bed", []routine.Event{bed, voice, chime, chime}, Levels{}, 0, false},
		// Five of them leave 0.891 - 0.760 - 0.094 = 0.037 for the bed's 0.126 x 0.251
		// = 0.032, and for 1.41 times as much when it is 3 dB louder.
		{"with five chimes and a bed", []routine.Event{bed, voice, chime, chime, chime, chime, chime}, Levels{}, 0, false},
		{"with a louder bed", []routine.Event{bed, voice, chime, chime, chime, chime, chime}, Levels{Bed: 3}, -1.6, false},
		{"with seven chimes", []routine.Event{voice, chime, chime, chime, chime, chime, chime, chime}, Levels{}, 0, true},
		{"with seven chimes, all 3 dB lower", []routine.Event{voice, chime, chime, chime, chime, chime, chime, chime}, Levels{Voice: -3}, 0, false},
		// Struck 0.6 s before the voice each adds 0.0596 x 0.707 = 0.0421, 0.1 s
		// before it 0.0188, and just as it is cut off, as a key does, 0.178 x 0.707 = 0.126.
		{"after three chimes that have fallen", []routine.Event{early(0.6), early(0.6), early(0.6), later}, Levels{}, 0, false},
		{"after four", []routine.Event{early(0.6), early(0.6), early(0.6), early(0.6), later}, Levels{}, 0, true},
		{"just after four", []routine.Event{early(0.1), early(0.1), early(0.1), early(0.1), later}, Levels{}, 0, false},
		{"cut off at a key", []routine.Event{cut, answer}, Levels{}, 0, false},
		{"cut off at a chime", []routine.Event{cut, {At: 1000, Length: 48000, Bus: routine.BusChime}}, Levels{}, 0, true},
	} {
		got, err := Budget(&routine.Plan{Events: tt.events}, tt.levels)
		if (err != nil) != tt.fails || math.Abs(float64(got-tt.bed)) > 0.2 {
			t.Errorf("%s: the bed goes down by %.2f dB, %v; want %v", tt.name, got, err, tt.bed)
		}
	}
}

// answers are the chimes that answer keys.
var answers = []string{"chime-key", "chime-refused"}

// TestRecordingsKeepToTheBudget holds the chimes and the bed to the figures that the
// budget adds up, and the chimes to the lengths that their tags say. The command's
// TestVoiceCheckOfBuiltInVoices holds the voices to theirs.
func TestRecordingsKeepToTheBudget(t *testing.T) {
	for _, name := range sounds.Chimes() {
		e := routine.Event{Bus: routine.BusChime, Cue: name, Answers: slices.Contains(answers, name)}
		samples := decoded(t, sounds.DefaultVoice, routine.BusChime, name)
		if n, err := ClipLength(chime(t, name)); int(n) != len(samples) {
			t.Errorf("%s: %d samples, %d by its tag, %v", name, len(samples), n, err)
		}
		for i, v := range samples {
			// Half a decibel for what lies between the samples.
			bound := (chimeAt(e, float64(i)/48000) - 0.5).gain() * fullScale
			if math.Abs(float64(v)) > bound && math.Abs(float64(v)) > 4 {
				t.Errorf("%s: sample %d is %d, the bound is %.0f", name, i, v, bound)
				break
			}
		}
	}
	loop := SurfLoop()
	// One long breath in: the crest lies under every part of the loop once.
	n := routine.Samples(len(loop))
	b := &surf{loop: loop, swell: envelopes{all: []envelope{{-1, 0, 0, 100 * n, forever}}}}
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

// TestChimesAreAudible for as long as plans count on, at the lowest level: over
// -60 dBFS in both ears. (Those that answer keys are in no plan.)
func TestChimesAreAudible(t *testing.T) {
	left, _ := pan(0)
	for _, name := range sounds.Chimes() {
		if slices.Contains(answers, name) {
			continue
		}
		samples := decoded(t, sounds.DefaultVoice, routine.BusChime, name)
		e := routine.Event{Length: routine.Samples(len(samples)), Bus: routine.BusChime, Cue: name}
		last := 0
		for i, v := range samples {
			if math.Abs(float64(v))*left*MinChimeLevel.gain() >= 0.001*fullScale {
				last = i
			}
		}
		if last < int(e.Audible()) {
			t.Errorf("%s is over -60 dBFS for %v, %v are counted on", name, Rate.D(last), e.Audible().Duration())
		}
	}
}
