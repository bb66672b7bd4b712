package audio

import (
	"math"

	"uncramp/audio/portable"
)

// sounding is an event that is being heard.
type sounding struct {
	samples     []int16
	at, end     int
	left, right float64 // gain per step of 16 bit, or for a bed the gain
	ducked      float64 // the share of the gain that is taken away while a voice speaks
	duck        duck    // a chime's own duck, by the words that begin after its onset
	apart       int     // the offset from which on duck equals the session's
	cut         fade    // if it ends before its recording
	bed         bed     // sounds instead of samples if the event is a bed
}

// read fills samples with the event alone, from an offset within it. A bed is at
// its own level.
func (e *sounding) read(samples [][2]float64, from int) {
	if e.bed != nil {
		e.bed.fill(samples, from)
		return
	}
	for i, v := range e.samples[from-e.at:][:len(samples)] {
		samples[i] = [2]float64{float64(v) * e.left, float64(v) * e.right}
	}
	if e.cut.length > 0 {
		for i := max(0, e.cut.at-from); i < len(samples); i++ {
			g := e.cut.gain(from + i)
			samples[i][0] *= g
			samples[i][1] *= g
		}
	}
}

// fade is a raised cosine from 1 to 0, over length samples from an offset.
type fade struct{ at, length int }

func (f fade) gain(at int) float64 {
	switch i := at - f.at; {
	case i < 0:
		return 1
	case i >= f.length:
		return 0
	default:
		return 0.5 + float64(0.5*portable.CosPi((float64(i)+0.5)/float64(f.length)))
	}
}

// pan returns the gain of each ear for a pan from -1, the left ear, to 1, by the
// constant-power law: the powers add up to one, and 0 is -3 dB in each ear.
func pan(pan float64) (left, right float64) {
	sin, cos := portable.SincosPi((pan + 1) / 4)
	return cos, sin
}

// InEar returns the gain of the louder ear for a pan: -3 dB for 0.
func InEar(at float64) Decibels {
	left, right := pan(at)
	return Decibels(20 * math.Log10(max(left, right)))
}
