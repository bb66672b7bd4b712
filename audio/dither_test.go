package audio

import (
	"math"
	"math/rand/v2"
	"testing"
)

// plain is the rule of quantise as PulseAudio has it, word for word.
func plain(v float64) int16 {
	v = math.RoundToEven(float64(float32(v)) * fullScale)
	return int16(min(max(v, -fullScale), fullScale-1))
}

// TestDither: triangular between -1 and 1 step, so of variance 1/6, unlike in the two
// ears, white, and a matter of the offset alone.
func TestDither(t *testing.T) {
	const n = 1 << 16
	noise := make([][2]float64, n)
	addDither(noise, 12345)
	var sum, square, across, next float64
	for i, v := range noise {
		l, r := v[0]*fullScale, v[1]*fullScale
		if math.Abs(l) > 1 || math.Abs(r) > 1 {
			t.Fatalf("sample %d is %v, %v steps", i, l, r)
		}
		sum += l
		square += l * l
		across += l * r
		next += l * noise[(i+1)%n][0] * fullScale
	}
	for name, got := range map[string]float64{
		"mean": sum / n, "variance": square/n - 1.0/6, "between the ears": across / n, "between neighbours": next / n,
	} {
		if math.Abs(got) > 0.005 { // five times the deviation of such a sum
			t.Errorf("%s is off by %v", name, got)
		}
	}
	one := make([][2]float64, 1)
	if addDither(one, 12345+77); one[0] != noise[77] {
		t.Error("the noise at an offset depends on where it was asked from")
	}
}

func TestQuantise(t *testing.T) {
	for v, want := range map[float64]int16{0: 0, 0.4: 0, 0.6: 1, -0.4: 0, -0.6: -1, 1000.2: 1000, 32767: 32767, 32768: 32767, -32768: -32768} {
		if got := quantise(v / fullScale); got != want {
			t.Errorf("%v steps become %d, want %d", v, got, want)
		}
	}
	check := func(v float64) {
		t.Helper()
		if got, want := quantise(v), plain(v); got != want {
			t.Fatalf("%v: got %d, want %d", v, got, want)
		}
	}
	// Every step and every half, and what is next to them.
	for i := -2 * (fullScale + 9); i < 2*(fullScale+9); i++ {
		v := float32(i) / 2 / fullScale
		check(float64(v))
		check(float64(math.Nextafter32(v, 9)))
		check(float64(math.Nextafter32(v, -9)))
	}
	// Far behind full scale, up to where the trick has no bits left.
	for v := 1.0; v < math.MaxFloat32; v *= 1.37 {
		check(v)
		check(-v)
	}
	check(math.Inf(1))
	check(math.Inf(-1))
	check(math.Copysign(0, -1))
	r := rand.New(rand.NewPCG(1, 2))
	for range 1_000_000 {
		check(r.NormFloat64() / 3)
	}
}
