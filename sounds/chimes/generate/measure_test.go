package main

import "math"

// decay returns the time in seconds in which a sound falls by 60 dB: T30 of ISO
// 3382-1, a straight line fitted to the backward-integrated energy from -5 to -35 dB
// and drawn out to 60 dB. It is +Inf for a sound that does not fall so far.
func decay(samples []float64) float64 {
	remaining := make([]float64, len(samples)) // energy from here to the end
	sum := 0.0
	for i := len(samples) - 1; i >= 0; i-- {
		sum += samples[i] * samples[i]
		remaining[i] = sum
	}
	var n, st, sl, stt, stl float64 // least squares of level over time
	for i, e := range remaining {
		level := 10 * math.Log10(e/sum)
		if level > -5 {
			continue
		}
		if level < -35 {
			return -60 / ((n*stl - st*sl) / (n*stt - st*st))
		}
		t := float64(i) / sampleRate
		n++
		st, sl, stt, stl = st+t, sl+level, stt+t*t, stl+t*level
	}
	return math.Inf(1)
}

// attack returns when, in seconds, the envelope of a sound reaches 10 % of its
// greatest value in the first 50 ms, which hold the first strike, and how long it
// takes from there to 90 %. The envelope is the magnitude of the analytic signal,
// whose quadrature comes from a Hilbert transformer of 2 x 12 ms under a Hann window.
func attack(samples []float64) (onset, rise float64) {
	const half = 575 // odd: the first and last taps of the transformer
	env := make([]float64, sampleRate/20)
	top := 0.
	for i := range env {
		var q float64
		for k := -half; k <= half; k += 2 {
			if j := i - k; 0 <= j && j < len(samples) {
				hann := (1 + math.Cos(math.Pi*float64(k)/(half+1))) / 2
				q += samples[j] * hann * 2 / (math.Pi * float64(k))
			}
		}
		env[i] = math.Hypot(samples[i], q)
		top = max(top, env[i])
	}
	reaches := func(level float64) float64 {
		for i, e := range env {
			if e >= level {
				return float64(i) / sampleRate
			}
		}
		return math.Inf(1)
	}
	onset = reaches(0.1 * top)
	return onset, reaches(0.9*top) - onset
}

// likeness returns the greatest correlation of two sounds over their first 1.4 s,
// at any shift: from 0, nothing in common, to 1, the same but for the gain. It looks
// at every 12th sample, which is enough for the notes of the score.
func likeness(a, b []float64) (most float64) {
	thin := func(s []float64) (out []float64, energy float64) {
		for i := 0; i+12 <= min(len(s), sampleRate*14/10); i += 12 {
			var sum float64
			for _, v := range s[i : i+12] {
				sum += v
			}
			out, energy = append(out, sum), energy+sum*sum
		}
		return out, energy
	}
	a, ea := thin(a)
	b, eb := thin(b)
	for _, pair := range [][2][]float64{{a, b}, {b, a}} {
		for shift := range pair[0] {
			var sum float64
			later := pair[0][shift:]
			for i, v := range pair[1][:min(len(pair[1]), len(later))] {
				sum += v * later[i]
			}
			most = max(most, math.Abs(sum)/math.Sqrt(ea*eb))
		}
	}
	return most
}
