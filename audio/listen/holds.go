package listen

import (
	"math"
	"time"

	"uncramp/audio"
	"uncramp/routine"
)

const (
	attack = 100 * time.Millisecond // of a chime: what it is found by, at the least
	around = 50 * time.Millisecond  // how far from its plan it is looked for
	// alike is the correlation with its recording that makes it that chime.
	alike = 0.5
)

// holds finds the chimes that open and close each hold in the sound, by
// correlation with their recordings, and holds the time between them to what was
// announced, to the sample.
func (h *hearing) holds() {
	for _, p := range h.Plan.Phases {
		if p.Name != routine.PhaseHold {
			continue
		}
		start, ok := h.onset("chime-hold", p.Start)
		end, ok2 := h.onset("chime-release", p.End)
		if ok && ok2 && end-start != h.HoldLength {
			h.find(Hold, start, "%d samples from chime to chime, %d announced", end-start, h.HoldLength)
		}
	}
}

// onset is the sample at which a chime is heard to begin, around its place: the
// one from which its recording, together with what sounds with it, explains most
// of the sound, at whatever gains. Alone it would be found where another chime
// that is struck with it is most like it, and in the bed a sample off.
func (h *hearing) onset(cue string, place routine.Samples) (routine.Samples, bool) {
	reach := audio.Rate.N(around)
	from, n := int(place)-reach, audio.Rate.N(attack)+2*reach
	sound := slopes(n, func(i int) float64 { return both(h.under(from + i)) })
	others := h.others(cue, place, from, n)
	for _, o := range others {
		without(sound, o)
	}
	chime := h.ringing(cue, 0, n)
	most, lag := 0.0, 0
	power := product(chime, chime)
	for l := range 2*reach + 1 {
		own := power
		for _, o := range others {
			shared := product(chime[:len(chime)-l], o[l:])
			own -= shared * shared
		}
		if p := product(chime[:len(chime)-l], sound[l:]); p > 0 && own > 0 && p*p/own > most {
			most, lag = p*p/own, l
		}
		last := chime[len(chime)-1-l] // falls out of the window with the next lag
		power -= last * last
	}
	if c := math.Sqrt(most / product(sound, sound)); !(c >= alike) {
		h.find(Hold, place, "no %s is heard: a correlation of %.2f", cue, c)
		return 0, false
	}
	return routine.Samples(from + lag), true
}

// others are directions, orthogonal and of length 1, of what is planned to sound
// in n samples beside a chime: the chimes that ring, and the bed.
func (h *hearing) others(cue string, place routine.Samples, from, n int) (others [][]float64) {
	add := func(direction []float64) {
		for _, o := range others {
			without(direction, o)
		}
		if power := product(direction, direction); power > 0 {
			for i := range direction {
				direction[i] /= math.Sqrt(power)
			}
			others = append(others, direction)
		}
	}
	for _, e := range h.Plan.Only(routine.BusChime).Events {
		if int(e.At) < from+n && int(e.End()) > from && !(e.Cue == cue && e.At == place) {
			add(h.ringing(e.Cue, from-int(e.At), n))
		}
	}
	if h.has(routine.BusBed) {
		add(slopes(n, func(i int) float64 { return both(h.Bed[min(max(0, from+i), len(h.Bed)-1)]) }))
	}
	return others
}

// ringing is n samples of a chime from one of them on, which can be before the
// first.
func (h *hearing) ringing(cue string, from, n int) []float64 {
	clip := h.Clips[Clip{routine.BusChime, cue}]
	return slopes(n, func(i int) float64 {
		if i += from; i >= 0 && i < len(clip) {
			return float64(clip[i])
		}
		return 0
	})
}

// slopes are n differences of samples, the first from that before it. They
// flatten a spectrum, and so make a correlation's peak a sharp one.
func slopes(n int, sample func(i int) float64) []float64 {
	out, last := make([]float64, n), sample(-1)
	for i := range out {
		v := sample(i)
		out[i], last = v-last, v
	}
	return out
}

// without takes out of x what it has of a direction of length 1.
func without(x, direction []float64) {
	shared := product(x, direction)
	for i, d := range direction {
		x[i] -= shared * d
	}
}

// product is the sum of the products of a and as much of b.
func product(a, b []float64) (sum float64) {
	b = b[:len(a)]
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}

// both is both ears added.
func both(v [2]int16) float64 { return float64(v[0]) + float64(v[1]) }
