package audio

import (
	"math"

	"uncramp/routine"
)

// Decibels is a gain: 20 log10 of the ratio of amplitudes.
type Decibels float64

func (d Decibels) gain() float64 { return math.Pow(10, float64(d)/20) }

// How far what is under a voice goes down while it speaks, so that it stays 15
// LU below: the bed that breathes from -32 LUFS at the most, one of the
// listener's own from -30, and chimes that are struck under words from -23. The
// chime that answers a key is 10 LU softer than they are, and is to be heard.
const (
	bedDuck    Decibels = -12
	customDuck Decibels = -15
	chimeDuck  Decibels = -20
	answerDuck Decibels = -12
)

// The bounds of [Levels]. What is higher than the upper ones does not stay 15 LU
// under the voice, which can only be lowered. Below the lower ones a session
// would be silent for longer than it says: under -60 dBFS for more than 8 s in the
// decay of the last bell, which at -10 dB takes 7.98 s of it; and with a bed
// for more than a moment, which it is at -16 dB. What is under the voice goes
// down with it, so they hold for the voice's level and another's together.
const (
	MinChimeLevel Decibels = -8
	MaxChimeLevel Decibels = 2
	MinBedLevel   Decibels = -12
	MaxBedLevel   Decibels = 1
)

// Levels are how far a listener moves the three buses from the designed mix.
type Levels struct{ Voice, Chime, Bed Decibels }

// gain of a bus. What is under the voice goes down with it.
func (l Levels) gain(b routine.Bus) float64 {
	switch b {
	case routine.BusChime:
		return (l.Voice + l.Chime).gain()
	case routine.BusBed:
		return (l.Voice + l.Bed).gain()
	}
	return l.Voice.gain()
}
