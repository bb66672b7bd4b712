package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"uncramp/audio"
	"uncramp/audio/meter"
)

// step is one step of 16 bit, full scale ±1.
const step = 1. / 32768

// sounds returns what each recording in the repository decodes to, by name.
func sounds(t testing.TB) map[string][]float64 {
	t.Helper()
	files, err := filepath.Glob("../*.mp3")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]float64{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		pcm, err := audio.DecodeClip(data)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		samples := make([]float64, len(pcm))
		for i, v := range pcm {
			samples[i] = float64(v) * step
		}
		all[strings.TrimSuffix(filepath.Base(file), ".mp3")] = samples
	}
	return all
}

// TestRecordings holds every recording to its figures. How it comes up and dies away
// stands in the score, which the recordings are by TestRecordingsAreTheScore.
func TestRecordings(t *testing.T) {
	type span struct{ from, to float64 }
	in := func(s span, v float64) bool { return s.from <= v && v <= s.to }
	// The mix may reach -1 dBTP. A word reaches -2.4 dBTP in the nearer ear, which
	// leaves -14.7 dBTP to a sound that is struck beside it.
	const alone, besideWords = -12, -14.7
	all := sounds(t)
	want := []struct {
		name          string
		loudness, t60 span
		peak          float64
	}{
		{"bell-final", span{-24, -23}, span{8, 12}, alone},
		{"bell-opening", span{-24, -23}, span{6, 9}, alone},
		{"bell-round", span{-24, -23}, span{6, 9}, alone},
		{"chime-hold", span{-23, -21}, span{1.5, 3}, alone},
		{"chime-in", span{-24, -22}, span{1.5, 2.5}, alone},
		{"chime-key", span{-36, -30}, span{0.1, 0.3}, besideWords},
		{"chime-out", span{-24, -22}, span{1.5, 2.5}, alone},
		{"chime-pause", span{-24, -22}, span{1.5, 2.5}, alone},
		{"chime-refused", span{-36, -30}, span{0.1, 0.3}, besideWords},
		{"chime-release", span{-23, -21}, span{1.5, 3}, alone},
	}
	if len(score) != len(want) || len(all) != len(want) {
		t.Fatalf("%d chimes and %d recordings, want %d", len(score), len(all), len(want))
	}
	for i, tt := range want {
		c, s := score[i], all[tt.name]
		if c.name != tt.name || s == nil {
			t.Errorf("%s: the score has %s, the recording %d samples", tt.name, c.name, len(s))
			continue
		}
		l := meter.Measure(s)
		if !in(tt.loudness, float64(l.Momentary)) || float64(l.TruePeak) > tt.peak {
			t.Errorf("%s: %.2f LUFS, want %v; %.2f dBTP, at most %v", tt.name, l.Momentary, tt.loudness, l.TruePeak, tt.peak)
		}
		for _, s := range c.strikes {
			if rise := 0.59 * float64(s.what.attack/ms); !in(tt.t60, s.t60.Seconds()) || !in(span{3, 8}, rise) {
				t.Errorf("%s: decays in %v, want %v s, and comes up in %.1f ms, want 3 to 8", tt.name, s.t60, tt.t60, rise)
			}
		}
		if first, last := math.Abs(s[0]), math.Abs(s[len(s)-1]); first > 4*step || last > step {
			t.Errorf("%s: begins at %.0f steps and ends at %.0f", tt.name, first/step, last/step)
		}
	}
}

// TestRecordingsAreTheScore: what a recording has beside the score is the codec's
// noise, and nowhere a click. A sample too late or another pitch is more than that.
func TestRecordingsAreTheScore(t *testing.T) {
	const limit = -35 // dB
	noise := func(want, got []float64) float64 {
		var signal, noise float64
		for i, w := range want {
			signal += w * w
			noise += (got[i] - w) * (got[i] - w)
		}
		return 10 * math.Log10(noise/signal)
	}
	all := sounds(t)
	for _, c := range score {
		want, got := rendered(c), all[c.name]
		if len(want) != len(got) {
			t.Errorf("%s: %d samples, want %d", c.name, len(got), len(want))
			continue
		}
		if n := noise(want, got); n > limit {
			t.Errorf("%s: a noise of %.1f dB, want %d: go generate ./sounds", c.name, n, limit)
		}
		for i := range want {
			most := 0.01 // at the strike, -40 dBFS
			if i > len(want)/2 {
				most = 4 * step
			}
			if d := math.Abs(got[i] - want[i]); d > most {
				t.Errorf("%s: sample %d is %.1f steps off", c.name, i, d/step)
				break
			}
		}
		// The fade begins in silence, so the tail is not cut.
		for _, v := range want[len(want)-samples(fade+20*ms) : len(want)-samples(fade)] {
			if math.Abs(v) > step/2 {
				t.Errorf("%s: the fade begins at %.2f steps", c.name, math.Abs(v)/step)
				break
			}
		}
	}
	c := score[slices.IndexFunc(score, func(c chime) bool { return c.name == "bell-round" })]
	got := all[c.name]
	if n := noise(rendered(c), append([]float64{0}, got[:len(got)-1]...)); n <= limit {
		t.Errorf("a sample late: a noise of %.1f dB", n)
	}
	c.strikes = slices.Clone(c.strikes)
	c.strikes[0].pitch *= 1.0002 // 0.06 Hz
	if n := noise(rendered(c), got); n <= limit {
		t.Errorf("another pitch: a noise of %.1f dB", n)
	}
}

// TestChimesAreToldApart: in rises and out falls, all of it below in, and longer; and no
// two sounds have the same pitches.
func TestChimesAreToldApart(t *testing.T) {
	pitches, t60, names := map[string][]float64{}, map[string]time.Duration{}, map[string]string{}
	for _, c := range score {
		for _, s := range c.strikes {
			pitches[c.name], t60[c.name] = append(pitches[c.name], s.pitch), s.t60
		}
		notes := fmt.Sprint(pitches[c.name])
		if other := names[notes]; other != "" {
			t.Errorf("%s and %s: %s Hz", c.name, other, notes)
		}
		names[notes] = c.name
	}
	in, out, release := pitches["chime-in"], pitches["chime-out"], pitches["chime-release"]
	if !slices.IsSorted(in) || in[0] == in[1] || out[0] <= out[1] || !slices.IsSorted(release) || slices.Min(in) <= slices.Max(out) {
		t.Errorf("in is %v, out %v, release %v", in, out, release)
	}
	if in, out := t60["chime-in"], t60["chime-out"]; float64(out) < 1.2*float64(in) {
		t.Errorf("out rings for %v and in for %v, want out a fifth longer", out, in)
	}
}

// TestChimesHaveFallenByTheirWord: a chime is 15 LU below the -18 LUFS of a word
// when its word begins, and so are the two that begin a hold together.
func TestChimesHaveFallenByTheirWord(t *testing.T) {
	all := sounds(t)
	both := slices.Clone(all["chime-hold"])
	for i, v := range all["chime-in"] {
		both[i] += v
	}
	all["both"] = both
	for name, word := range map[string]time.Duration{
		"chime-in": 600 * ms, "chime-out": 600 * ms, "both": 600 * ms, "chime-release": 800 * ms, "bell-round": 2 * time.Second, "bell-opening": 3 * time.Second,
	} {
		if got := meter.Measure(all[name][samples(word):]).Momentary; got > -33 {
			t.Errorf("%s: %.1f LUFS %v after its onset, want -33 at most", name, got, word)
		}
	}
}

// TestStrike: a strike of -6 dB falls by 60 dB a second, and is half of that in the middle
// of its attack.
func TestStrike(t *testing.T) {
	out := make([]float64, 2*sampleRate)
	strike{100 * ms, body{10 * ms, []mode{{1, 0, 1, 0}}}, 4000, -6, time.Second}.addTo(out)
	peak := func(at time.Duration) (most float64) { // of a period
		for _, v := range out[samples(at) : samples(at)+12] {
			most = max(most, math.Abs(v))
		}
		return 20 * math.Log10(most)
	}
	for _, tt := range []struct {
		at   time.Duration
		want float64 // dB
	}{{99 * ms, math.Inf(-1)}, {105 * ms, -6 - 6 - 0.3}, {110 * ms, -6 - 0.6}, {600 * ms, -6 - 30}, {1100 * ms, -6 - 60}} {
		if got := peak(tt.at - ms/8); got != tt.want && !(math.Abs(got-tt.want) < 0.5) {
			t.Errorf("after %v: %.2f dB, want %.2f", tt.at-100*ms, got, tt.want)
		}
	}
}

// TestGenerate: with the encoder there, the score gives the recordings again.
func TestGenerate(t *testing.T) {
	if _, err := exec.LookPath("lame"); err != nil || runtime.GOARCH != "amd64" {
		t.Skip("lame is not on PATH, or the processor rounds a sine otherwise")
	}
	all := score
	defer func() { score = all }()
	score = slices.DeleteFunc(slices.Clone(score), func(c chime) bool { return c.name != "chime-in" && c.name != "chime-refused" })
	folder := t.TempDir()
	if err := run(t.Context(), folder); err != nil {
		t.Fatal(err)
	}
	for _, c := range score {
		got, err := os.ReadFile(filepath.Join(folder, c.name+".mp3"))
		want, err2 := os.ReadFile(filepath.Join("..", c.name+".mp3"))
		if err != nil || err2 != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: not the recording in the repository (%v, %v)", c.name, err, err2)
		}
	}
}
