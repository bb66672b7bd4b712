package meter

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gopxl/beep/v2"
)

// lostIn are the places where buffers went wrong in frames, written in odd
// portions.
func lostIn(rate beep.SampleRate, frames [][2]float64) []int {
	b := newBuffers(rate, 2)
	for portion := range slices.Chunk(frames, 479) {
		b.write(portion)
	}
	return b.found
}

// stereo is a sound in both ears, in steps of a number of bits.
func stereo(samples []float64, bits int) [][2]float64 {
	full := math.Pow(2, float64(bits-1))
	frames := make([][2]float64, len(samples))
	for i, v := range samples {
		v = math.Round(v*full) / full
		frames[i] = [2]float64{v, v}
	}
	return frames
}

// TestLostAndSentTwice plants each fault in a voice, a bell and a noise, at 40
// places each.
func TestLostAndSentTwice(t *testing.T) {
	rate, voice := recorded(t, "../../sounds/voices/heart/welcome-left.mp3")
	_, bell := recorded(t, "../../sounds/chimes/bell-opening.mp3")
	_, bed := recorded(t, "../../sounds/beds/breath.mp3")
	random := rand.New(rand.NewPCG(3, 1))
	for _, sound := range []struct {
		name    string
		samples []float64
		gaps    int // of 40, at the least
		repeats int
	}{
		{"a voice", voice[:6*rate], 34, 32},
		{"a bell", bell[:3*rate], 38, 34},
		{"a noise", bed[:6*rate], 38, 36},
	} {
		for i := range sound.samples { // a file has a floor
			sound.samples[i] += (random.Float64() + random.Float64() - 1) / 32768
		}
		for _, fault := range []struct {
			name  string
			plant func(s [][2]float64, at int)
			least int
		}{
			{"a gap of 10 samples", func(s [][2]float64, at int) { clear(s[at : at+10]) }, sound.gaps},
			{"a lost buffer", func(s [][2]float64, at int) { clear(s[at : at+256]) }, sound.gaps},
			{"a buffer of 512 twice", func(s [][2]float64, at int) { copy(s[at:at+512], slices.Clone(s[at-512:at])) }, sound.repeats},
			{"a buffer of 2048 twice, and all the rest later", func(s [][2]float64, at int) {
				copy(s[at:], slices.Clone(s[at-2048:len(s)-2048]))
			}, sound.repeats},
		} {
			found := 0
			for range 40 {
				frames := stereo(sound.samples, 16)
				at := 0
				for at == 0 || peakAround(frames, at) < Quiet {
					at = 4800 + random.IntN(len(frames)-9600)
				}
				fault.plant(frames, at)
				if got := lostIn(rate, frames); len(got) == 1 && got[0] >= at-2 && got[0] <= at+2 {
					found++
				} else if len(got) > 0 {
					t.Errorf("%s in %s at %d: found at %v", fault.name, sound.name, at, got)
				}
			}
			if t.Logf("%s in %s: %d of 40", fault.name, sound.name, found); found < fault.least {
				t.Errorf("%s in %s: %d of 40 found, %d at the least", fault.name, sound.name, found, fault.least)
			}
		}
	}
}

func peakAround(frames [][2]float64, at int) (peak float64) {
	for _, v := range frames[at-48 : at+48] {
		peak = max(peak, math.Abs(v[0]))
	}
	return peak
}

// TestNoBufferLost: what repeats itself by nature, and has rests by nature, has
// lost nothing. (Recordings: TestNoClickInCleanRecordings.)
func TestNoBufferLost(t *testing.T) {
	const rate, n = 48000, 4 * 48000
	random := rand.New(rand.NewPCG(3, 2))
	noise := make([]float64, n)
	for i := range noise {
		noise[i] = 0.3 * random.NormFloat64()
	}
	wave := func(f func(x float64) float64, hz float64) []float64 {
		s := make([]float64, n)
		for i := range s {
			s[i] = f(math.Mod(hz*float64(i)/rate, 1))
		}
		return s
	}
	sine := func(x float64) float64 { return 0.5 * math.Sin(2*math.Pi*x) }
	pulse := func(x float64) float64 {
		if x < 0.2 {
			return 0.5
		}
		return 0
	}
	struck := func(every, long int) []float64 { // the same drum, again and again, with longer rests
		s := make([]float64, n)
		for k := 0; k+every <= n; k += every {
			if k/every%5 == 4 {
				continue
			}
			for i := range long {
				s[k+i] = noise[i] * math.Exp(-float64(i)/1000)
			}
		}
		return s
	}
	loop := make([]float64, n)
	for i := range loop {
		loop[i] = noise[i%9600]
	}
	faded := wave(sine, 331)
	for i := range faded {
		faded[i] *= math.Pow(1-float64(i)/n, 4)
	}
	notes := make([]float64, n)
	for i := range notes {
		const long = 2880
		hz := 220 * math.Pow(2, float64(i/long%24)/12)
		notes[i] = pulse(math.Mod(hz*float64(i%long)/rate, 1)) * min(1, float64(i%long)/96, max(0, float64(2000-i%long)/192))
	}
	for name, samples := range map[string][]float64{
		"silence": make([]float64, n), "noise": noise, "a tone": wave(sine, 1000), "a tone of odd length": wave(sine, 997), "a pulse": wave(pulse, 220),
		"a slow pulse": wave(pulse, 40), "notes of a pulse": notes, "drums": struck(6000, 3000), "drums that are cut off": struck(3000, 3000), "a loop": loop, "a fade": faded,
	} {
		for _, bits := range []int{8, 16, 24} {
			if got := lostIn(rate, stereo(samples, bits)); len(got) > 0 {
				t.Errorf("%s in %d bit: found at %v", name, bits, got[:min(5, len(got))])
			}
		}
	}
}
