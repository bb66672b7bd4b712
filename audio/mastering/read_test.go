package mastering

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/wavtest"
)

// wav returns a WAV file of integers or, with 32 bits, of floats.
func wav(rate beep.SampleRate, channels, bits int, frames ...[2]float64) []byte {
	return wavtest.Format{Rate: rate, Channels: channels, Bits: bits, Float: bits == 32}.Encode(frames)
}

// readFile writes a file and reads it as a recording.
func readFile(t testing.TB, data []byte) (*raw, error) {
	t.Helper()
	return read(t.Context(), wavtest.File(t, "a.wav", data))
}

// At 48 kHz nothing is done to the samples but to average their channels.
func TestRead(t *testing.T) {
	want := []float64{0, 0.5, -0.25, -1}
	for _, c := range []struct {
		name string
		file []byte
	}{
		{"mono", wav(Rate, 1, 16, [][2]float64{{0}, {0.5}, {-0.25}, {-1}}...)},
		{"stereo", wav(Rate, 2, 16, [][2]float64{{0, 0}, {0.5, 0.5}, {0, -0.5}, {-1, -1}}...)},
		{"stereo of opposites", wav(Rate, 2, 32, [][2]float64{{1, -1}, {0.25, 0.75}, {-0.5, 0}, {-1, -1}}...)},
		{"one that cancels the other", wav(Rate, 2, 16, [][2]float64{{0, 0}, {0.5, -0.5}, {-0.25, 0.25}, {-1, 1}}...)},
	} {
		if r, err := readFile(t, c.file); err != nil || !slices.Equal(r.samples, want) {
			t.Errorf("%s: got %+v, %v, want %v", c.name, r, err, want)
		}
	}
}

// tone returns a stereo WAV file of half a second of 1 kHz.
func tone(rate beep.SampleRate, amplitude float64) []byte {
	return wav(rate, 2, 32, wavtest.Tone(rate, int(rate)/2, amplitude, 1000)...)
}

// From every rate, sample i is the waveform at i/48000.
func TestReadResamples(t *testing.T) {
	for _, rate := range []beep.SampleRate{8000, 24000, 44056, 44100, 192000} {
		r, err := readFile(t, tone(rate, 0.5))
		if err != nil || len(r.samples) != 24000 {
			t.Fatalf("%d Hz: got %+v, %v", rate, r, err)
		}
		for i := 2000; i < len(r.samples)-2000; i++ {
			if want := 0.5 * math.Sin(2*math.Pi*1000*float64(i)/48000); math.Abs(r.samples[i]-want) > 2e-5 {
				t.Fatalf("%d Hz: sample %d: got %v, want %v", rate, i, r.samples[i], want)
			}
		}
	}
}

// What is the matter with the file is told as it was found.
func TestReadRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"not a number", wav(44100, 1, 32, [2]float64{}, [2]float64{math.NaN()}), "damaged: sample 1 is [NaN NaN]"},
		{"25 s", wav(8000, 1, 16, make([][2]float64, 25*8000)...), "over-long: more than 24s, silence included"},
		{"a sample over 24 s", wav(Rate, 1, 16, make([][2]float64, 24*48000+1)...), "over-long: more than 24s, silence included"},
	} {
		if _, err := readFile(t, c.file); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
	if r, err := readFile(t, wav(44100, 1, 16, make([][2]float64, 24*44100)...)); err != nil || len(r.samples) != 24*48000 {
		t.Errorf("24 s: got %v", err)
	}
}

func TestClipped(t *testing.T) {
	const full = 32767
	for _, c := range []struct {
		name    string
		rate    beep.SampleRate
		samples []int16
		want    bool
	}{
		{"two at full scale", 48000, []int16{0, full, full, 0, full, full, 0}, false},
		{"three", 48000, []int16{0, full, full, full, 0}, true},
		{"three below", 48000, []int16{0, -32768, -32768, -32767, 0}, true},
		{"up and down", 48000, []int16{0, full, -32768, full, -32768, 0}, false},
		{"just under", 48000, []int16{0, 32766, 32766, 32766, 32766, 0}, false},
		{"three at 192 kHz", 192000, []int16{0, full, full, full, 0}, false},
		{"twelve at 192 kHz", 192000, []int16{full, full, full, full, full, full, full, full, full, full, full, full}, true},
		{"three at 8 kHz", 8000, []int16{0, full, full, full, 0}, true},
	} {
		frames := make([][2]float64, len(c.samples))
		for i, v := range c.samples {
			frames[i][0] = float64(v) / (1 << 15)
		}
		r, err := readFile(t, wav(c.rate, 1, 16, frames...))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if got := r.clipped >= 0; got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
	// In one channel of two it shows although the mean does not reach full scale,
	// and at its time in the file, whatever the rate.
	late := append(make([][2]float64, 2000), [2]float64{1}, [2]float64{1}, [2]float64{1})
	r, err := readFile(t, wav(8000, 2, 16, late...))
	if err != nil || r.clipped.Seconds() != 0.25 {
		t.Errorf("in one channel at 0.25 s: got %+v, %v", r, err)
	}
}
