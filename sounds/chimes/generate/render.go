package main

import (
	"math"
	"time"
)

// sampleRate of everything here, in Hz: what sound servers run at.
const sampleRate = 48000

// fade is the length of the raised cosine that takes the inaudible end to an exact
// zero.
const fade = 50 * ms

// samples returns a length of time in samples, rounded to the nearest.
func samples(d time.Duration) int {
	return int(math.Round(d.Seconds() * sampleRate))
}

// render returns a chime by additive synthesis, its loudness not yet set. The
// first sample and the last are 0. Nothing is random: the same score gives the
// same samples, except for how a processor rounds a sine.
func render(c chime) []float64 {
	out := make([]float64, samples(c.length))
	for _, s := range c.strikes {
		s.addTo(out)
	}
	end := out[len(out)-samples(fade):]
	for i := range end {
		end[i] *= raisedCosine(float64(len(end)-1-i) / float64(len(end)-1))
	}
	return out
}

// addTo adds a strike to a sound, from the strike's onset to the end of the sound.
func (s strike) addTo(out []float64) {
	out = out[samples(s.at):]
	attack := s.what.attack.Seconds()
	for _, m := range s.what.modes {
		gain := decibels(s.level + m.level)
		fall := math.Log(1000) / (s.t60.Seconds() * m.decay) // 60 dB in t60
		tone := m.tone(s.pitch)
		for i := range out {
			t := float64(i) / sampleRate
			out[i] += gain * raisedCosine(t/attack) * math.Exp(-fall*t) * tone(t)
		}
	}
}

// tone returns the amplitude of a mode over time in seconds, at full level, on a
// body of a pitch. It begins at 0, rising.
//
// The partials of a pair have unequal shares, 7 to 3: equal ones would beat down to
// nothing, which sounds like a fault. These swell by 8 dB.
func (m mode) tone(pitch float64) func(t float64) float64 {
	w := 2 * math.Pi * pitch * m.ratio
	if m.split == 0 {
		return func(t float64) float64 { return math.Sin(w * t) }
	}
	half := math.Pi * m.split
	return func(t float64) float64 {
		return 0.7*math.Sin((w-half)*t) + 0.3*math.Sin((w+half)*t)
	}
}

// raisedCosine returns 0 up to x = 0, 1 from x = 1 on, and half a cosine between.
func raisedCosine(x float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	}
	return (1 - math.Cos(math.Pi*x)) / 2
}
