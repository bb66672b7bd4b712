package main

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// step is one step of 16 bit, full scale ±1.
const step = 1. / 32768

// figures is what can be measured of a sound whatever it is.
type figures struct {
	length   time.Duration
	t60      float64 // s: see decay
	loudness float64 // LUFS, momentary maximum
	truePeak float64 // dBTP
	onset    float64 // s, to 10 % of the envelope: see attack
	attack   float64 // s, from 10 to 90 % of it
	first    float64 // sample 0, full scale ±1
	tail     float64 // largest sample of the last 50 ms
	offset   float64 // mean of all samples: DC
	click    float64 // how far the worst click stands out: see click
}

// measure is the figures of mono samples at 48 kHz.
func measure(s []float64) figures {
	f := figures{
		length: time.Duration(len(s)) * time.Second / sampleRate,
		t60:    decay(s),
		first:  math.Abs(s[0]),
	}
	f.loudness, f.truePeak = loudness(s)
	f.onset, f.attack = attack(s)
	for _, v := range s[max(0, len(s)-samples(fade)):] {
		f.tail = max(f.tail, math.Abs(v))
	}
	for _, v := range s {
		f.offset += v / float64(len(s))
	}
	_, f.click = click(s)
	return f
}

// What every chime and bell keeps to, besides the figures of its own.
const (
	// A word stands at -1 dBTP at most, and 1.4 dB under that in the nearer
	// ear when it is panned to a side. What the mix may reach, -1 dBTP, then
	// leaves a sound in the middle -14.7 dBTP beside it; only the answers to
	// keys can be struck beside a word, everything else has fallen by then.
	peakAlone, peakBesideWords = -12, -14.7

	// While a strike comes up, its bends grow up to 2.6-fold within 4 samples;
	// past the attacks up to 2.2-fold. A step of -60 dBFS in a tail gives 4.
	clickLimit = 3

	// An onset starts from silence: -78 dBFS cannot be heard under the strike
	// that follows within milliseconds. Layer III spreads its noise over a
	// block, before the strike too, and there the recording is cut.
	firstLimit = 4 * step

	// lateLimit is half a period of the lowest body: a strike there is no sooner
	// a tenth of itself.
	lateLimit = 0.004

	// The mean of a strike is not quite 0, because it starts on one side of
	// it: -80 dBFS neither clicks nor takes room from the mix.
	offsetLimit = 1e-4

	// Half a step is silence in 16 bit; the codec can round up to one.
	tailLimit = step
)

// struck is the attack of anything struck, in seconds.
var struck = span{0.003, 0.008}

// judge says which of f a sound made for c must not have: every fault in one
// error, nil where there is none.
func (c chime) judge(f figures) error {
	var faults []error
	fault := func(bad bool, format string, args ...any) {
		if bad {
			faults = append(faults, fmt.Errorf(c.name+": "+format, args...))
		}
	}
	fault(f.length != c.length, "lasts %v, not %v", f.length, c.length)
	fault(!c.t60.holds(f.t60), "decays in %.2f s, not in %v to %v", f.t60, c.t60.from, c.t60.to)
	fault(math.Abs(f.loudness-c.loudness) > 0.2, "has %.2f LUFS, not %v", f.loudness, c.loudness)
	fault(f.truePeak > c.peak(), "peaks at %.2f dBTP, over %v", f.truePeak, c.peak())
	fault(f.onset > lateLimit, "begins %.1f ms late", f.onset*1000)
	fault(!struck.holds(f.attack), "comes up in %.1f ms, not in %v to %v", f.attack*1000, struck.from*1000, struck.to*1000)
	fault(f.first > firstLimit, "begins at %.1f steps of 16 bit", f.first/step)
	fault(f.tail > tailLimit, "ends at %.1f steps of 16 bit", f.tail/step)
	fault(math.Abs(f.offset) > offsetLimit, "has a DC of %.2f steps of 16 bit", f.offset/step)
	fault(f.click > clickLimit, "has a click, %.1f times what is around it", f.click)
	return errors.Join(faults...)
}

// peak is the highest true peak that c may have, in dBTP.
func (c chime) peak() float64 {
	if c.name == "chime-key" || c.name == "chime-refused" {
		return peakBesideWords
	}
	return peakAlone
}
