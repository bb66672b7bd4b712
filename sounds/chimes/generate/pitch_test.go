package main

import (
	"fmt"
	"math"
	"math/cmplx"
	"slices"
	"testing"
	"time"
)

// tone is the complex amplitude of the frequency f in s, under a Hann window.
func tone(s []float64, f float64) complex128 {
	turn := cmplx.Rect(1, -2*math.Pi*f/sampleRate)
	at := complex(1, 0)
	var sum complex128
	for i, v := range s {
		hann := 1 - math.Cos(2*math.Pi*(float64(i)+0.5)/float64(len(s)))
		sum += complex(v*hann, 0) * at
		at *= turn
	}
	return sum * complex(2/float64(len(s)), 0)
}

// strongest is the frequency of the strongest tone of s in r, in Hz, to one of
// so many equal intervals.
func strongest(s []float64, r span, intervals float64) float64 {
	interval := math.Pow(r.to/r.from, 1/intervals)
	var best, most float64
	for f := r.from; f <= r.to; f *= interval {
		if a := cmplx.Abs(tone(s, f)); a > most {
			best, most = f, a
		}
	}
	return best
}

// notes is the pitch that is strongest in s from each strike of c to the next,
// or for 200 ms, in Hz.
func notes(c chime, s []float64) []float64 {
	pitches := make([]float64, len(c.strikes))
	for i, k := range c.strikes {
		to := k.at + 200*ms
		if i+1 < len(c.strikes) {
			to = c.strikes[i+1].at
		}
		pitches[i] = strongest(s[samples(k.at):samples(to)], span{100, 1500}, 400)
	}
	return pitches
}

func TestNotes(t *testing.T) {
	heard := map[string][]float64{}
	for _, c := range score {
		got := notes(c, recorded(t, c.name))
		heard[c.name] = got
		for i, k := range c.strikes {
			if math.Abs(got[i]/k.pitch-1) > 0.015 { // a quarter of a semitone
				t.Errorf("%s: note %d: got %.1f Hz, want %.1f", c.name, i+1, got[i], k.pitch)
			}
		}
	}
	rises := func(p []float64) bool { return len(p) > 1 && slices.IsSorted(p) && p[0] < p[len(p)-1] }
	falls := func(p []float64) bool {
		p = slices.Clone(p)
		slices.Reverse(p)
		return rises(p)
	}
	if p := heard["chime-in"]; !rises(p) {
		t.Errorf("chime-in: got %.0f Hz, want them rising", p)
	}
	if p := heard["chime-release"]; !rises(p) {
		t.Errorf("chime-release: got %.0f Hz, want them rising", p)
	}
	if p := heard["chime-out"]; !falls(p) {
		t.Errorf("chime-out: got %.0f Hz, want them falling", p)
	}
	if p := heard["chime-refused"]; !falls(p) {
		t.Errorf("chime-refused: got %.0f Hz, want them falling", p)
	}
	if in, out := slices.Min(heard["chime-in"]), slices.Max(heard["chime-out"]); in <= out {
		t.Errorf("got in from %.0f Hz and out up to %.0f, want all of in above all of out", in, out)
	}

	// Planted: the wrong recording, and one played backwards note by note.
	in := find(t, "chime-in")
	if got := notes(in, recorded(t, "chime-out")); math.Abs(got[0]/in.strikes[0].pitch-1) <= 0.015 {
		t.Errorf("chime-out taken for chime-in: got %.0f Hz", got)
	}
	in.strikes = slices.Clone(in.strikes)
	in.strikes[0].pitch, in.strikes[1].pitch = in.strikes[1].pitch, in.strikes[0].pitch
	if got := notes(in, render(in)); rises(got) {
		t.Errorf("notes swapped: got %.0f Hz, want them not to rise", got)
	}
}

// Out is the longer of the breaths, as breathing out is.
func TestOutRingsLongerThanIn(t *testing.T) {
	in, out := decay(recorded(t, "chime-in")), decay(recorded(t, "chime-out"))
	if out < 1.2*in {
		t.Errorf("got out %.2f s and in %.2f s, want out longer by a fifth", out, in)
	}
}

// A chime has fallen by itself when its word begins, as the design asks: 15 LU
// under the -18 LUFS of a word, for the two that start a hold together too.
func TestChimesHaveFallenByTheirWord(t *testing.T) {
	from := func(s []float64, at time.Duration) float64 {
		l, _ := loudness(s[samples(at):])
		return l
	}
	in, out, hold := recorded(t, "chime-in"), recorded(t, "chime-out"), recorded(t, "chime-hold")
	both := slices.Clone(hold)
	for i, v := range in {
		both[i] += v
	}
	const limit = -33
	for _, tt := range []struct {
		what string
		s    []float64
		word time.Duration
	}{
		{"in", in, 600 * ms},
		{"out", out, 600 * ms},
		{"hold and in", both, 600 * ms},
		{"release", recorded(t, "chime-release"), 800 * ms},
		{"bell-round", recorded(t, "bell-round"), 2 * time.Second},
		{"bell-opening", recorded(t, "bell-opening"), 3 * time.Second},
	} {
		if got := from(tt.s, tt.word); got > limit {
			t.Errorf("%s: got %.1f LUFS %v after the onset, want at most %d", tt.what, got, tt.word, limit)
		}
		if got := from(tt.s, 0); got <= limit {
			t.Errorf("%s: got %.1f LUFS at the onset, want it over %d", tt.what, got, limit)
		}
	}
}

// pair is what is heard of a beating pair: its decay in seconds, and the
// difference of its frequencies in Hz.
type pair struct{ t60, split float64 }

// pairAt finds the pair around f in s: the level over time is a straight line
// and the beat of the pair, whose shares are 7 to 3. Of all splits up to 1 Hz
// the one is taken that leaves the least.
func pairAt(s []float64, f float64) pair {
	const every = 40 * ms
	width := samples(100 * ms)
	var ts, levels []float64
	for i := samples(50 * ms); i+width < len(s); i += samples(every) {
		level := 20 * math.Log10(cmplx.Abs(tone(s[i:i+width], f)))
		if len(levels) > 0 && level < levels[0]-36 || level < -84 {
			break // below is the codec's noise
		}
		ts, levels = append(ts, float64(len(ts))*every.Seconds()+0.1), append(levels, level)
	}
	best, least := pair{}, math.Inf(1)
	for split := 0.0; split <= 1; split += 0.01 {
		var n, sx, sy, sxx, sxy, syy float64
		for i, x := range ts {
			y := levels[i] - 10*math.Log10(0.58+0.42*math.Cos(2*math.Pi*split*x))
			n, sx, sy, sxx, sxy, syy = n+1, sx+x, sy+y, sxx+x*x, sxy+x*y, syy+y*y
		}
		slope := (n*sxy - sx*sy) / (n*sxx - sx*sx)
		left := syy - sy*sy/n - slope*(sxy-sx*sy/n)
		if left < least {
			best, least = pair{-60 / slope, split}, left
		}
	}
	return best
}

// checkModes says what is not a bell in s, whose fundamental is f: ratios,
// splits and decays of the modes.
func checkModes(s []float64, f float64, t60 float64) error {
	if f < 220 || f > 440 {
		return fmt.Errorf("a fundamental of %v Hz", f)
	}
	var was pair
	for i, ratio := range []float64{1, 2.78, 5.18, 8.16, 11.66} {
		want := f * ratio
		at := strongest(s[samples(20*ms):samples(320*ms)], span{want * 0.98, want * 1.02}, 60)
		if math.Abs(at/want-1) > 0.003 {
			return fmt.Errorf("mode %d at %.1f Hz, not %.1f", i+1, at, want)
		}
		p := pairAt(s, want)
		// The highest mode is soft and dies soon: rounding to 16 bit alone moves
		// what is read of its split by some hundredths.
		const reading = 0.05
		if p.split < 0.2-reading || p.split > 0.5+reading {
			return fmt.Errorf("mode %d split by %.2f Hz, not by 0.2 to 0.5", i+1, p.split)
		}
		if w := t60 * bell.modes[i].decay; math.Abs(p.t60/w-1) > 0.1 {
			return fmt.Errorf("mode %d decays in %.2f s, not %.2f", i+1, p.t60, w)
		}
		if i > 0 && p.t60 >= was.t60 {
			return fmt.Errorf("mode %d decays in %.2f s, no faster than the one below", i+1, p.t60)
		}
		was = p
	}
	return nil
}

func TestBellModes(t *testing.T) {
	for _, name := range []string{"bell-opening", "bell-round", "bell-final"} {
		k := find(t, name).strikes[0]
		if err := checkModes(recorded(t, name), k.pitch, k.t60.Seconds()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}

	for fault, spoil := range map[string]func(*mode){
		"no pairs":        func(m *mode) { m.split = 0 },
		"pairs too far":   func(m *mode) { m.split *= 3 },
		"harmonic":        func(m *mode) { m.ratio = math.Round(m.ratio) },
		"all as long":     func(m *mode) { m.decay = 1 },
		"one semitone up": func(m *mode) { m.ratio *= math.Pow(2, 1./12) },
	} {
		c := find(t, "bell-round")
		c.length = 3 * time.Second // enough for half a beat
		c.strikes = slices.Clone(c.strikes)
		k := &c.strikes[0]
		k.what.modes = slices.Clone(k.what.modes)
		for i := range k.what.modes {
			spoil(&k.what.modes[i])
		}
		if checkModes(level(render(c), c.loudness), k.pitch, k.t60.Seconds()) == nil {
			t.Errorf("%s: taken for a bell", fault)
		}
	}
}
