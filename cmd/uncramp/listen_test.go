package main

import (
	"bytes"
	"fmt"
	"math"
	"testing"

	"uncramp/audio"
	"uncramp/audio/soundservertest"
	"uncramp/routine"
	"uncramp/sounds"
)

// rendered are the frames that "render -o -" sends to standard output.
func rendered(t testing.TB, args ...string) [][2]int16 {
	t.Helper()
	r := uncramp(t, append([]string{"render", "-o", "-"}, args...)...)
	if r.code != exitDone || r.stderr != "" {
		t.Fatalf("render %q: exit %d, %s", args, r.code, r.stderr)
	}
	return soundservertest.Frames16([]byte(r.stdout)[44:])
}

// TestOnsets finds every clip in the rendered sound by cross-correlation: it
// begins within one sample of its planned offset.
func TestOnsets(t *testing.T) {
	for _, voice := range sounds.Voices() {
		t.Run(voice, func(t *testing.T) {
			args := []string{"both", "--rounds", "2", "--voice", voice, "--bed", "none"}
			if testing.Short() {
				args = []string{"--rounds", "1", "--voice", voice, "--bed", "none", "--words", "few", "--after", "none"}
			}
			p, sound := planJSON(t, args...), rendered(t, args...)
			open, err := sounds.OpenVoice(voice)
			if err != nil {
				t.Fatal(err)
			}
			s := &session{voice: open}
			// Chimes that begin together are one sound, and are found as one.
			together := map[routine.Samples][]float64{}
			for _, e := range p.Events {
				mp3, err := s.recording(e.Bus, e.Cue)
				if err != nil {
					t.Fatal(err)
				}
				samples, err := audio.DecodeMP3(mp3)
				if err != nil {
					t.Fatal(err)
				}
				clip := together[e.At]
				for i, v := range samples[:min(e.Length, routine.Rate)] {
					if i == len(clip) {
						clip = append(clip, 0)
					}
					clip[i] += float64(v)
				}
				together[e.At] = clip
			}
			for _, e := range p.Events {
				if lag := lagOf(sound, together[e.At], int(e.At)); max(lag, -lag) > 1 {
					t.Errorf("%s, planned at %d, begins %+d samples off", e.Cue, e.At, lag)
				}
			}
		})
	}
}

// TestLagFindsAShift: the detector itself, on a clip that is planned wrongly.
func TestLagFindsAShift(t *testing.T) {
	args := append([]string{"--bed", "none"}, shortSession...)
	p, sound := planJSON(t, args...), rendered(t, args...)
	mp3, err := sounds.Chime(p.Events[0].Cue)
	if err != nil {
		t.Fatal(err)
	}
	clip, err := audio.DecodeMP3(mp3)
	if err != nil {
		t.Fatal(err)
	}
	alone := make([]float64, routine.Rate)
	for i := range alone {
		alone[i] = float64(clip[i])
	}
	if lag := lagOf(sound, alone, int(p.Events[0].At)+7); lag != -7 {
		t.Errorf("a clip 7 samples before its plan is found at %+d", lag)
	}
}

// lagOf is how many samples after an offset the clip correlates best with the
// sound of both ears, of 50 either way. It tries them as they are and whitened
// by differences, which sharpen the onset of a low tone but raise the hiss of a
// voice, and believes the likeness that is greatest.
func lagOf(sound [][2]int16, clip []float64, at int) int {
	const around = 50
	mono := make([]float64, len(clip)+2*around)
	for i := range mono {
		if k := at - around + i; k >= 0 && k < len(sound) {
			mono[i] = float64(sound[k][0]) + float64(sound[k][1])
		}
	}
	best, lag := 0.0, 0
	for range 3 {
		energy := 0.0
		for i := range clip {
			energy += mono[around+i] * mono[around+i]
		}
		own := 0.0
		for _, v := range clip {
			own += v * v
		}
		for l := range 2*around + 1 {
			sum := 0.0
			for i, v := range clip {
				sum += v * mono[l+i]
			}
			if like := sum / math.Sqrt(own*energy); like > best {
				best, lag = like, l-around
			}
		}
		mono, clip = difference(mono), difference(clip)
	}
	return lag
}

func difference(v []float64) []float64 {
	out := make([]float64, len(v))
	for i := 1; i < len(v); i++ {
		out[i] = v[i] - v[i-1]
	}
	return out
}

// TestLengths: what is announced is what is rendered, for every side, choice
// of words and voice; and WAV, FLAC and standard output are the same samples.
func TestLengths(t *testing.T) {
	for _, side := range []string{"left", "right", "both"} {
		for _, words := range []string{"full", "fading", "few"} {
			for _, voice := range sounds.Voices() {
				args := []string{side, "--words", words, "--voice", voice, "--rounds", "1", "--hold", "20s", "--rest", "20s", "--after", "none"}
				p := planJSON(t, args...)
				if testing.Short() && words != "few" {
					continue
				}
				if got := len(rendered(t, args...)); got != int(p.Length) {
					t.Errorf("%q: %d samples rendered, %d announced", args, got, p.Length)
				}
			}
		}
	}
	if testing.Short() {
		return
	}
	args := []string{"--words", "few", "--rounds", "1", "--hold", "20s", "--after", "none"}
	p := planJSON(t, args...)
	path := t.TempDir() + "/session.flac"
	if r := uncramp(t, append(args, "render", "-o", path)...); r.code != exitDone {
		t.Fatalf("exit %d, %s", r.code, r.stderr)
	}
	samples := flacFrames(t, path)
	if len(samples) != int(p.Length) {
		t.Errorf("%d samples in the FLAC, %d announced", len(samples), p.Length)
	}
	if wav := renderFrames(t, args...); firstDifference(samples, wav) >= 0 {
		t.Errorf("FLAC and WAV differ from sample %d on", firstDifference(samples, wav))
	}
	if again := renderFrames(t, args...); firstDifference(samples, again) >= 0 {
		t.Errorf("a second run differs from sample %d on", firstDifference(samples, again))
	}
}

// TestRunsAgree: two renderings of a session are the same bytes.
func TestRunsAgree(t *testing.T) {
	one, two := uncramp(t, "render", "-o", "-", "--words", "few"), uncramp(t, "render", "-o", "-", "--words", "few")
	if !bytes.Equal([]byte(one.stdout), []byte(two.stdout)) {
		t.Error("two renderings differ")
	}
}

func firstDifference(a, b [][2]int16) int {
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			return i
		}
	}
	return -1
}

// TestSoundNeverStops: in a rendered session there is no digital silence of
// more than some samples, and no sample at full scale.
func TestSoundNeverStops(t *testing.T) {
	silent, peak := 0, 0
	for i, v := range rendered(t) {
		peak = max(peak, abs(int(v[0])), abs(int(v[1])))
		if v != ([2]int16{}) {
			silent = 0
		} else if silent++; silent > 100 {
			t.Fatalf("100 samples of digital silence at %s", fmt.Sprint(i))
		}
	}
	if peak >= 29205 { // -1 dBFS
		t.Errorf("the peak is %d steps", peak)
	}
}
