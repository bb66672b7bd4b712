package meter

import (
	"math"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/recording"
)

// recorded is one of the repository's recordings, in mono.
func recorded(t testing.TB, path string) (beep.SampleRate, []float64) {
	t.Helper()
	r, err := recording.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var samples []float64
	frames := make([][2]float64, 4096)
	for {
		n, ok := r.Stream(frames)
		if !ok {
			break
		}
		for _, f := range frames[:n] {
			samples = append(samples, f[0])
		}
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	return r.Rate, samples
}

// clicksIn are the places of the clicks in samples, written in odd portions.
func clicksIn(rate beep.SampleRate, samples []float64) []int {
	c := newClicks(rate)
	for portion := range slices.Chunk(samples, 479) {
		c.write(portion)
	}
	return c.end(len(samples))
}

// No chime and no clip in the repository has a click in it: no plosive of two voices,
// no struck chime, and no edge.
func TestNoClickInCleanRecordings(t *testing.T) {
	files, err := filepath.Glob("../../sounds/chimes/*.mp3")
	if err != nil {
		t.Fatal(err)
	}
	voices, err := filepath.Glob("../../sounds/voices/*/*.mp3")
	if err != nil {
		t.Fatal(err)
	}
	if files = append(files, voices...); len(files) < 20 {
		t.Fatalf("%d recordings under sounds", len(files))
	}
	for i, file := range files {
		if testing.Short() && i%10 != 0 {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			rate, samples := recorded(t, file)
			if got := clicksIn(rate, samples); len(got) > 0 {
				t.Errorf("clicks at %v", got)
			}
			if got := lostIn(rate, stereo(samples, 16)); len(got) > 0 {
				t.Errorf("buffers lost or sent twice at %v", got)
			}
		})
	}
}

// Faults that are planted in recordings are found where they are, each as one
// click for each edge at most.
func TestPlantedClicks(t *testing.T) {
	rate, voice := recorded(t, "../../sounds/voices/heart/welcome-left.mp3")
	_, chime := recorded(t, "../../sounds/chimes/chime-in.mp3")
	_, bell := recorded(t, "../../sounds/chimes/bell-opening.mp3")
	session := slices.Concat(voice, make([]float64, 4800), bell, chime)
	loud := func(from int) int { // the next crest above -20 dBFS
		for i := from; ; i++ {
			if a := math.Abs(session[i]); a > 0.1 && a >= math.Abs(session[i-1]) && a >= math.Abs(session[i+1]) {
				return i
			}
		}
	}
	bells := len(voice) + 4800
	plants := map[string]func(s []float64, at int){
		"gap of 10 samples": func(s []float64, at int) { clear(s[at : at+10]) },
		"step of -40 dBFS": func(s []float64, at int) {
			for i := range s[at:] {
				s[at+i] += 0.01
			}
		},
		"repeated buffer": func(s []float64, at int) { copy(s[at:], slices.Clone(s[at-1024:])) },
		"lost buffer":     func(s []float64, at int) { copy(s[at:], s[at+1024:]) },
	}
	for name, plant := range plants {
		places := map[string]int{"a chime": loud(bells + len(bell) + 9600), "a bell": loud(bells + 48000)}
		if name != "step of -40 dBFS" { // which a voice at -18 LUFS covers
			places["a voice"] = loud(24000)
		} else {
			places["a pause"] = len(voice) + 2400
		}
		for where, at := range places {
			faulty := slices.Clone(session)
			plant(faulty, at)
			got := clicksIn(rate, faulty[:len(faulty)-2000])
			got = slices.DeleteFunc(got, func(i int) bool { return i > len(faulty)-2010 }) // the cut end
			if len(got) == 0 || len(got) > 2 || got[0] < at-2 || got[len(got)-1] > at+1200 {
				t.Errorf("%s in %s at %d: found %v", name, where, at, got)
			}
		}
	}
}

// A recording that begins or ends in the middle of a sound has a click there;
// one that fades has none, and neither have noise and silence.
func TestClickAtTheEdges(t *testing.T) {
	for _, rate := range []beep.SampleRate{8000, 22050, 44100, 48000, 192000} {
		n := int(rate)
		cosine := func(fade bool) []float64 {
			s := make([]float64, n)
			for i := range s {
				s[i] = 0.2 * math.Cos(2*math.Pi*300*float64(i)/float64(rate))
				if fade {
					s[i] *= 0.5 - 0.5*math.Cos(2*math.Pi*float64(min(i, n-1-i, n/40))/float64(n/20))
				}
			}
			return s
		}
		if got := clicksIn(rate, cosine(true)); len(got) > 0 {
			t.Errorf("%d Hz: faded: clicks at %v", rate, got)
		}
		if got := clicksIn(rate, cosine(false)); len(got) != 2 || got[0] > 2 || got[1] < n-4 {
			t.Errorf("%d Hz: cut: clicks at %v, want the first and the last of %d samples", rate, got, n)
		}
		if got := clicksIn(rate, make([]float64, n)); len(got) > 0 {
			t.Errorf("%d Hz: silence: clicks at %v", rate, got)
		}
		one := make([]float64, n)
		one[n/2] = 0.001
		if got := clicksIn(rate, one); !slices.Equal(got, []int{n / 2}) {
			t.Errorf("%d Hz: one sample: clicks at %v, want %d", rate, got, n/2)
		}
	}
	for _, n := range []int{0, 1, 2, 100} {
		if got := clicksIn(48000, make([]float64, n)); len(got) > 0 {
			t.Errorf("%d samples of silence: clicks at %v", n, got)
		}
	}
}
