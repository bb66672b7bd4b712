package mastering

import (
	"math"
	"slices"
	"testing"

	"uncramp/audio/meter"
)

func TestLimitHoldsTheCeiling(t *testing.T) {
	s := sine(48000, 0.25, 300)
	// Stressed syllables: up to 8 dB over the rest, one at each end.
	for _, at := range []int{0, 9000, 9300, 24000, 47900} {
		for i := max(0, at-500); i < min(len(s), at+500); i++ {
			s[i] *= 1 + 1.5*math.Exp(-math.Pow(float64(i-at)/150, 2))
		}
	}
	const ceiling = -9
	got, reduction := limit(s, meter.Peaks(s), ceiling)
	if len(got) != len(s) {
		t.Fatalf("got %d samples, want %d", len(got), len(s))
	}
	if peak := meter.Measure(got).TruePeak; peak > ceiling+0.05 || peak < ceiling-0.5 {
		t.Errorf("got %.2f dBTP, want %d", peak, ceiling)
	}
	if want := float64(meter.Measure(s).TruePeak) - ceiling; math.Abs(reduction-want) > 0.1 {
		t.Errorf("got %.2f dB off, want %.2f", reduction, want)
	}
	// No delay, and untouched where there is nothing to take off.
	if !slices.Equal(got[12000:22000], s[12000:22000]) {
		t.Error("it moved what lies under the ceiling")
	}
	// The gain moves smoothly: by no more in a sample than a Hann window of
	// 20 ms with all of the reduction in it.
	steepest := math.Pi / 2 / 480 * (1 - math.Pow(10, -reduction/20)) * 1.01
	last := 1.0
	for i := range s {
		if math.Abs(s[i]) < 1e-3 {
			continue
		}
		gain := got[i] / s[i]
		if i > 0 && math.Abs(s[i-1]) >= 1e-3 && math.Abs(gain-last) > steepest {
			t.Fatalf("sample %d: the gain goes from %v to %v", i, last, gain)
		}
		last = gain
	}
}

func TestLimitLeavesTheRest(t *testing.T) {
	s := sine(4800, 0.5, 300)
	got, reduction := limit(s, meter.Peaks(s), -1)
	if reduction != 0 || math.Signbit(reduction) || !slices.Equal(got, s) {
		t.Errorf("it took %v dB off", reduction)
	}
	if got, reduction := limit(nil, nil, -1); len(got) != 0 || reduction != 0 {
		t.Errorf("of nothing: %v %v", got, reduction)
	}
	if got, reduction := limit(make([]float64, 100), make([]float64, 100), -1); reduction != 0 || got[50] != 0 {
		t.Errorf("of silence: %v %v", got[50], reduction)
	}
}

func TestGreatest(t *testing.T) {
	values := []float64{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9}
	for n := range 16 {
		for i, got := range greatest(values, n) {
			if want := slices.Max(values[max(0, i-n):min(len(values), i+n+1)]); got != want {
				t.Errorf("within %d of %d: got %v, want %v", n, i, got, want)
			}
		}
	}
}
