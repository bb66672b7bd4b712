package audio

import (
	"uncramp/audio/portable"
	"uncramp/routine"
)

// Decibels is a gain: 20 log10 of the ratio of amplitudes.
type Decibels float64

func (d Decibels) gain() float64 { return portable.Ratio(float64(d)) }

// The gains of what lies under a voice while it speaks. They keep it 15 LU below
// the voice: the bed that breathes from at most -32 LUFS, a custom bed from -30,
// chimes from -23. A chime that answers a key is 10 LU softer than the others and
// has to be heard.
const (
	bedDuck    Decibels = -12
	customDuck Decibels = -15
	chimeDuck  Decibels = -20
	answerDuck Decibels = -12
)

// The bounds of [Levels]. Above the upper ones a bus does not stay 15 LU under the
// voice. Below the lower ones a session has silences: a chime level of -10 dB puts
// the decay of the last bell under -60 dBFS for 7.98 s, and a bed level of -16 dB
// the bed. The bounds hold for the voice's level and another one together.
const (
	MinChimeLevel Decibels = -8
	MaxChimeLevel Decibels = 2
	MinBedLevel   Decibels = -12
	MaxBedLevel   Decibels = 1
)

// Levels are the listener's gains for the three buses.
type Levels struct{ Voice, Chime, Bed Decibels }

// gain returns the gain of a bus. The others go down with the voice.
func (l Levels) gain(b routine.Bus) float64 {
	switch b {
	case routine.BusChime:
		return (l.Voice + l.Chime).gain()
	case routine.BusBed:
		return (l.Voice + l.Bed).gain()
	}
	return l.Voice.gain()
}
