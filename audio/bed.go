package audio

import (
	"time"

	"uncramp/audio/portable"
	"uncramp/routine"
)

// Takeover is how long the bed that breathes takes to replace a custom bed that
// leaves.
const Takeover = 2 * time.Second

// bed is the sound under everything else. fill fills samples with it, at its own level,
// the first one at an offset of the session.
type bed interface {
	fill(samples [][2]float64, at int)
}

// The surf's level and swell. The loop is at -20 LUFS; in two ears that are
// unlike it is 3 LU louder.
const (
	surfTrough = -38 + 20 - 3 // dB of gain: -38 LUFS while no breath is planned
	surfCrest  = 5            // dB above it at the end of a breath in
	surfShine  = 2.5          // the treble that is added there, as a first difference
)

// surf is a loop of noise that breathes with a plan: its level and brightness
// rise through every planned breath in and fall through every breath out, by
// raised cosines. The right ear hears the loop from its middle on, so the ears
// are unlike, and a mono downmix loses nothing. What it sounds like at an offset
// depends on the offset alone.
type surf struct {
	loop  []int16
	swell envelopes // of the breaths
}

// swellEvery is how many samples of the swell are drawn as a straight line:
// 1.3 ms of a wave that takes seconds.
const swellEvery = 64

func (b *surf) fill(samples [][2]float64, at int) {
	base := float64(Decibels(surfTrough).gain() / fullScale)
	rise := base * (Decibels(surfCrest).gain() - 1)
	for len(samples) > 0 {
		start := at - at%swellEvery
		from, _ := b.swell.at(routine.Samples(start))
		to, _ := b.swell.at(routine.Samples(start + swellEvery))
		slope := (to - from) / swellEvery
		left, right := at%len(b.loop), (at+len(b.loop)/2)%len(b.loop)
		n := min(len(samples), start+swellEvery-at, len(b.loop)-left, len(b.loop)-right)
		out, l, r := samples[:n], b.loop[left:][:n], b.loop[right:][:n]
		// Each sample v becomes gain * (v + shine*(v-before)); before is the sample before it.
		bl, br := b.before(left), b.before(right)
		for i := range out {
			swell := from + float64(slope*float64(at-start+i))
			gain := base + float64(rise*swell)
			shine := float64(gain * surfShine * swell)
			gain += shine
			vl, vr := float64(l[i]), float64(r[i])
			out[i] = [2]float64{float64(gain*vl) - float64(shine*bl), float64(gain*vr) - float64(shine*br)}
			bl, br = vl, vr
		}
		samples, at = samples[n:], at+n
	}
}

// before returns the sample of the loop before that at k.
func (b *surf) before(k int) float64 { return float64(b.loop[(k+len(b.loop)-1)%len(b.loop)]) }

// CustomBed is a custom bed: samples one after another, at their own level, that
// know no offsets. Fill returns the index of the sample at which the bed begins to
// leave for good, with [Takeover] of it still to come; len(samples) if it stays.
type CustomBed interface {
	Fill(samples [][2]float64) (leaves int)
}

// rewindableBed is a custom bed that can go back a little, and the surf that takes
// over when it leaves.
type rewindableBed struct {
	bed    CustomBed
	surf   surf
	leaves bool
	since  int // the offset at which it began to leave
	next   int // the offset of the sample that bed fills next
	buf    [piece][2]float64
	been   [customKeeps][2]float32 // the last samples, by offset modulo customKeeps
}

// customKeeps is how many samples of a custom bed are kept for a rewind: 5.5 s, more than
// a sound server holds.
const customKeeps = 1 << 18

func (b *rewindableBed) fill(samples [][2]float64, at int) {
	if at > b.next || at < b.next-customKeeps {
		b.next = at // sought from elsewhere
	}
	// Samples that were filled before are filled as they were.
	again := min(len(samples), b.next-at)
	for i := range again {
		v := b.been[(at+i)%customKeeps]
		samples[i] = [2]float64{float64(v[0]), float64(v[1])}
	}
	if fresh := samples[again:]; len(fresh) > 0 {
		leaves := b.bed.Fill(fresh)
		if leaves < len(fresh) && !b.leaves {
			b.leaves, b.since = true, b.next+leaves
		}
		for i, v := range fresh {
			kept := [2]float32{float32(v[0]), float32(v[1])}
			b.been[(b.next+i)%customKeeps] = kept
			fresh[i] = [2]float64{float64(kept[0]), float64(kept[1])}
		}
		b.next += len(fresh)
	}
	if !b.leaves || at+len(samples) <= b.since {
		return
	}
	instead := b.buf[:len(samples)]
	b.surf.fill(instead, at)
	for i, v := range instead {
		from, to := crossed(at+i-b.since, Rate.N(Takeover))
		samples[i] = [2]float64{float64(samples[i][0]*from) + float64(v[0]*to), float64(samples[i][1]*from) + float64(v[1]*to)}
	}
}

// crossed returns the gains of a cross-fade, i samples into n. The powers add up
// to one, which suits sounds that are not alike: raised cosines alone would leave
// both 6 dB down in the middle.
func crossed(i, n int) (from, to float64) {
	switch {
	case i < 0:
		return 1, 0
	case i >= n:
		return 0, 1
	}
	to, from = portable.SincosPi(raised(routine.Samples(i), routine.Samples(n)) / 2)
	return from, to
}
