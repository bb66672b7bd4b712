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

// TestLoop: a loop has the samples and the seams that are worked out.
func TestLoop(t *testing.T) {
	for _, c := range []struct{ n, cross int }{{1000, 300}, {999, 333}, {100, 1}, {100, 50}} {
		src := &fake{n: c.n, value: ramp}
		want := looped(c.n, c.cross, 5*c.n)
		if got := read(newLoop(src, c.cross, src.rewind), len(want), 479); !slices.Equal(got, want) {
			t.Errorf("%d samples, a cross-fade of %d: other samples", c.n, c.cross)
		}
	}
}

// TestLoopFails: all that was read is streamed, its end fades out if the next pass has
// begun, and Err returns why there is no more.
func TestLoopFails(t *testing.T) {
	for _, c := range []struct {
		name   string
		first  error // of the first pass
		rewind func(*fake) error
		want   error
		seam   int // samples of the cross-fade that were there
	}{
		{"at once", errBroken, nil, errBroken, 0},
		{"not to be read again", nil, func(*fake) error { return errBroken }, errBroken, 0},
		{"in the seam", nil, func(f *fake) error { f.at, f.n, f.err = 0, 100, errBroken; return nil }, errBroken, 100},
		{"shorter than a cross-fade", nil, func(f *fake) error { f.at, f.n = 0, 200; return nil }, errChanged, 200},
	} {
		const n, cross = 1000, 300
		src := &fake{n: n, value: ramp, err: c.first}
		l := newLoop(src, cross, func() error { return c.rewind(src) })
		got := read(l, 5000, 479)
		if len(got) != n || !errors.Is(l.Err(), c.want) {
			t.Errorf("%s: %d samples and %v, want %d and %v", c.name, len(got), l.Err(), n, c.want)
			continue
		}
		for i := range got {
			want := float64(i)
			if at := i - (n - cross); c.seam > 0 && at >= 0 {
				sin, cos := math.Sincos(math.Pi / 2 * (float64(at) + 0.5) / cross)
				want *= cos
				if at < c.seam {
					want += sin * float64(at)
				}
			}
			if math.Abs(got[i][0]-want) > 1e-4 {
				t.Fatalf("%s: sample %d is %v, want %v", c.name, i, got[i], want)
			}
		}
	}
}
