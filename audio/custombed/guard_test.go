package custombed

import (
	"math"
	"testing"

	"uncramp/audio/meter"
	"uncramp/audio/portable"
)

// TestGuardHolds: whatever comes, no moment and no peak exceeds the limits.
func TestGuardHolds(t *testing.T) {
	quiet, loud := noise(6*48000, 0.005), noise(6*48000, 0.9)
	for name, value := range map[string]func(i int) float64{
		"a loud part":       func(i int) float64 { return [2]float64{quiet[i][0], loud[i][0]}[i/(2*48000)%2] },
		"a clap":            func(i int) float64 { return quiet[i][0] + [2]float64{0, loud[i][0]}[btoi(i/4800 == 31)] },
		"one sample":        func(i int) float64 { return quiet[i][0] + float64(btoi(i == 140001)) },
		"floats beyond all": func(i int) float64 { return [2]float64{quiet[i][0], 1e12}[btoi(i == 140001)] },
		"a loud beginning":  func(i int) float64 { return [2]float64{quiet[i][0], loud[i][0]}[btoi(i < 20000)] },
		"all between":       func(i int) float64 { return loud[i][0] * math.Pow(10, -3*float64(i)/(6*48000)) },
		"the last moment":   func(i int) float64 { return [2]float64{quiet[i][0], loud[i][0]}[btoi(i > 6*48000-2000)] },
	} {
		t.Run(name, func(t *testing.T) {
			src := &fake{n: len(quiet), value: func(i int) [2]float64 { return [2]float64{value(i), value(i)} }}
			g := newGuard(src, 0, maxMomentary, maxPeak)
			got := read(g, len(quiet), 512)
			if l := g.Lowered(); name == "one sample" && (l < 17 || l > 20) { // its peak is about 0 dBTP
				t.Errorf("it says that it took %.1f dB off", l)
			}
			var m meter.Meter
			m.Write(got)
			if l := m.Loudness().Momentary; !(l <= maxMomentary+0.1) {
				t.Errorf("a moment of %.2f LUFS", l)
			}
			if p := m.Loudness().TruePeak; !(p <= maxPeak+0.1) {
				t.Errorf("a peak of %.2f dBTP", p)
			}
			if i := len(got) - 1; got[i][0] == 0 && value(i) != 0 && name != "the last moment" {
				t.Errorf("the gain has not come back")
			}
		})
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// TestGuardIsSlow: the gain falls over half a second and comes back by 2 dB a second.
func TestGuardIsSlow(t *testing.T) {
	const n, clap = 12 * 48000, 3 * 48000
	src := &fake{n: n, value: func(i int) [2]float64 {
		v := 0.001
		if i == clap {
			v = 1
		}
		return [2]float64{v, v}
	}}
	got := read(newGuard(src, 0, maxMomentary, maxPeak), n, 512)
	for i := 1; i < n; i++ {
		if i == clap || i == clap+1 {
			continue
		}
		if db := 20 * math.Log10(got[i][0]/got[i-1][0]); math.Abs(db) > 0.01 {
			t.Fatalf("the gain moves by %.3f dB from sample %d to the next", db, i-1)
		}
	}
	if before, after := got[clap-2*48000][0], got[n-1][0]; before != 0.001 || after < 0.001*portable.Ratio(-36+2*8) {
		t.Errorf("2 s before and 9 s after the clap: %v and %v", before, after)
	}
}

// TestGuardLetsPass: what stays under the limits is levelled and not changed otherwise,
// even if it ends within the look-ahead.
func TestGuardLetsPass(t *testing.T) {
	samples, by := noise(5*48000+123, 0.02), portable.Ratio(-6)
	for _, n := range []int{0, 1, 23999, 24000, 24001, 48000, 67200, 67201, len(samples)} {
		src := &fake{n: n, value: func(i int) [2]float64 { return samples[i] }}
		g := newGuard(src, -6, maxMomentary, maxPeak)
		got := read(g, n+1000, 479)
		if len(got) != n || g.Lowered() != 0 {
			t.Errorf("%d samples of %d, turned down by %.1f dB", len(got), n, g.Lowered())
		}
		for i, v := range got {
			if want := [2]float64{samples[i][0] * by, samples[i][1] * by}; v != want {
				t.Fatalf("of %d samples, sample %d is %v, want %v", n, i, v, want)
			}
		}
	}
}
