package portable

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"testing"
)

// TestBits proves the same bits on every processor that it runs on; .ci/run runs
// it on several.
func TestBits(t *testing.T) {
	h := fnv.New64()
	for i := range 100_000 {
		x := float64(i-50_000) / 12_345
		sin, cos := SincosPi(x)
		binary.Write(h, binary.LittleEndian, []float64{sin, cos, Ratio(10 * x)}) //nolint:errcheck
	}
	if got, want := h.Sum64(), uint64(0x91063ed6517e8838); got != want {
		t.Errorf("the bits of 100,000 results have the hash %#x, want %#x", got, want)
	}
}

func TestAccuracy(t *testing.T) {
	const most = 1e-14 // arguments of math.Sin are rounded to 1e-15, too
	for i := range 100_000 {
		x := float64(i-50_000) / 12_345
		sin, cos := SincosPi(x)
		for _, c := range []struct {
			what      string
			got, want float64
		}{
			{"sine", sin, math.Sin(math.Pi * x)},
			{"cosine", cos, math.Cos(math.Pi * x)},
			{"CosPi", CosPi(x), cos},
			{"ratio", Ratio(10*x) / math.Pow(10, 10*x/20), 1},
		} {
			if math.Abs(c.got-c.want) > most {
				t.Fatalf("%s of %v: %v, want %v", c.what, x, c.got, c.want)
			}
		}
	}
	for dB, want := range map[float64]float64{0: 1, math.Inf(-1): 0} {
		if got := Ratio(dB); got != want {
			t.Errorf("Ratio(%v) = %v, want %v", dB, got, want)
		}
	}
	if sin, cos := SincosPi(0.5); sin != 1 || cos != 0 {
		t.Errorf("a quarter turn: %v, %v", sin, cos)
	}
}
