// Package meter measures loudness and true peak after ITU-R BS.1770-4, at
// 48 kHz, the one rate that BS.1770-4 gives its filters for.
//
// [Measure] measures a clip and [Meter] a stream. [Peaks] and [Hops] are for a
// limiter, which has to know where the loud samples are.
package meter

import (
	"math"
	"slices"
	"time"

	"github.com/gopxl/beep/v2"
)

// Rate is the rate of everything that is measured.
const Rate beep.SampleRate = 48000

// LUFS is a loudness relative to full scale. Silence is -Inf.
type LUFS float64

// LU is a difference of two loudnesses in loudness units, which are decibels.
type LU float64

// DBTP is a true peak in decibels relative to full scale. Silence is -Inf.
type DBTP float64

// Loudness is the loudness of a clip or of a stream so far.
type Loudness struct {
	Integrated LUFS // of everything, gated
	Momentary  LUFS // of the loudest 400 ms, not gated
	TruePeak   DBTP // of the louder channel, between the samples as well as at them
}

// Measure returns the loudness of a whole mono clip. If the clip is shorter
// than 400 ms, silence is added up to that length, because BS.1770-4 has no
// loudness for less.
func Measure(samples []float64) Loudness {
	var m Meter
	var frames [HopLen][2]float64
	for part := range slices.Chunk(samples, HopLen) {
		for i, x := range part {
			frames[i][0] = x
		}
		m.Write(frames[:len(part)])
	}
	if short := Rate.N(400*time.Millisecond) - len(samples); short > 0 {
		m.Write(make([][2]float64, short))
	}
	return m.Loudness()
}

// Meter measures a stereo stream as it is written. A mono stream is one whose
// second channel is silent. The zero value is ready for use. A Meter keeps one
// number for each 10 ms.
type Meter struct {
	// SkipPeak leaves out the true peak, which takes most of the time.
	SkipPeak bool

	hops     Hops
	energies []float64 // of each complete hop
	pending  [HopLen][2]float64
	n        int // frames that are pending
}

// Write adds frames, full scale ±1, to the stream.
func (m *Meter) Write(frames [][2]float64) {
	if m.SkipPeak {
		m.hops.Ceiling = math.Inf(1)
	}
	for len(frames) > 0 {
		n := copy(m.pending[m.n:], frames)
		frames = frames[n:]
		if m.n += n; m.n < HopLen {
			return
		}
		m.n = 0
		energy, peak := m.hops.Next(m.pending[:])
		m.energies = append(m.energies, energy)
		m.hops.Ceiling = peak // only a higher one matters from here on
	}
}

// Loudness returns the loudness of everything that was written. The stream can
// go on after it.
func (m *Meter) Loudness() Loudness {
	l := Loudness{
		Integrated: loudness(gated(m.energies), hopsInBlock),
		Momentary:  loudness(loudest(m.energies), hopsInBlock),
		TruePeak:   DBTP(math.Inf(-1)),
	}
	if m.SkipPeak {
		return l
	}
	// The waveform rings on behind the last sample: silence goes through a copy.
	hops, last := m.hops, m.pending
	clear(last[m.n:])
	_, hops.Ceiling = hops.Next(last[:])
	clear(last[:])
	_, peak := hops.Next(last[:])
	l.TruePeak = DBTP(20 * math.Log10(peak))
	return l
}
