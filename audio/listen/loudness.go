package listen

import (
	"math"
	"time"

	"uncramp/audio"
	"uncramp/audio/meter"
)

const (
	momentary = 400 * time.Millisecond
	step      = 10 * time.Millisecond // from one reading to the next
)

// biquad is a second-order section in transposed direct form II.
type biquad struct{ b0, b1, b2, a1, a2 float64 }

// shelf and highPass weigh a sound at 48 kHz as the ear does: the figures of
// BS.1770-4's tables 1 and 2 as they stand there. Package meter derives its own
// for every rate, and looks for true peaks as it goes, which takes five times
// as long.
var (
	shelf    = biquad{1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585}
	highPass = biquad{1, -2, 1, -1.99004745483398, 0.99007225036621}
)

// filter is a biquad and what it remembers.
type filter struct {
	biquad
	z1, z2 float64
}

func (f *filter) push(x float64) float64 {
	y := f.b0*x + f.z1
	f.z1 = f.b1*x - f.a1*y + f.z2
	f.z2 = f.b2*x - f.a2*y
	return y
}

// readings are the momentary loudnesses of the windows that lie between two
// offsets, one every 10 ms. What comes before counts as silence.
func readings(from, to int, frame func(i int) [2]int16) (all []meter.LUFS) {
	for _, power := range powers(from, to, frame) {
		all = append(all, loudness(power[0]+power[1]))
	}
	return all
}

func loudness(power float64) meter.LUFS { return meter.LUFS(-0.691 + 10*math.Log10(power)) }

// Moments are the loudest 400 ms of a sound: in both ears together, and in each.
type Moments struct {
	Both meter.LUFS
	Ears [2]meter.LUFS
}

// Loudest is the loudest moments of frames.
func Loudest(frames [][2]int16) Moments {
	var most [3]float64
	for _, power := range powers(0, len(frames), func(i int) [2]int16 { return frames[i] }) {
		for i, v := range [3]float64{power[0] + power[1], power[0], power[1]} {
			most[i] = max(most[i], v)
		}
	}
	return Moments{loudness(most[0]), [2]meter.LUFS{loudness(most[1]), loudness(most[2])}}
}

// powers are the mean squares of each ear, weighed, in the windows of readings.
func powers(from, to int, frame func(i int) [2]int16) (all [][2]float64) {
	hop, hops := audio.Rate.N(step), int(momentary/step)
	var ears [2][2]filter
	for ear := range ears {
		ears[ear] = [2]filter{{biquad: shelf}, {biquad: highPass}}
	}
	var squares [][2]float64 // of each hop
	for at := from; at+hop <= to; at += hop {
		var sum [2]float64
		for i := range hop {
			for ear, v := range frame(at + i) {
				f := &ears[ear]
				y := f[1].push(f[0].push(float64(v) / fullScale))
				sum[ear] += y * y
			}
		}
		squares = append(squares, sum)
	}
	for i := 0; i+hops <= len(squares); i++ {
		var sum [2]float64
		for _, s := range squares[i : i+hops] {
			sum[0] += s[0]
			sum[1] += s[1]
		}
		n := float64(hop * hops)
		all = append(all, [2]float64{sum[0] / n, sum[1] / n})
	}
	return all
}
