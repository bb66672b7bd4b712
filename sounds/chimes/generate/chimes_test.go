package main

import (
	"bytes"
	"math"
	"os"
	"os/exec"
	"path/filepath"
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
		pcm, err := audio.DecodeMP3(data)
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

// TestRecordings holds every recording to its figures.
func TestRecordings(t *testing.T) {
	type span struct{ from, to float64 }
	in := func(s span, v float64) bool { return s.from <= v && v <= s.to }
	// The mix may reach -1 dBTP. A word reaches -2.4 dBTP in the nearer ear, which
	// leaves -14.7 dBTP to a sound that is struck beside it.
	const alone, besideWords = -12, -14.7
	all := sounds(t)
	for _, tt := range []struct {
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
	} {
		s := all[tt.name]
		delete(all, tt.name)
		if s == nil {
			t.Errorf("%s: no recording", tt.name)
			continue
		}
		l := meter.Measure(s)
		if !in(tt.loudness, float64(l.Momentary)) || float64(l.TruePeak) > tt.peak {
			t.Errorf("%s: %.2f LUFS, want %v; %.2f dBTP, at most %v", tt.name, l.Momentary, tt.loudness, l.TruePeak, tt.peak)
		}
		if got := decay(s); !in(tt.t60, got) {
			t.Errorf("%s: decays in %.2f s, want %v", tt.name, got, tt.t60)
		}
		// Half a period of the lowest body is 4 ms: it cannot begin any sooner.
		if onset, rise := attack(s); onset > 0.004 || !in(span{0.003, 0.008}, rise) {
			t.Errorf("%s: begins after %.1f ms and comes up in %.1f ms, want 4 at most and 3 to 8", tt.name, 1000*onset, 1000*rise)
		}
		if first, last := math.Abs(s[0]), math.Abs(s[len(s)-1]); first > 4*step || last > step {
			t.Errorf("%s: begins at %.0f steps and ends at %.0f", tt.name, first/step, last/step)
		}
	}
	if len(all) > 0 {
		t.Errorf("%d recordings more", len(all))
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

// TestChimesAreToldApart: in rises and out falls, all of it below in, and longer;
// and no two sounds are alike.
func TestChimesAreToldApart(t *testing.T) {
	pitches := map[string][]float64{}
	for _, c := range score {
		for _, s := range c.strikes {
			pitches[c.name] = append(pitches[c.name], s.pitch)
		}
	}
	in, out, release := pitches["chime-in"], pitches["chime-out"], pitches["chime-release"]
	if !slices.IsSorted(in) || in[0] == in[1] || out[0] <= out[1] || !slices.IsSorted(release) || slices.Min(in) <= slices.Max(out) {
		t.Errorf("in is %v, out %v, release %v", in, out, release)
	}
	all := sounds(t)
	if in, out := decay(all["chime-in"]), decay(all["chime-out"]); out < 1.2*in {
		t.Errorf("out rings for %.2f s and in for %.2f, want out a fifth longer", out, in)
	}
	for i, a := range score {
		for _, b := range score[:i] {
			if got := likeness(all[a.name], all[b.name]); got >= 0.5 {
				t.Errorf("%s and %s: a likeness of %.2f", a.name, b.name, got)
			}
		}
	}
	bell := all["bell-round"]
	if got := likeness(bell, append(make([]float64, 1200), bell...)); got < 0.9 {
		t.Errorf("the same bell later: a likeness of %.2f", got)
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

// TestDecay has a decay that a person can check by hand: 20 dB in 1 s.
func TestDecay(t *testing.T) {
	s := make([]float64, 4*sampleRate)
	for i := range s {
		t := float64(i) / sampleRate
		s[i] = math.Pow(10, -t) * math.Sin(2*math.Pi*500*t)
	}
	if got := decay(s); math.Abs(got-3) > 0.01 {
		t.Errorf("got %v s, want 3", got)
	}
}

// TestAttack has known envelopes: 10 to 90 % of a raised cosine is 0.59 of it.
func TestAttack(t *testing.T) {
	for _, ms := range []float64{5, 10, 20} {
		s := make([]float64, sampleRate/10)
		for i := range s {
			t := float64(i) / sampleRate
			s[i] = raisedCosine(t/ms*1000) * math.Sin(2*math.Pi*800*t)
		}
		onset, rise := attack(s)
		if math.Abs(rise-0.59*ms/1000) > ms/15000 || math.Abs(onset-0.205*ms/1000) > ms/20000 {
			t.Errorf("%v ms: an onset after %v s, and up in %v s", ms, onset, rise)
		}
	}
}

// TestGenerate: with the encoder there, the same score gives the same bytes, which
// are the recordings.
func TestGenerate(t *testing.T) {
	if _, err := exec.LookPath("lame"); err != nil {
		t.Skip("lame is not on PATH")
	}
	all := score
	defer func() { score = all }()
	score = slices.DeleteFunc(slices.Clone(score), func(c chime) bool { return c.name != "chime-in" && c.name != "chime-refused" })
	one, two := t.TempDir(), t.TempDir()
	for _, folder := range []string{one, two} {
		if err := run(t.Context(), folder); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range score {
		a, err := os.ReadFile(filepath.Join(one, c.name+".mp3"))
		b, err2 := os.ReadFile(filepath.Join(two, c.name+".mp3"))
		if err != nil || err2 != nil || !bytes.Equal(a, b) {
			t.Errorf("%s: generated twice, it differs (%v, %v)", c.name, err, err2)
		}
	}
}
