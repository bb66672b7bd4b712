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
	ownDuck    Decibels = -15
	chimeDuck  Decibels = -20
	answerDuck Decibels = -12
)

// The bounds of [Levels]: lower than MinLevel nothing is heard, higher than the
// others what the mix promises would not hold. The voice can only be lowered.
const (
	MinLevel      Decibels = -20
	MaxChimeLevel Decibels = 2
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
