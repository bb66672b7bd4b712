// Package meter measures loudness after ITU-R BS.1770-4 and EBU Tech 3341:
// momentary and integrated loudness, and true peak.
package meter

import (
	"fmt"
	"math"

	"github.com/gopxl/beep/v2"
)

// LUFS is a loudness in units relative to full scale: a sine of 997 Hz at full
// scale in one channel is -3.01 LUFS. Silence is -Inf. Differences of two are
// loudness units (LU), which are dB.
type LUFS float64

// DBTP is a true peak in dB relative to full scale. Silence is -Inf.
type DBTP float64

// Rates that a Meter works at. Below, the weighting's shelf at 1.7 kHz comes
// too close to half the rate; above, there is nothing to be heard.
const (
	MinRate beep.SampleRate = 8000
	MaxRate beep.SampleRate = 192000
)

// Meter measures a stream of mono or stereo samples as they are written to it.
// What has been written can be read at any time, without an end to it.
// A Meter keeps one number for each 10 ms (3 MB an hour).
type Meter struct {
	channels int
	weight   []kFilter
	peak     []truePeak
	hops     hops
}

// New returns a meter for interleaved samples of one or two channels at rate,
// which is [MinRate] to [MaxRate].
func New(rate beep.SampleRate, channels int) (*Meter, error) {
	if rate < MinRate || rate > MaxRate {
		return nil, fmt.Errorf("cannot measure at %d Hz (%d to %d)", rate, MinRate, MaxRate)
	}
	if channels != 1 && channels != 2 {
		return nil, fmt.Errorf("cannot measure %d channels (1 or 2)", channels)
	}
	m := &Meter{channels: channels, hops: newHops(rate)}
	for range channels {
		m.weight = append(m.weight, newKFilter(rate))
		m.peak = append(m.peak, newTruePeak(rate))
	}
	return m, nil
}

// Write measures interleaved samples, full scale ±1, after all that was
// written before. Their number is a multiple of the channels; any more are
// ignored.
func (m *Meter) Write(samples []float64) {
	for i := 0; i+m.channels <= len(samples); i += m.channels {
		var square float64
		for c, s := range samples[i : i+m.channels] {
			m.peak[c].push(s)
			y := m.weight[c].push(s)
			square += y * y // both front channels weigh 1 (BS.1770-4, table 3)
		}
		m.hops.push(square)
	}
}

// Momentary is the loudness of the last 400 ms that ended at a multiple of
// 10 ms, ungated. It is -Inf before the first 400 ms are complete.
func (m *Meter) Momentary() LUFS {
	n := m.hops.windows(hopsInBlock)
	if n == 0 {
		return LUFS(math.Inf(-1))
	}
	return loudness(m.hops.meanSquare(n-1, hopsInBlock))
}

// MaxMomentary is the greatest of all momentary loudnesses so far.
func (m *Meter) MaxMomentary() LUFS {
	var loudest float64
	for i := range m.hops.windows(hopsInBlock) {
		loudest = max(loudest, m.hops.meanSquare(i, hopsInBlock))
	}
	return loudness(loudest)
}

// Integrated is the gated loudness of everything so far; -Inf where nothing
// passes the gate, and before the first 400 ms are complete.
func (m *Meter) Integrated() LUFS { return loudness(m.hops.gated()) }

// TruePeak is the greatest absolute value, of all channels, that the waveform
// takes at and between the samples so far, as if silence followed them.
func (m *Meter) TruePeak() DBTP {
	var peak float64
	for c := range m.peak {
		peak = max(peak, m.peak[c].value())
	}
	return DBTP(20 * math.Log10(peak))
}

// loudness of a weighted mean square (BS.1770-4, equation 2). The constant
// makes up for the weighting's gain at 997 Hz.
func loudness(meanSquare float64) LUFS {
	return LUFS(-0.691 + 10*math.Log10(meanSquare))
}

// meanSquare is the inverse of loudness.
func meanSquare(l LUFS) float64 {
	return math.Pow(10, (float64(l)+0.691)/10)
}
