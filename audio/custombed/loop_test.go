package custombed

import (
	"errors"
	"math"
	"slices"
	"testing"

	"uncramp/audio/portable"
)

// looped returns a ramp of n samples repeated with a cross-fade, worked out sample by
// sample.
func looped(n, cross, length int) (want [][2]float64) {
	for pass := 0; len(want) < length; pass++ {
		for i := 0; i < n-cross; i++ {
			v := float64(i)
			if pass > 0 && i < cross {
				sin, cos := portable.SincosPi((float64(i) + 0.5) / float64(2*cross))
				v = float64(cos*float64(n-cross+i)) + float64(sin*float64(i))
			}
			v = float64(float32(v))
			want = append(want, [2]float64{v, -v})
		}
	}
	return want[:length]
}

// TestLoop: the samples and the seams are the same for buffers of any size.
func TestLoop(t *testing.T) {
	for _, c := range []struct{ n, cross int }{{1000, 300}, {999, 333}, {100, 1}, {100, 50}} {
		want := looped(c.n, c.cross, 5*c.n)
		for _, size := range []int{1, 7, 479, 5000} {
			src := &fake{n: c.n, value: ramp}
			if got := read(newLoop(src, c.cross, src.rewind), len(want), size); !slices.Equal(got, want) {
				t.Errorf("%d samples, a cross-fade of %d, buffers of %d: other samples", c.n, c.cross, size)
			}
		}
	}
}

// TestLoopFails: all that was read is streamed, and Err returns why there is no more.
func TestLoopFails(t *testing.T) {
	broken := errors.New("broken")
	for _, size := range []int{1, 479, 5000} {
		// At once.
		src := &fake{n: 1000, value: ramp, err: broken}
		l := newLoop(src, 300, src.rewind)
		if got, want := read(l, 5000, size), looped(1300, 300, 1000); !slices.Equal(got, want) || !errors.Is(l.Err(), broken) {
			t.Errorf("buffers of %d: %d samples and %v, want the %d that were read and %v", size, len(got), l.Err(), len(want), broken)
		}

		// When it shall be read again.
		src = &fake{n: 1000, value: ramp}
		l = newLoop(src, 300, func() error { return broken })
		if got, want := read(l, 5000, size), looped(1300, 300, 1000); !slices.Equal(got, want) || !errors.Is(l.Err(), broken) {
			t.Errorf("buffers of %d, not to be rewound: %d samples and %v", size, len(got), l.Err())
		}

		// In the cross-fade: the old end fades out.
		src = &fake{n: 1000, value: ramp}
		l = newLoop(src, 300, func() error {
			src.at, src.n, src.err = 0, 100, broken
			return nil
		})
		got, want := read(l, 5000, size), looped(1000, 300, 1000)
		for i := 800; i < 1000; i++ {
			v := math.Cos(math.Pi/2*(float64(i-700)+0.5)/300) * float64(i)
			want[i] = [2]float64{v, -v}
		}
		for i := range got {
			if math.Abs(got[i][0]-want[i][0]) > 1e-4 {
				t.Fatalf("buffers of %d, broken in the seam: sample %d is %v, want %v", size, i, got[i], want[i])
			}
		}
		if len(got) != 1000 || !errors.Is(l.Err(), broken) {
			t.Errorf("buffers of %d, broken in the seam: %d samples and %v", size, len(got), l.Err())
		}

		// When it has become shorter than a cross-fade.
		src = &fake{n: 1000, value: ramp}
		l = newLoop(src, 300, func() error { src.at, src.n = 0, 400; return nil })
		if read(l, 5000, size); !errors.Is(l.Err(), errChanged) {
			t.Errorf("buffers of %d, become shorter: %v", size, l.Err())
		}
	}
}
