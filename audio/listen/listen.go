// Package listen is the ears of the tests: it holds the samples of a rendered
// session to what a listener was promised, without a look at how they were
// made. What it needs to know is the plan and the recordings; what it returns
// are figures, and a finding for every promise that is not kept.
package listen

import (
	"fmt"
	"math"

	"uncramp/audio"
	"uncramp/audio/meter"
	"uncramp/routine"
)

// Promise is one of the things that are held to.
type Promise string

const (
	Ears     Promise = "ears"      // words from the right ear, or from the middle
	Mono     Promise = "mono"      // no word lost in a mono downmix
	OneEar   Promise = "one ear"   // no word lost to a single ear bud
	Distance Promise = "distance"  // what is under the words stays under them
	Silence  Promise = "silence"   // no silence that reads as a crash
	Peak     Promise = "peak"      // nothing clips, on the way out either
	Click    Promise = "click"     // nothing clicks
	OneVoice Promise = "one voice" // never two voices at once
	Hold     Promise = "hold"      // a hold is as long as was announced
	Swell    Promise = "swell"     // the bed breathes as planned
	BedLevel Promise = "bed level" // and stays in the background
	Chime    Promise = "chime"     // a chime between words is as loud as it was made
	TooLoud  Promise = "too loud"  // no surprise after the sound check
)

// Finding is a promise that is not kept, and where.
type Finding struct {
	Promise Promise
	At      routine.Samples
	Fact    string
}

func (f Finding) String() string {
	return fmt.Sprintf("%s at %v: %s", f.Promise, f.At.Duration(), f.Fact)
}

// Sound is a session as it came out, and what it was to be.
type Sound struct {
	Plan *routine.Plan
	Mix  [][2]int16 // the session, as a file or a sound server gets it

	// The session with the words, the chimes, or the bed alone, as [routine.Plan.Only]
	// plans them, with the ducks of all; Bed is empty where the plan has none. The
	// mix is linear and its floor of noise a matter of the offset, so the three
	// add up to it, but for a few steps of 16 bit.
	Voice, Chimes, Bed [][2]int16

	Clips map[Clip][]int16 // the plan's recordings

	Levels     audio.Levels    // that it was asked for with
	HoldLength routine.Samples // of every hold, as it was announced
	CheckLevel Moments         // the loudest of the sound check
}

// Clip names a recording.
type Clip struct {
	Bus routine.Bus
	Cue string
}

// Figures are what was measured, the worst of a session each. NaN, or an
// infinite loudness, is what there was nothing of to measure.
type Figures struct {
	SideLeast, SideMost float64  // dB that the ears differ by, toward their side, in side words
	Middle              float64  // dB that they differ by in other words
	Mono                float64  // LU that a mono downmix is away from a word
	OneEar              float64  // LU that a word has less in its far ear than from the middle
	Distance            meter.LU // from a word down to what is under it
	Quiet               Stretch  // the longest under -60 dBFS; with a bed, between its fades
	Peak                meter.DBTP
	Integrated          meter.LUFS
	Loudest             Moments
	BedRest, BedMost    meter.LUFS // the bed where no breath is planned, and its loudest 400 ms
	Swell               float64    // correlation of the bed's level with the planned breath, where no words are near
	Phase               float64    // s by which it is late there
	SwellUnder          float64    // correlation under words
	Chime               float64    // LU that a chime between words is off
}

func (f Figures) String() string {
	return fmt.Sprintf("side %.2f to %.2f dB, middle %.2f dB, mono %.2f LU, one ear %.2f LU, distance %.1f LU, quiet %v, "+
		"%.2f dBTP, %.1f LUFS, at most %.1f, in one ear %.1f, bed %.1f LUFS, at most %.1f, swell %.3f, under words %.3f, phase %+.2f s, chimes off by %.2f LU",
		f.SideLeast, f.SideMost, f.Middle, f.Mono, f.OneEar, f.Distance, routine.Samples(f.Quiet.Length).Duration(),
		f.Peak, f.Integrated, f.Loudest.Both, max(f.Loudest.Ears[0], f.Loudest.Ears[1]), f.BedRest, f.BedMost, f.Swell, f.SwellUnder, f.Phase, f.Chime)
}

// Hear measures a session's sound.
func Hear(s *Sound) (Figures, []Finding) {
	h := hearing{Sound: s}
	h.words()
	h.distance()
	h.silence()
	h.whole()
	h.gaps()
	h.repeats()
	h.sum()
	h.recorded()
	h.oneVoice()
	h.chimes()
	h.holds()
	h.bed()
	return h.figures, h.findings
}

// hearing is what one session's measuring has come to.
type hearing struct {
	*Sound
	figures  Figures
	findings []Finding
}

func (h *hearing) find(p Promise, at routine.Samples, format string, args ...any) {
	h.findings = append(h.findings, Finding{p, at, fmt.Sprintf(format, args...)})
}

// has tells whether anything is planned on a bus.
func (s *Sound) has(bus routine.Bus) bool { return len(s.Plan.Only(bus).Events) > 0 }

// voices are the plan's words.
func (s *Sound) voices() []routine.Event { return s.Plan.Only(routine.BusVoice).Events }

// fullScale is the first step of 16 bit that a positive sample cannot reach.
const fullScale = 1 << 15

// decibels is a ratio of powers in dB.
func decibels(power float64) float64 { return 10 * math.Log10(power) }
