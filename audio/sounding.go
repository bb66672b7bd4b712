package audio

import (
	"math"

	"uncramp/routine"
)

// sounding is an event that is being heard.
type sounding struct {
	samples     []int16
	at, end     int
	left, right float64 // gain per step of 16 bit
	ducked      float64 // the part of the gain that goes while a voice speaks
	duck        duck    // of a chime: not for what was said before it was struck
	apart       int     // from where on that is the session's
	cut         fade    // where the recording is longer than the event
	bed         bed     // what sounds instead of the samples, for a bed
}

// read fills samples with the event alone, from an offset on that is within;
// a bed at its level.
func (e *sounding) read(samples [][2]float64, from int, bed routine.Ramps) {
	if e.bed != nil {
		e.bed.fill(samples, from)
		level, until := bed.At(routine.Samples(from), 0)
		if until >= routine.Samples(from+len(samples)) && level == 1 && e.left == 1 && e.right == 1 {
			return // as designed
		}
		for i := range samples {
			if at := routine.Samples(from + i); at >= until {
				level, until = bed.At(at, 0)
			}
			samples[i][0] *= e.left * level
			samples[i][1] *= e.right * level
		}
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
		return 0.5 + 0.5*math.Cos(math.Pi*(float64(i)+0.5)/float64(f.length))
	}
}

// pan is the gain of each ear at a place from -1, the left one, to 1, by the
// constant-power law: -3 dB in each at 0, where the powers add up to one.
func pan(place float64) (left, right float64) {
	sin, cos := math.Sincos((place + 1) * math.Pi / 4)
	return cos, sin
}

// InEar is how much the louder ear gets of what is at a place: -3 dB in the
// middle.
func InEar(place float64) Decibels {
	left, right := pan(place)
	return Decibels(20 * math.Log10(max(left, right)))
}
