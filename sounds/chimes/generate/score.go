package main

import "time"

// The tonality is a just major pentatonic on C, each pitch an exact ratio of
// the root. Breaths may follow one another every 2 s, so that every chime
// rings on under the next: whatever two sound together, their intervals are
// simple ratios, which do not beat.
const (
	root = 264 // Hz, C4: what the session comes home to

	c3 = root / 2.
	g3 = root * 3 / 4.
	c4 = root
	d4 = root * 9 / 8.
	e4 = root * 5 / 4.
	g4 = root * 3 / 2.
	c5 = root * 2
	d5 = root * 9 / 4.
	e5 = root * 5 / 2.
	g5 = root * 3
	a5 = root * 10 / 3.
	c6 = root * 4
)

// strike is one touch of a body.
type strike struct {
	at    time.Duration // from the sound's sample 0
	what  body
	pitch float64       // Hz, of the body's first mode
	level float64       // dB relative to the sound's other strikes
	t60   time.Duration // decay of the body's first mode by 60 dB
}

// chime is a sound to be made.
type chime struct {
	name     string
	loudness float64       // momentary maximum in LUFS
	length   time.Duration // by then it is silent
	strikes  []strike
}

// score holds every chime and bell of a session, sorted by name.
//
// In and out are mirror images: a fourth up above, a fourth down below, the
// way a chest moves, and out rings longer as breathing out lasts longer. Their
// second note comes early enough that the chime has fallen by 15 dB when its
// word begins 0.6 s after its onset.
//
// Pause is a single note, which neither rises nor falls, of another body. Its pitch lies
// between the last note of in and that of out.
//
// Hold sounds together with the first in of the hold: two octaves lower and of
// another body, so that each is heard by itself. Release is the one sound with
// more than two notes: a strum up through the chord, a hand that opens.
//
// Key and refused can sound together with a word, and so stay under the others'
// peaks. A bell is the only sound that swells and ebbs as it rings.
//
// The README beside the recordings has their figures.
var score = []chime{
	{"bell-final", -23.5, 12500 * ms, []strike{{0, bell, c4, 0, 9600 * ms}}},
	{"bell-opening", -23.5, 9000 * ms, []strike{{0, bell, e4, 0, 6700 * ms}}},
	{"bell-round", -23.5, 8500 * ms, []strike{{0, bell, d4, 0, 6200 * ms}}},
	{"chime-hold", -22.8, 3600 * ms, []strike{{0, bowl, c3, 0, 2600 * ms}}},
	{"chime-in", -23, 2800 * ms, []strike{
		{0, glass, e5, -2, 1700 * ms},
		{170 * ms, glass, a5, 0, 1700 * ms},
	}},
	{"chime-key", -34, 300 * ms, []strike{{0, wood, c6, 0, 150 * ms}}},
	{"chime-out", -23, 3200 * ms, []strike{
		{0, glass, c5, 0, 2100 * ms},
		{170 * ms, glass, g4, 0, 2100 * ms},
	}},
	{"chime-pause", -23.5, 2700 * ms, []strike{{0, harp, d5, 0, 1700 * ms}}},
	{"chime-refused", -32, 450 * ms, []strike{
		{0, wood, c4, 0, 170 * ms},
		{140 * ms, wood, g3, 0, 170 * ms},
	}},
	{"chime-release", -22.5, 3000 * ms, []strike{
		{0, harp, c5, 0, 1900 * ms},
		{70 * ms, harp, e5, 0, 1900 * ms},
		{140 * ms, harp, g5, 0, 1900 * ms},
		{210 * ms, harp, c6, 0, 1900 * ms},
	}},
}

const ms = time.Millisecond
