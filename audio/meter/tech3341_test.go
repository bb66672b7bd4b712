package meter

import (
	"fmt"
	"math"
	"testing"

	"github.com/gopxl/beep/v2"
)

// tone is one part of a test signal: a sine in both channels at once.
type tone struct {
	seconds float64
	dB      float64 // of its peak, re full scale
}

const silent = -1000 // dB

// tones are 1 kHz tones one after the other, as interleaved stereo.
func tones(rate beep.SampleRate, parts ...tone) []float64 {
	var seconds float64
	for _, p := range parts {
		seconds += p.seconds
	}
	out := make([]float64, 0, 2*int(seconds*float64(rate)+1))
	for _, p := range parts {
		a := math.Pow(10, p.dB/20)
		for range int(math.Round(p.seconds * float64(rate))) {
			i := len(out) / 2
			s := a * math.Sin(2*math.Pi*1000*float64(i)/float64(rate))
			out = append(out, s, s)
		}
	}
	return out
}

func measured(t *testing.T, rate beep.SampleRate, channels int, samples []float64) *Meter {
	t.Helper()
	m, err := New(rate, channels)
	if err != nil {
		t.Fatal(err)
	}
	m.Write(samples)
	return m
}

func within(got, want LUFS, tolerance float64) bool {
	return math.Abs(float64(got-want)) <= tolerance
}

// EBU Tech 3341 (2016), table 1, cases 1 to 5: integrated loudness. Cases 6 to
// 8 are five-channel sound and excerpts of programmes.
func TestTech3341Integrated(t *testing.T) {
	for _, c := range []struct {
		number int
		parts  []tone
		want   LUFS
	}{
		{1, []tone{{20, -23}}, -23},
		{2, []tone{{20, -33}}, -33},
		{3, []tone{{10, -36}, {60, -23}, {10, -36}}, -23},
		{4, []tone{{10, -72}, {10, -36}, {60, -23}, {10, -36}, {10, -72}}, -23},
		{5, []tone{{20, -26}, {20.1, -20}, {20, -26}}, -23},
	} {
		for _, rate := range []beep.SampleRate{11025, 44100, 48000} {
			t.Run(fmt.Sprintf("%d at %d", c.number, rate), func(t *testing.T) {
				t.Parallel()
				m := measured(t, rate, 2, tones(rate, c.parts...))
				if got := m.Integrated(); !within(got, c.want, 0.1) {
					t.Errorf("got %.2f LUFS, want %.1f", got, c.want)
				}
				if c.number <= 2 && !within(m.Momentary(), c.want, 0.1) {
					t.Errorf("momentary: got %.2f LUFS, want %.1f", m.Momentary(), c.want)
				}
			})
		}
	}
}

// Case 12: the momentary loudness of bursts that recur every 400 ms stands
// still.
func TestTech3341MomentaryConstant(t *testing.T) {
	m := measured(t, 48000, 2, nil)
	for i := range 25 {
		for _, part := range []tone{{0.18, -20}, {0.22, -30}} {
			m.Write(tones(48000, part))
			if got := m.Momentary(); i > 1 && !within(got, -23, 0.1) {
				t.Fatalf("in burst %d: got %.2f LUFS, want -23", i, got)
			}
		}
	}
}

// Cases 13 and 14: the loudest moment of a burst of 400 ms, wherever it begins.
func TestTech3341MaxMomentary(t *testing.T) {
	for i := range 20 {
		for _, dB := range []float64{-23, float64(i - 38)} {
			m := measured(t, 48000, 2, tones(48000, tone{0.02 * float64(i), silent}, tone{0.4, dB}, tone{1, silent}))
			if got := m.MaxMomentary(); !within(got, LUFS(dB), 0.1) {
				t.Errorf("after %d ms: got %.2f LUFS, want %.1f", 20*i, got, dB)
			}
		}
	}
}

// Cases 15 to 19: sines whose peaks lie between the samples. The tolerance is
// +0.2 and -0.4 dB. 10 ms ramps keep the edges from being the loudest part.
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
		for _, rate := range []beep.SampleRate{8000, 44100, 48000, 96000, 192000} {
			if rate == 192000 && c.degrees != 0 {
				continue // sampled as it is (BS.1770-4, annex 2): these would need more
			}
			n, ramp := int(rate), int(rate)/100
			s := make([]float64, n)
			for i := range s {
				edge := min(1, float64(min(i, n-1-i))/float64(ramp))
				s[i] = c.amplitude * edge * math.Sin(2*math.Pi*c.frequency*float64(i)+c.degrees*math.Pi/180)
			}
			got := measured(t, rate, 1, s).TruePeak()
			if got > c.want+0.2 || got < c.want-0.4 {
				t.Errorf("case %d at %d Hz: got %.2f dBTP, want %.1f", c.number, rate, got, c.want)
			}
		}
	}
}
