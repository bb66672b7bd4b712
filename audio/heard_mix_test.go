package audio

import (
	"math"
	"time"

	"uncramp/audio/meter"
	"uncramp/routine"
)

// fades are the bed's at the start and at the end of a session.
const (
	fadeIn  = 2 * time.Second
	fadeOut = 3 * time.Second
)

// sum holds the mix to the sum of its buses.
func (h *heard) sum() error {
	for i := range h.mix {
		if rest := h.without(i, h.voice, h.chimes, h.bed); magnitude(rest) > 2*step {
			return at(routine.Samples(i), "%d steps that are neither words, chimes nor bed", magnitude(rest))
		}
	}
	return nil
}

// without returns a frame of the mix less those buses.
func (h *heard) without(i int, buses ...frames) [2]int16 {
	v := h.mix[i]
	for _, bus := range buses {
		v[0] -= bus[i][0]
		v[1] -= bus[i][1]
	}
	return v
}

func (h *heard) peak() error {
	if peak := loudness(h.mix).TruePeak; !(peak <= -1) {
		return at(0, "it reaches %.2f dBTP", peak)
	}
	return nil
}

// silence holds the mix to at most 8 s with every sample below -60 dBFS, and with
// a bed to at most 50 ms between its fades.
func (h *heard) silence() error {
	from, to, most := 0, len(h.mix), 8*time.Second
	if len(on(routine.BusBed, h.plan)) > 0 {
		from, to, most = Rate.N(fadeIn), to-Rate.N(fadeOut), 50*time.Millisecond
	}
	quiet := 0
	for i, v := range h.mix[from:to] {
		if magnitude(v) >= fullScale/1000 {
			quiet = 0
		} else if quiet++; quiet > Rate.N(most) {
			return at(routine.Samples(from+i-quiet), "more than %v below -60 dBFS", most)
		}
	}
	return nil
}

// distance holds what is under the words to 15 LU below them, in every 400 ms that
// lie within a word and are voiced: at most 10 LU below the word's loudest, the
// relative gate of BS.1770-4, because nothing is masked in the pauses of a sentence.
// A word shorter than that has the 400 ms that begin with it.
func (h *heard) distance() error {
	for _, e := range on(routine.BusVoice, h.plan) {
		from, to := int(e.At), min(int(max(e.End(), e.At+routine.SamplesIn(moment))), len(h.mix))
		word := momentary(from, to, func(i int) [2]int16 { return h.voice[i] })
		under := momentary(from, to, func(i int) [2]int16 { return h.without(i, h.voice) })
		loudest := meter.LUFS(math.Inf(-1))
		for _, l := range word {
			loudest = max(loudest, l)
		}
		for i, l := range word {
			if d := meter.LU(l - under[i]); loudest-l <= 10 && !(d >= 15) {
				return at(e.At+routine.Samples(i*meter.HopLen), "%.1f LU from %s down to what is under it", d, e.Cue)
			}
		}
	}
	return nil
}

// holds holds each hold to the length that was asked for, from its opening chime
// to its release chime. That those sound where they are planned is held to by
// recordedChimes.
func (h *heard) holds() error {
	chimes := map[string]bool{}
	for _, e := range on(routine.BusChime, h.plan) {
		chimes[e.Cue+e.At.Duration().String()] = true
	}
	n := 0
	for _, p := range h.plan.Phases {
		if p.Name != routine.PhaseHold {
			continue
		}
		n++
		if !chimes["chime-hold"+p.Start.Duration().String()] || !chimes["chime-release"+p.End.Duration().String()] || p.End-p.Start != h.hold {
			return at(p.Start, "a hold of %d samples, %d announced, or not between its chimes", p.End-p.Start, h.hold)
		}
	}
	if n == 0 && h.plan.Side != "" {
		return at(0, "no hold")
	}
	return nil
}

// moment is the length of a momentary loudness.
const moment = 400 * time.Millisecond

// momentary returns the momentary loudnesses between two offsets, one every
// 10 ms. What comes before counts as silence.
func momentary(from, to int, frame func(i int) [2]int16) (all []meter.LUFS) {
	hops := meter.Hops{Ceiling: math.Inf(1)}
	var energies []float64
	var buf [meter.HopLen][2]float64
	for ; from+len(buf) <= to; from += len(buf) {
		for i := range buf {
			v := frame(from + i)
			buf[i] = [2]float64{float64(v[0]) / fullScale, float64(v[1]) / fullScale}
		}
		energy, _ := hops.Next(buf[:])
		energies = append(energies, energy)
	}
	n := Rate.N(moment) / meter.HopLen
	for i := 0; i+n <= len(energies); i++ {
		var sum float64
		for _, e := range energies[i : i+n] {
			sum += e
		}
		all = append(all, meter.LUFS(dB(sum/meter.Energy(0, n))))
	}
	return all
}

func loudness(all frames) meter.Loudness {
	var m meter.Meter
	for _, v := range all {
		m.Write([][2]float64{{float64(v[0]) / fullScale, float64(v[1]) / fullScale}})
	}
	return m.Loudness()
}
