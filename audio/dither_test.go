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

func TestQuantiseIsThePlainRule(t *testing.T) {
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
