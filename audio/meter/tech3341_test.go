package meter

import (
	"fmt"
	"math"
	"testing"
)

// tone is one part of a test signal: a sine of 1 kHz in both channels.
type tone struct {
	seconds float64
	dB      float64 // of its peak, re full scale
}

const silent = -1000 // dB

func tones(parts ...tone) (frames [][2]float64) {
	for _, p := range parts {
		amplitude := math.Pow(10, p.dB/20)
		for range int(math.Round(p.seconds * float64(Rate))) {
			s := amplitude * math.Sin(2*math.Pi*1000*float64(len(frames))/float64(Rate))
			frames = append(frames, [2]float64{s, s})
		}
	}
	return frames
}

// TestTech3341Integrated: EBU Tech 3341 (2016), table 1, cases 1 to 5. Cases 6 to 8
// are sound in five channels and excerpts of programmes. Cases 9 to 11 are of
// short-term loudness, which the package does not measure.
func TestTech3341Integrated(t *testing.T) {
	for i, parts := range [][]tone{
		{{20, -23}},
		{{20, -33}},
		{{10, -36}, {60, -23}, {10, -36}},
		{{10, -72}, {10, -36}, {60, -23}, {10, -36}, {10, -72}},
		{{20, -26}, {20.1, -20}, {20, -26}},
	} {
		want := LUFS(-23)
		if i == 1 {
			want = -33
		}
		t.Run(fmt.Sprint(i+1), func(t *testing.T) {
			t.Parallel()
			got := measured(tones(parts...))
			if !within(got.Integrated, want, 0.1) {
				t.Errorf("got %.2f LUFS, want %.1f", got.Integrated, want)
			}
			if len(parts) == 1 && !within(got.Momentary, want, 0.1) {
				t.Errorf("momentary: got %.2f LUFS, want %.1f", got.Momentary, want)
			}
		})
	}
}

// TestTech3341MomentaryConstant: case 12, the momentary loudness of bursts that recur every 400 ms stands still.
func TestTech3341MomentaryConstant(t *testing.T) {
	var parts []tone
	for range 25 {
		parts = append(parts, tone{0.18, -20}, tone{0.22, -30})
	}
	var m Meter
	m.Write(tones(parts...))
	for i := 0; i+hopsInBlock <= len(m.energies); i++ {
		if got := loudness(total(m.energies[i:i+hopsInBlock]), hopsInBlock); !within(got, -23, 0.1) {
			t.Fatalf("from %d ms: got %.2f LUFS, want -23", 10*i, got)
		}
	}
}

// TestTech3341Momentary: cases 13 and 14, the loudest moment of a burst of 400 ms, wherever it begins.
func TestTech3341Momentary(t *testing.T) {
	for i := range 20 {
		for _, dB := range []float64{-23, float64(i - 38)} {
			got := measured(tones(tone{0.02 * float64(i), silent}, tone{0.4, dB}, tone{1, silent})).Momentary
			if !within(got, LUFS(dB), 0.1) {
				t.Errorf("after %d ms: got %.2f LUFS, want %.1f", 20*i, got, dB)
			}
		}
	}
}

// TestTech3341TruePeak: cases 15 to 19, sines whose peaks lie between the samples, to +0.2 and -0.4 dB.
// 10 ms ramps keep the edges from being the loudest part.
func TestTech3341TruePeak(t *testing.T) {
	for _, c := range []struct {
		number    int
		frequency float64 // as a share of the rate
		degrees   float64
		amplitude float64
		want      DBTP
	}{
		{15, 1. / 4, 0, 0.5, -6},
		{16, 1. / 4, 45, 0.5, -6},
		{17, 1. / 6, 60, 0.5, -6},
		{18, 1. / 8, 67.5, 0.5, -6},
		{19, 1. / 4, 45, 1.41, 3},
	} {
		samples := make([]float64, Rate)
		for i := range samples {
			edge := min(1, float64(min(i, len(samples)-1-i))/480)
			samples[i] = c.amplitude * edge * math.Sin(2*math.Pi*c.frequency*float64(i)+c.degrees*math.Pi/180)
		}
		if got := Measure(samples).TruePeak; got > c.want+0.2 || got < c.want-0.4 {
			t.Errorf("case %d: got %.2f dBTP, want %.1f", c.number, got, c.want)
		}
	}
}
