package audio

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"testing"

	"uncramp/audio/meter"
	"uncramp/routine"
)

// steady is a custom bed: ones, until it leaves for good, and Takeover
// more.
type steady struct{ until, at int }

func (b *steady) Fill(samples [][2]float64) (leaves int) {
	leaves = min(b.until-b.at, len(samples))
	for i := range samples {
		samples[i] = [2]float64{}
		if b.at+i < b.until+Rate.N(Takeover) {
			samples[i] = [2]float64{1, 1}
		}
	}
	b.at += len(samples)
	return leaves
}

// TestTakeover: while a custom bed stays there is nothing else; from the sample on at
// which it leaves, the bed that breathes comes up.
func TestTakeover(t *testing.T) {
	loop := make([]int16, 1000)
	for i := range loop {
		loop[i] = 10000
	}
	for _, size := range []int{1, 7, 479, piece} {
		b := &rewindableBed{bed: &steady{until: 1000}, surf: surf{loop: loop}}
		alone := &surf{loop: loop}
		for at := 0; at < 4000+Rate.N(Takeover); at += size {
			got, surfed := make([][2]float64, size), make([][2]float64, size)
			b.fill(got, at)
			alone.fill(surfed, at)
			for i, v := range got {
				want := 1.0
				if at+i >= 1000 {
					own, surf := crossed(at+i-1000, Rate.N(Takeover))
					want = own + float64(surfed[i][0]*surf)
				}
				if at+i >= 1000+Rate.N(Takeover) {
					want = surfed[i][0]
				}
				if v[0] != want {
					t.Fatalf("pieces of %d: sample %d is %v, want %v", size, at+i, v[0], want)
				}
			}
		}
	}
}

// TestCrossed: a cross-fade is as loud all through it, and has no corners.
func TestCrossed(t *testing.T) {
	const n = 1000
	before := [2]float64{1, 0}
	for i := range n {
		from, to := crossed(i, n)
		if power := from*from + to*to; math.Abs(power-1) > 1e-12 {
			t.Errorf("sample %d: a power of %v", i, power)
		}
		if d := max(before[0]-from, to-before[1]); d < 0 || d > 3./n || i < n/100 && d > 0.1/n {
			t.Errorf("sample %d: the gains go from %v to %v", i, before, [2]float64{from, to})
		}
		before = [2]float64{from, to}
	}
}

// TestCustomBedIsDucked: under a voice it is 15 dB lower.
func TestCustomBedIsDucked(t *testing.T) {
	p, _ := fourClips()
	p.Events = append([]routine.Event{{Length: p.Length, Bus: routine.BusBed, Cue: "bed"}}, p.Events[1])
	b := bankOf(p, make([]int16, 1000), make([]int16, 1000))
	s := NewSession(p, b, Levels{})
	s.SetBed(&steady{until: 1 << 30})
	got := collect(s, 479)[600]
	level, _ := (&envelopes{all: beds(p)}).at(600)
	want := level * 0.17783
	if d := got[0] - want; d > 1e-4 || d < -1e-4 {
		t.Errorf("under a voice the bed is %v, want %v", got[0], want)
	}
}

// numbered is a custom bed whose sample i is i.
type numbered struct{ at int }

func (b *numbered) Fill(samples [][2]float64) (leaves int) {
	for i := range samples {
		samples[i] = [2]float64{float64(b.at), -float64(b.at)}
		b.at++
	}
	return len(samples)
}

// TestCustomBedRewinds: if a session goes back by no more than a server holds, a
// custom bed gives the same samples again. After any other seek it goes on.
func TestCustomBedRewinds(t *testing.T) {
	b := &rewindableBed{bed: &numbered{}}
	got := make([][2]float64, piece)
	fill := func(at, want int) {
		t.Helper()
		b.fill(got, at)
		for i, v := range got {
			if v[0] != float64(want+i) || v[1] != -v[0] {
				t.Fatalf("sample %d is %v, want %d", at+i, v, want+i)
			}
		}
	}
	at := 0
	for ; at < 2*customKeeps; at += piece {
		fill(at, at)
	}
	for _, back := range []int{1, piece, 48000, customKeeps} {
		for from := at - back; from+piece < at+1000; from += 479 {
			fill(from, from)
		}
		at = b.next
	}
	fill(1_000_000, at)
	fill(1_000_000+piece, at+piece)
}

// TestSurf: it swells with the breath, goes round without a seam, and is a
// matter of the offset alone.
func TestSurf(t *testing.T) {
	const n = 10000 // samples round
	loop := make([]int16, n)
	for i := range loop {
		loop[i] = int16(10000 * math.Sin(2*math.Pi*float64(i)*3/n))
	}
	b := &surf{loop: loop, swell: envelopes{all: swells(&routine.Plan{Breaths: []routine.PlannedBreath{
		{In: 3000, Full: 7000, Out: 7000, Empty: 13000, End: 13000}, {In: 13000, Full: 17000, Out: 17000, Empty: 23000, End: 23000}, {In: 30000, Full: 31000, Out: 31000, Empty: 32000, End: 32000},
	}})}}
	for _, tt := range []struct {
		at   int
		want float64
	}{{0, 0}, {2999, 0}, {5000, 0.5}, {7000, 1}, {10000, 0.5}, {13000, 0}, {15000, 0.5}, {17000, 1}, {25000, 0}, {31000, 1}, {40000, 0}, {5000, 0.5}} {
		if got, _ := b.swell.at(routine.Samples(tt.at)); math.Abs(got-tt.want) > 1e-3 {
			t.Errorf("swell at %d is %.4f, want %v", tt.at, got, tt.want)
		}
	}
	all := make([][2]float64, 35000)
	b.fill(all, 0)
	for _, size := range []int{1, 7, 479, 4096} {
		part := make([][2]float64, size)
		for at := 0; at+size <= len(all); at += size {
			b.fill(part, at)
			for i := range part {
				if part[i] != all[at+i] {
					t.Fatalf("in pieces of %d sample %d is %v, want %v", size, at+i, part[i], all[at+i])
				}
			}
		}
	}
	if l, r := all[24000], all[24000+n/2]; l[0] != r[1] || l[1] != r[0] {
		t.Errorf("the right ear is not half a loop behind: %v, %v", l, r)
	}
}

// TestSurfLoop: the bed's noise is the same on every processor, as loud as its
// level counts on, and goes on at its beginning.
func TestSurfLoop(t *testing.T) {
	loop := SurfLoop()
	sum := sha256.New()
	binary.Write(sum, binary.LittleEndian, loop)
	if got, want := hex.EncodeToString(sum.Sum(nil)), "d9188df92066102e196a14cff7811971c0780c4921136053d4182bf60a39c64f"; got != want {
		t.Errorf("the loop is another one: %s, want %s", got, want)
	}
	most := 0.0
	for i := range loop[1:] {
		most = max(most, math.Abs(float64(loop[i+1])-float64(loop[i])))
	}
	if step := math.Abs(float64(loop[0]) - float64(loop[len(loop)-1])); step > most/2 {
		t.Errorf("a step of %v where the loop begins again, %v within it", step, most)
	}
	for _, tt := range []struct {
		name   string
		breath envelope
		want   meter.LUFS
	}{
		{"at rest", envelope{rises: forever}, -38},
		{"at its crest", envelope{-1, 0, forever, forever, forever}, -32},
	} {
		var m meter.Meter
		out := make([][2]float64, len(loop))
		(&surf{loop: loop, swell: envelopes{all: []envelope{tt.breath}}}).fill(out, 0)
		m.Write(out)
		if got := m.Loudness().Integrated; !(math.Abs(float64(got-tt.want)) <= 0.5) {
			t.Errorf("%s the bed is at %.1f LUFS, want %v", tt.name, got, tt.want)
		}
	}
}
