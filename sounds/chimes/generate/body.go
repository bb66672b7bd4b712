package main

import "time"

// body is a thing that is struck: how fast its sound comes up, and its modes.
type body struct {
	attack time.Duration // the length of the raised cosine by which every mode comes up
	modes  []mode
}

// mode is one way in which a body vibrates.
type mode struct {
	ratio float64 // frequency, as a multiple of that of the body's first mode
	level float64 // dB relative to the body's first mode
	decay float64 // t60, as a share of that of the body's first mode
	split float64 // Hz between the two partials of a beating pair; 0: one partial
}

// The attacks give 10 to 90 % of the envelope in 3 to 8 ms: soft, and yet an
// onset that is found to the sample. Higher modes are weaker and die sooner,
// as in anything of metal, glass or wood.
var (
	// bell is a singing bowl: the ratios of a bowl's bending modes, each split
	// in two because no hand-made bowl is quite round. The fundamental beats
	// slowest; no two modes beat together.
	bell = body{7 * ms, []mode{
		{1, 0, 1, 0.24},
		{2.78, -9, 0.55, 0.28},
		{5.18, -17, 0.32, 0.33},
		{8.16, -25, 0.2, 0.37},
		{11.66, -31, 0.12, 0.41},
	}}

	// bowl is a singing bowl tapped with a padded mallet: hardly anything above the
	// octave, and harmonic, so that it carries the chime above it.
	bowl = body{8 * ms, []mode{
		{1, 0, 1, 0},
		{2, -5, 0.85, 0},
		{3, -11, 0.6, 0},
		{5, -22, 0.3, 0},
	}}

	// glass is nearly a pure tone, with a short gleam at the strike.
	glass = body{9 * ms, []mode{
		{1, 0, 1, 0},
		{2, -17, 0.6, 0},
		{3, -26, 0.4, 0},
		{5.4, -32, 0.15, 0},
	}}

	// harp is a plucked string: harmonics.
	harp = body{7 * ms, []mode{
		{1, 0, 1, 0},
		{2, -8, 0.7, 0},
		{3, -15, 0.5, 0},
		{4, -21, 0.35, 0},
		{5, -26, 0.25, 0},
	}}

	// wood is a muted bar: the ratios of a tuned marimba bar.
	wood = body{6 * ms, []mode{
		{1, 0, 1, 0},
		{3.93, -16, 0.4, 0},
		{9.2, -26, 0.2, 0},
	}}
)
