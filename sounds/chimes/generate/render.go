package main

import (
	"math"
	"time"
)

// sampleRate of everything here, in Hz: what sound servers run at.
const sampleRate = 48000

// fade is the raised cosine at the very end, over what is already inaudible:
// it takes the last sample to an exact zero.
const fade = 50 * ms

// samples is d in samples, to the nearest.
func samples(d time.Duration) int {
	return int(math.Round(d.Seconds() * sampleRate))
}

// render is c by additive synthesis, its loudness not yet set. The attack of
// the first strike begins at sample 0, which is 0; so is the last sample.
//
// Nothing in it is random: the same score gives the same samples, up to how an
// architecture rounds a sine.
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

// addTo adds the strike to out, whose sample 0 is the sound's.
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

// tone is the mode at full level over time in seconds, on a body of the given
// pitch. It starts at 0, rising.
//
// The partials of a pair have unequal shares, 7 to 3: equal ones would beat
// down to nothing and be heard as a fault, these swell by 8 dB.
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

// raisedCosine goes from 0 at x = 0 to 1 at x = 1 without a corner, and stays.
func raisedCosine(x float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	}
	return (1 - math.Cos(math.Pi*x)) / 2
}

// decibels is the amplitude that a level stands for.
func decibels(dB float64) float64 { return math.Pow(10, dB/20) }
