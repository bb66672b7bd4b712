package meter

import (
	"fmt"
	"math"
	"testing"

	"github.com/gopxl/beep/v2"
)

// EBU Tech 3342 (2016), table 1, cases 1 to 4: the loudness range to 1 LU. They
// come out closer, but for the windows that lie across two tones. Cases 5 and
// 6 are excerpts of programmes.
func TestTech3342Range(t *testing.T) {
	for _, c := range []struct {
		number int
		parts  []tone
		want   LU
	}{
		{1, []tone{{20, -20}, {20, -30}}, 10},
		{2, []tone{{20, -20}, {20, -15}}, 5},
		{3, []tone{{20, -40}, {20, -20}}, 20},
		{4, []tone{{20, -50}, {20, -35}, {20, -20}, {20, -35}, {20, -50}}, 15},
	} {
		for _, rate := range []beep.SampleRate{8000, 48000} {
			t.Run(fmt.Sprintf("%d at %d", c.number, rate), func(t *testing.T) {
				t.Parallel()
				got := measured(t, rate, 2, tones(rate, c.parts...)).Range()
				if math.Abs(float64(got-c.want)) > 0.1 {
					t.Errorf("got %.2f LU, want %.0f", got, c.want)
				}
			})
		}
	}
}

// What is too short, or too quiet, has no range; that of an even tone
// is next to nothing.
func TestRangeEdges(t *testing.T) {
	for _, c := range []struct {
		parts []tone
		want  LU // NaN: none
	}{
		{nil, LU(math.NaN())},
		{[]tone{{2.9, -20}}, LU(math.NaN())},
		{[]tone{{10, -80}}, LU(math.NaN())},
		{[]tone{{10, silent}}, LU(math.NaN())},
		{[]tone{{3, -20}}, 0},
		{[]tone{{20, -20}}, 0},
	} {
		got := measured(t, 48000, 2, tones(48000, c.parts...)).Range()
		if math.IsNaN(float64(got)) != math.IsNaN(float64(c.want)) || got > c.want+0.5 {
			t.Errorf("%v: got %.2f LU, want %.0f", c.parts, got, c.want)
		}
	}
}

// EBU Tech 3341 (2016), cases 9 to 11: short-term loudness, and its maximum.
func TestTech3341ShortTerm(t *testing.T) {
	m := measured(t, 48000, 2, nil)
	for i := range 5 { // case 9
		for _, part := range []tone{{1.34, -20}, {1.66, -30}} {
			m.Write(tones(48000, part))
			if got := m.ShortTerm(); i > 0 && !within(got, -23, 0.1) {
				t.Fatalf("in burst %d: got %.2f LUFS, want -23", i, got)
			}
		}
	}
	for i := range 20 {
		for number, dB := range map[int]float64{10: -23, 11: float64(i - 38)} {
			m := measured(t, 48000, 2, tones(48000, tone{0.15 * float64(i), silent}, tone{3, dB}, tone{1, silent}))
			if got := m.MaxShortTerm(); !within(got, LUFS(dB), 0.1) {
				t.Errorf("case %d after %d ms: got %.2f LUFS, want %.1f", number, 150*i, got, dB)
			}
		}
	}
}
