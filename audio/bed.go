package audio

import (
	"math"
	"sort"
	"time"

	"uncramp/routine"
)

// Takeover is how long the bed that breathes takes to come in the place of one
// that leaves.
const Takeover = 2 * time.Second

// bed fills samples with what lies under the rest, the first of them at an
// offset of the session, at its own level.
type bed interface {
	fill(samples [][2]float64, at int)
}

// The surf's level and swell. The loop is at -20 LUFS; in two ears that are
// unlike it is 3 LU louder.
const (
	surfTrough = -38 + 20 - 3 // dB of gain: -38 LUFS where no breath is planned
	surfCrest  = 5            // dB above it at the end of a breath in
	surfShine  = 2.5          // the treble that is added there, as a first difference
)

// surf is a loop of noise that breathes with a plan: its level and brightness
// rise through every planned breath in and fall through every breath out, by
// raised cosines. The right ear hears the loop from its middle on, so the ears
// are unlike, and a mono downmix loses nothing. What it sounds like at an offset
// depends on the offset alone.
type surf struct {
	loop    []int16
	breaths []routine.PlannedBreath
	next    int // the first breath that is not over, for ascending offsets
}

// swellEvery is how many samples of the swell are drawn as a straight line:
// 1.3 ms of a wave that takes seconds.
const swellEvery = 64

func (b *surf) fill(samples [][2]float64, at int) {
	base := math.Pow(10, float64(surfTrough)/20) / fullScale
	rise := base * (math.Pow(10, float64(surfCrest)/20) - 1)
	for len(samples) > 0 {
		start := at - at%swellEvery
		from, to := b.swell(start), b.swell(start+swellEvery)
		slope := (to - from) / swellEvery
		left, right := at%len(b.loop), (at+len(b.loop)/2)%len(b.loop)
		n := min(len(samples), start+swellEvery-at, len(b.loop)-left, len(b.loop)-right)
		out, l, r := samples[:n], b.loop[left:][:n], b.loop[right:][:n]
		// Of a sample v and the one before: gain * (v + shine*(v-before)).
		bl, br := b.before(left), b.before(right)
		for i := range out {
			swell := from + slope*float64(at-start+i)
			gain := base + rise*swell
			shine := gain * surfShine * swell
			gain += shine
			vl, vr := float64(l[i]), float64(r[i])
			out[i] = [2]float64{gain*vl - shine*bl, gain*vr - shine*br}
			bl, br = vl, vr
		}
		samples, at = samples[n:], at+n
	}
}

// before returns the sample of the loop before that at k.
func (b *surf) before(k int) float64 { return float64(b.loop[(k+len(b.loop)-1)%len(b.loop)]) }

// swell is how far the bed has risen, 0 to 1, at an offset: where a breath was
// given up it still falls while another begins.
func (b *surf) swell(at int) (up float64) {
	now := routine.Samples(at)
	if b.next > 0 && now < b.breaths[b.next-1].Over() {
		b.next = sort.Search(len(b.breaths), func(i int) bool { return b.breaths[i].Over() > now })
	}
	for b.next < len(b.breaths) && b.breaths[b.next].Over() <= now {
		b.next++
	}
	for _, breath := range b.breaths[b.next:] {
		if breath.In > now {
			break
		}
		up = max(up, breath.Swell(now))
	}
	return up
}

// Backdrop is a bed of the listener's own: samples one after another, at their
// level, that know no offsets. Fill returns where in them it begins to leave
// for good, with Takeover of it still to come; their number as long as it stays.
type Backdrop interface {
	Fill(samples [][2]float64) (leaves int)
}

// backdrop is a listener's own bed, and the one that takes its place when it
// leaves.
type backdrop struct {
	own   Backdrop
	surf  surf
	left  bool
	since int // where it began to leave
	next  int // the offset of the sample that own fills next
	buf   [piece][2]float64
	been  [backdropKeeps][2]float32 // what it filled last, by offset
}

// backdropKeeps is how many samples of a listener's own bed can be had again,
// 5.5 s: more than a sound server holds.
const backdropKeeps = 1 << 18

func (b *backdrop) fill(samples [][2]float64, at int) {
	if at > b.next || at < b.next-backdropKeeps {
		b.next = at // sought from elsewhere
	}
	// What was filled before is the same again.
	again := min(len(samples), b.next-at)
	for i := range again {
		v := b.been[(at+i)%backdropKeeps]
		samples[i] = [2]float64{float64(v[0]), float64(v[1])}
	}
	if fresh := samples[again:]; len(fresh) > 0 {
		leaves := b.own.Fill(fresh)
		if leaves < len(fresh) && !b.left {
			b.left, b.since = true, b.next+leaves
		}
		for i, v := range fresh {
			kept := [2]float32{float32(v[0]), float32(v[1])}
			b.been[(b.next+i)%backdropKeeps] = kept
			fresh[i] = [2]float64{float64(kept[0]), float64(kept[1])}
		}
		b.next += len(fresh)
	}
	if !b.left || at+len(samples) <= b.since {
		return
	}
	instead := b.buf[:len(samples)]
	b.surf.fill(instead, at)
	for i, v := range instead {
		own, surf := crossed(at+i-b.since, Rate.N(Takeover))
		samples[i] = [2]float64{samples[i][0]*own + v[0]*surf, samples[i][1]*own + v[1]*surf}
	}
}

// crossed are the gains of a cross-fade, i samples into n. Their powers add up to
// one, as suits sounds that are not alike: by raised cosines alone, both would be
// down by 6 dB in the middle.
func crossed(i, n int) (from, to float64) {
	switch {
	case i < 0:
		return 1, 0
	case i >= n:
		return 0, 1
	}
	to, from = math.Sincos(math.Pi / 2 * raised(i, n))
	return from, to
}
