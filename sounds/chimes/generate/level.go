package main

import "uncramp/audio/meter"

// level is s at a momentary maximum of lufs: s itself, its gain changed.
func level(s []float64, lufs float64) []float64 {
	was, _ := loudness(s)
	gain := decibels(lufs - was)
	for i := range s {
		s[i] *= gain
	}
	return s
}

// loudness is the momentary maximum of s in LUFS, silence following it so that
// a sound under 400 ms has one too, and its true peak in dBTP.
func loudness(s []float64) (lufs, truePeak float64) {
	l := meter.Measure(s)
	return float64(l.Momentary), float64(l.TruePeak)
}
