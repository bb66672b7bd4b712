package main

import (
	"math"
	"math/cmplx"
	"testing"
	"time"
)

// likeness is the largest normalised cross-correlation of two sounds at any
// lag, from 0 (nothing in common) to 1 (the same, whatever the gain), over
// their first 1.4 s: by then an ear has told them.
func likeness(a, b []float64) float64 {
	const n = 1 << 17 // twice what is looked at: the lags do not wrap
	spectrum := func(s []float64) ([]complex128, float64) {
		x := make([]complex128, n)
		var energy float64
		for i, v := range s[:min(len(s), n/2)] {
			x[i] = complex(v, 0)
			energy += v * v
		}
		fft(x)
		return x, energy
	}
	x, ea := spectrum(a)
	y, eb := spectrum(b)
	for i := range x {
		x[i] *= cmplx.Conj(y[i])
	}
	fft(x) // forward again: the lags come out reversed, which a maximum ignores
	var most float64
	for _, v := range x {
		most = max(most, math.Abs(real(v)))
	}
	return most / n / math.Sqrt(ea*eb)
}

// fft is the discrete Fourier transform of x in place; its length is a power
// of two.
func fft(x []complex128) {
	n := len(x)
	for i, j := 1, 0; i < n; i++ {
		bit := n >> 1
		for ; j&bit != 0; bit >>= 1 {
			j ^= bit
		}
		j ^= bit
		if i < j {
			x[i], x[j] = x[j], x[i]
		}
	}
	turn := make([]complex128, n/2)
	for i := range turn {
		turn[i] = cmplx.Rect(1, -2*math.Pi*float64(i)/float64(n))
	}
	for size := 2; size <= n; size *= 2 {
		half, stride := size/2, n/size
		for at := 0; at < n; at += size {
			for k := range half {
				u, v := x[at+k], x[at+k+half]*turn[k*stride]
				x[at+k], x[at+k+half] = u+v, u-v
			}
		}
	}
}

func TestNoTwoChimesAreAlike(t *testing.T) {
	const limit = 0.5
	sounds := make([][]float64, len(score))
	for i, a := range score {
		sounds[i] = recorded(t, a.name)
		for j, b := range score[:i] {
			if got := likeness(sounds[i], sounds[j]); got >= limit {
				t.Errorf("%s and %s: got a likeness of %.2f, want under %v", a.name, b.name, got, limit)
			}
		}
	}

	// Planted: the same bell, later and softer, and one of another body.
	c := find(t, "bell-round")
	a := recorded(t, c.name)
	b := make([]float64, len(a))
	for i := 1000; i < len(b); i++ {
		b[i] = a[i-1000] / 10
	}
	if got := likeness(a, b); got < 0.98 {
		t.Errorf("the same later and softer: got a likeness of %.2f, want 1", got)
	}
	c.strikes = []strike{{0, glass, c.strikes[0].pitch, 0, 6 * time.Second}}
	if got := likeness(a, render(c)); got < limit {
		t.Errorf("the same pitch on another body: got a likeness of %.2f, want %v or more", got, limit)
	}
}
