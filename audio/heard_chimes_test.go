package audio

import (
	"math"
	"time"

	"uncramp/routine"
)

// recordedChimes holds the chimes to their recordings: in every 10 ms they are
// the recordings that sound there, from the sample on at which they are planned,
// each at a gain that changes so little that a line is as good. Each chime begins
// as loud as it was made, to 0.5 dB, unless a word is near.
func (h *heard) recordedChimes() error {
	const n = int(Rate) / 100
	chimes := on(routine.BusChime, h.plan)
	full := (h.levels.Voice + h.levels.Chime).gain() / math.Sqrt2 // the middle is at -3 dB in each ear
	for from := 0; from+n <= len(h.chimes); from += n {
		var sounding []routine.Event
		for _, e := range chimes {
			if int(e.At) < from+n && int(e.End()) > from {
				sounding = append(sounding, e)
			}
		}
		for ear := range 2 {
			rest := make([]float64, n)
			for i := range rest {
				rest[i] = float64(h.chimes[from+i][ear])
			}
			if err := h.explain(rest, sounding, from, full); err != nil {
				return err
			}
			for i, v := range rest {
				if math.Abs(v) > step+1 {
					return at(routine.Samples(from+i), "%.0f steps beside the recordings of the chimes", v)
				}
			}
		}
	}
	return nil
}

// explain takes out of what is heard from an offset on the chimes that sound
// there, each at the gain that takes out most.
func (h *heard) explain(rest []float64, chimes []routine.Event, from int, full float64) error {
	var parts [][]float64 // of each chime itself, and of one whose gain grows
	for _, e := range chimes {
		clip, flat, rising := h.clip(e), make([]float64, len(rest)), make([]float64, len(rest))
		for i := range rest {
			if k := from + i - int(e.At); k >= 0 && k < int(e.Length) {
				flat[i] = float64(clip[k]) * edge(k, int(e.Length), len(clip))
				rising[i] = flat[i] * (float64(i)/float64(len(rest)) - 0.5)
			}
		}
		parts = append(parts, flat, rising)
	}
	gains := fit(rest, parts)
	for i, p := range parts {
		for k := range rest {
			rest[k] -= gains[i] * p[k]
		}
	}
	for i, e := range chimes {
		// In its second 10 ms a chime has begun, and stands out of the noise.
		if age := from - int(e.At); age < len(rest) || age >= 2*len(rest) || h.plan.Length < e.End() {
			continue
		}
		if off := 20 * math.Log10(gains[2*i]/full); !(math.Abs(off) <= 0.5) && !h.wordNear(e.At) {
			return at(e.At, "%s is %.1f dB off", e.Cue, off)
		} else if !(off >= -21) {
			return at(e.At, "%s is not heard: %.1f dB", e.Cue, off)
		}
	}
	return nil
}

// wordNear reports whether a word is spoken at an offset or begins within 0.3 s,
// so that a chime there may be softer.
func (h *heard) wordNear(n routine.Samples) bool {
	for _, e := range on(routine.BusVoice, h.plan) {
		if e.At < n+routine.SamplesIn(300*time.Millisecond) && e.End() > n {
			return true
		}
	}
	return false
}

// edge returns the gain of sample k of a recording that is cut off: it fades
// over 10 ms by a raised cosine.
func edge(k, length, whole int) float64 {
	if n := Rate.N(cutEdge); length < whole && k >= length-n {
		return 0.5 - 0.5*math.Cos(math.Pi*(float64(length-k)-0.5)/float64(n))
	}
	return 1
}

// fit returns the gains at which parts come closest to a sound, by the normal
// equations. A part that is silent or like those before it has a gain of 0.
func fit(sound []float64, parts [][]float64) []float64 {
	n := len(parts)
	rows := make([][]float64, n) // each ends with what it comes to
	for i, p := range parts {
		for _, q := range parts {
			rows[i] = append(rows[i], product(p, q))
		}
		rows[i] = append(rows[i], product(p, sound))
	}
	gains := make([]float64, n)
	for i, row := range rows {
		if row[i] <= 1e-3 {
			clear(row)
			continue
		}
		for j, other := range rows {
			if f := other[i] / row[i]; j != i && f != 0 {
				for k := range other {
					other[k] -= f * row[k]
				}
			}
		}
	}
	for i, row := range rows {
		if row[i] > 0 {
			gains[i] = row[n] / row[i]
		}
	}
	return gains
}

func product(a, b []float64) (sum float64) {
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}
