package audio

import (
	"math"
	"testing"

	"uncramp/routine"
)

// steady is a listener's own bed: ones, until it leaves for good, and Takeover
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

// TestBackdrop: while a listener's own bed stays there is nothing else; from
// the sample on at which it leaves, the bed that breathes comes up.
func TestBackdrop(t *testing.T) {
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

// TestOwnBedIsDucked: under a voice it is 15 dB lower.
func TestOwnBedIsDucked(t *testing.T) {
	p, _ := fourClips()
	p.Events = append([]routine.Event{{Length: p.Length, Bus: routine.BusBed, Cue: "bed"}}, p.Events[1])
	b := bankOf(p, make([]int16, 1000), make([]int16, 1000))
	s := NewSession(p, b, Levels{})
	s.SetBed(&steady{until: 1 << 30})
	got := collect(s, 479)[600]
	level, _ := bedLevel(p.Events[:1], 600)
	want := level * 0.17783
	if d := got[0] - want; d > 1e-4 || d < -1e-4 {
		t.Errorf("under a voice the bed is %v, want %v", got[0], want)
	}
}

// numbered is a listener's own bed whose sample i is i.
type numbered struct{ at int }

func (b *numbered) Fill(samples [][2]float64) (leaves int) {
	for i := range samples {
		samples[i] = [2]float64{float64(b.at), -float64(b.at)}
		b.at++
	}
	return len(samples)
}

// TestOwnBedAgain: a listener's own bed is the same again where a session goes
// back by up to what a server holds, and goes on from there; sought from
// elsewhere it goes on as if it had not been.
func TestOwnBedAgain(t *testing.T) {
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
