package audio

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"uncramp/audio/meter"
	"uncramp/routine"
)

// lane is a part of a session's sound, from the session's first sample to its last.
type lane [][2]float32

// lanes are the sound of a plan that no key has edited, worked out from the plan alone:
// every recording from its onset on, at gains that a person can check. A [Session] adds
// the same up in its own way.
type lanes struct{ words, under lane }

// newLanes returns the lanes of a plan whose recordings are in a bank and decoded.
func newLanes(p *routine.Plan, b *Bank, l Levels) *lanes {
	all := &lanes{make(lane, p.Length), make(lane, p.Length)}
	ratio := func(dB Decibels) float64 { return math.Pow(10, float64(dB)/20) }
	for _, e := range p.Events {
		clip := b.of(e).samples
		sound := make([][2]float64, e.Length)
		angle := math.Pi / 4 * (e.Pan + 1)
		for i := range min(len(sound), len(clip)) {
			v := float64(clip[i]) / fullScale
			sound[i] = [2]float64{v * math.Cos(angle), v * math.Sin(angle)}
		}
		out, gain, room := all.under, ratio(l.Voice), Decibels(0)
		var words []routine.Interval // that the event makes room for
		switch e.Bus {
		case routine.BusVoice:
			out = all.words
		case routine.BusChime:
			gain, room, words = ratio(l.Voice+l.Chime), -20, wordsAfter(e, p)
		case routine.BusBed:
			gain, room, words = ratio(l.Voice+l.Bed), -12, wordsFrom(0, p)
			(&surf{loop: clip, swell: envelopes{all: swells(p)}}).fill(sound, int(e.At))
			for i := range sound {
				level := cosine(i, 3*routine.Rate/2) * (1 - cosine(i-len(sound)+3*routine.Rate, 3*routine.Rate))
				sound[i] = [2]float64{sound[i][0] * level, sound[i][1] * level}
			}
		}
		down := ducked(words, int(e.At), len(sound))
		for i, v := range sound {
			gain := gain * (1 - (1-ratio(room))*down[i])
			if rest := len(sound) - i; len(sound) < len(clip) && e.Bus != routine.BusBed {
				gain *= 1 - cosine(480-rest, 480) // it is cut off
			}
			out[int(e.At)+i][0] += float32(v[0] * gain)
			out[int(e.At)+i][1] += float32(v[1] * gain)
		}
	}
	return all
}

// cosine returns a raised cosine from 0 to 1, i samples into n.
func cosine(i, n int) float64 {
	return 0.5 - 0.5*math.Cos(math.Pi*min(max((float64(i)+0.5)/float64(n), 0), 1))
}

// wordsFrom returns the intervals with words that are not over at an offset. Words less
// than 1.5 s apart are in one interval.
func wordsFrom(at routine.Samples, p *routine.Plan) (all []routine.Interval) {
	for _, e := range on(routine.BusVoice, p) {
		n := len(all) - 1
		switch {
		case e.End() <= at:
		case n >= 0 && e.At-all[n].To < 1.5*routine.Rate:
			all[n].To = e.End()
		default:
			all = append(all, routine.Interval{From: e.At, To: e.End()})
		}
	}
	return all
}

// wordsAfter returns the words that a chime makes room for: a bell all that come after
// its onset, another chime those that come within 0.6 s and what follows.
func wordsAfter(chime routine.Event, p *routine.Plan) []routine.Interval {
	words := wordsFrom(chime.At, p)
	if len(words) > 0 && !strings.HasPrefix(chime.Cue, "bell-") && words[0].From-chime.At >= 0.6*routine.Rate {
		return nil
	}
	return words
}

// ducked returns how far words duck, from 0 to 1, n samples from an offset on: down in
// the quarter of a second before them, up again in the second after them.
func ducked(words []routine.Interval, at, n int) []float64 {
	const ahead, back = routine.Rate / 4, routine.Rate
	down := make([]float64, n)
	for _, w := range words {
		from, to := int(w.From), int(w.To)
		for i := max(at, from-ahead); i < min(at+n, to+back); i++ {
			level := 1.0
			if i < from {
				level = cosine(i-from+ahead, ahead)
			}
			if i >= to {
				level = 1 - cosine(i-to, back)
			}
			down[i-at] = max(down[i-at], level)
		}
	}
	return down
}

// on returns the events of a bus.
func on(bus routine.Bus, p *routine.Plan) []routine.Event {
	return slices.DeleteFunc(slices.Clone(p.Events), func(e routine.Event) bool { return e.Bus != bus })
}

// at returns a sample of both lanes together.
func (l *lanes) at(i int) [2]float64 {
	return [2]float64{float64(l.words[i][0]) + float64(l.under[i][0]), float64(l.words[i][1]) + float64(l.under[i][1])}
}

// streamed compares a session with the lanes. Both have their own noise.
func (l *lanes) streamed(s *Session) error {
	const rounding = 1e-6 // a thirtieth of a step of 16 bit
	for i, v := range collect(s, 4096) {
		want := [][2]float64{l.at(i)}
		addDither(want, i)
		if d := max(math.Abs(v[0]-want[0][0]), math.Abs(v[1]-want[0][1])); !(d < rounding) {
			return fmt.Errorf("at %v, sample %d: %v is heard, want %v", routine.Samples(i).Duration(), i, v, want[0])
		}
	}
	if s.Position() != len(l.words) || s.Err() != nil {
		return fmt.Errorf("%d samples of %d, %v", s.Position(), len(l.words), s.Err())
	}
	return nil
}

// peak holds the mix to the ceiling.
func (l *lanes) peak(*routine.Plan) error {
	var m meter.Meter
	for i := range l.words {
		m.Write([][2]float64{l.at(i)})
	}
	if peak := m.Loudness().TruePeak; !(peak <= meter.DBTP(Ceiling)) {
		return fmt.Errorf("it reaches %.2f dBTP", peak)
	}
	return nil
}

// silence holds the mix to at most 8 s with every sample below -60 dBFS, and with a bed
// to at most 50 ms between its fades.
func (l *lanes) silence(p *routine.Plan) error {
	from, to, most := 0, len(l.words), 8*time.Second
	if len(on(routine.BusBed, p)) > 0 {
		from, to, most = 2*routine.Rate, to-3*routine.Rate, 50*time.Millisecond
	}
	quiet := 0
	for i := from; i < to; i++ {
		if v := l.at(i); max(math.Abs(v[0]), math.Abs(v[1])) >= 0.001 {
			quiet = 0
		} else if quiet++; quiet > Rate.N(most) {
			return fmt.Errorf("at %v: more than %v below -60 dBFS", routine.Samples(i-quiet).Duration(), most)
		}
	}
	return nil
}

// distance holds what is under the words to 15 LU below them, in every 400 ms that
// lie within a word and are voiced: at most 10 LU below the word's loudest, the
// relative gate of BS.1770-4, because nothing is masked in the pauses of a sentence.
// A word shorter than that has the 400 ms that begin with it.
func (l *lanes) distance(p *routine.Plan) error {
	for _, e := range on(routine.BusVoice, p) {
		from, to := int(e.At), min(int(max(e.End(), e.At+0.4*routine.Rate)), len(l.words))
		word, under := momentary(l.words[from:to]), momentary(l.under[from:to])
		loudest := slices.Max(append(word, meter.LUFS(math.Inf(-1))))
		for i, of := range word {
			if d := of - under[i]; loudest-of <= 10 && !(d >= 15) {
				return fmt.Errorf("at %v: %.1f LU from %s down to what is under it", (e.At + routine.Samples(i*meter.HopLen)).Duration(), d, e.Cue)
			}
		}
	}
	return nil
}

// momentary returns the momentary loudnesses of a lane, one every 10 ms. What comes
// before counts as silence.
func momentary(part lane) (all []meter.LUFS) {
	const hops = 40 // in 400 ms
	m := meter.Hops{Ceiling: math.Inf(1)}
	var energies []float64
	var buf [meter.HopLen][2]float64
	for ; len(part) >= len(buf); part = part[len(buf):] {
		for i, v := range part[:len(buf)] {
			buf[i] = [2]float64{float64(v[0]), float64(v[1])}
		}
		energy, _ := m.Next(buf[:])
		energies = append(energies, energy)
	}
	for i := 0; i+hops <= len(energies); i++ {
		var sum float64
		for _, e := range energies[i : i+hops] {
			sum += e
		}
		all = append(all, meter.LUFS(10*math.Log10(sum/meter.Energy(0, hops))))
	}
	return all
}
