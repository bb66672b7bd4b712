package audio

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"uncramp/routine"
	"uncramp/sounds"
)

// chimes is a plan that sounds these chimes one after another.
func chimes(t testing.TB, names ...string) *routine.Plan {
	t.Helper()
	p := &routine.Plan{}
	for _, name := range names {
		length, err := MP3Length(chime(t, name))
		if err != nil {
			t.Fatal(err)
		}
		p.Events = append(p.Events, routine.Event{At: p.Length, Length: routine.Samples(length), Bus: routine.BusChime, Cue: name})
		p.Length += routine.Samples(length)
	}
	return p
}

func chime(t testing.TB, name string) []byte {
	t.Helper()
	mp3, err := sounds.Chime(name)
	if err != nil {
		t.Fatal(err)
	}
	return mp3
}

func fromSounds(_ routine.Bus, cue string) ([]byte, error) { return sounds.Chime(cue) }

// TestBankIsTheDecoder: what comes out of a session is what the decoder gives,
// each clip in its place, whatever the memory.
func TestBankIsTheDecoder(t *testing.T) {
	p := chimes(t, "chime-in", "chime-out", "chime-key", "chime-in", "chime-hold", "chime-out", "chime-in")
	var want [][2]float64
	for _, e := range p.Events {
		samples, err := DecodeMP3(chime(t, e.Cue))
		if err != nil {
			t.Fatal(err)
		}
		left, right := pan(0)
		noise := make([][2]float64, len(samples))
		addDither(noise, len(want))
		for i, v := range samples {
			noise[i][0] += float64(v) * (left / fullScale)
			noise[i][1] += float64(v) * (right / fullScale)
		}
		want = append(want, noise...)
	}
	for _, memory := range []int{1, 300 << 10, DefaultMemory} {
		b, err := NewBank(p, fromSounds, memory)
		if err != nil {
			t.Fatal(err)
		}
		s := NewSession(p, b, Levels{})
		for range 2 {
			if got := collect(s, 4096); !slices.Equal(got, want) {
				t.Errorf("memory of %d bytes: %s", memory, firstDifference(got, want))
			}
			if err := s.Seek(0); err != nil {
				t.Fatal(err)
			}
		}
		b.Close()
	}
}

// TestBankMemory watches a bank whose memory holds two breath chimes and a key
// at most: it stays within, but for the one clip that is waited for.
func TestBankMemory(t *testing.T) {
	p := chimes(t, "chime-in", "chime-out", "chime-key", "chime-hold", "chime-release", "chime-in", "chime-out", "bell-round", "chime-in")
	memory := 2 * int(max(p.Events[0].Length, p.Events[1].Length)) * sampleBytes
	largest := 0
	for _, e := range p.Events {
		largest = max(largest, int(e.Length)*sampleBytes)
	}
	b, err := NewBank(p, fromSounds, memory)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for i := range p.Events {
		c, err := b.take(i)
		if err != nil || len(c.samples) != int(p.Events[i].Length) {
			t.Fatalf("event %d: %v", i, err)
		}
		b.mu.Lock()
		used, counted := b.used, 0
		for _, c := range b.clips {
			if c.samples != nil || c.busy {
				counted += c.length * sampleBytes
			}
		}
		b.mu.Unlock()
		if used > memory+largest || used != counted {
			t.Errorf("event %d: %d bytes used and %d counted, of %d", i, counted, used, memory)
		}
		b.drop(c)
	}
}

// TestBankDecodesOnce: with the memory it has by default, what a session
// repeats is decoded once.
func TestBankDecodesOnce(t *testing.T) {
	names := []string{}
	for range 20 {
		names = append(names, "chime-in", "chime-out", "chime-hold", "chime-release")
	}
	p := chimes(t, names...)
	b, err := NewBank(p, fromSounds, DefaultMemory)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	first := map[string]*int16{}
	for i, e := range p.Events {
		c, err := b.take(i)
		if err != nil {
			t.Fatal(err)
		}
		if was := first[e.Cue]; was != nil && was != &c.samples[0] {
			t.Errorf("event %d: %s was decoded again", i, e.Cue)
		}
		first[e.Cue] = &c.samples[0]
		b.drop(c)
	}
}

func TestBankRefuses(t *testing.T) {
	whole := chime(t, "chime-in")
	missing := errors.New("missing")
	for _, tt := range []struct {
		name string
		from Recording
		want string
	}{
		{"missing", func(routine.Bus, string) ([]byte, error) { return nil, missing }, "missing"},
		{"empty", func(routine.Bus, string) ([]byte, error) { return nil, nil }, "recording chime-in: too short for an MP3"},
		{"garbage", func(routine.Bus, string) ([]byte, error) { return bytes.Repeat([]byte("x"), 5000), nil }, "recording chime-in: not an MP3"},
		{"shorter than planned", func(routine.Bus, string) ([]byte, error) { return sounds.Chime("chime-key") }, "recording chime-in: "},
	} {
		if b, err := NewBank(chimes(t, "chime-in"), tt.from, DefaultMemory); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.want)
			if b != nil {
				b.Close()
			}
		}
	}
	// A file that ends early, under a tag that does not say so, is found by
	// the decoder ahead of need, and ends the stream with an error.
	p := chimes(t, "chime-key", "chime-in")
	b, err := NewBank(p, func(_ routine.Bus, cue string) ([]byte, error) {
		if cue == "chime-in" {
			return whole[:len(whole)/2], nil
		}
		return sounds.Chime(cue)
	}, DefaultMemory)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	s := NewSession(p, b, Levels{})
	collect(s, 512)
	if err := s.Err(); err == nil || !strings.HasPrefix(err.Error(), "recording chime-in: damaged MP3: ends ") {
		t.Errorf("after half a file: %v", err)
	}
}

// TestBankIsClosedWhileWaiting: closing never leaves a stream waiting.
func TestBankIsClosedWhileWaiting(t *testing.T) {
	p := chimes(t, "bell-final")
	var asked atomic.Int32
	b, err := NewBank(p, func(_ routine.Bus, cue string) ([]byte, error) { asked.Add(1); return sounds.Chime(cue) }, DefaultMemory)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { collect(NewSession(p, b, Levels{}), 64); close(done) }()
	b.Close()
	<-done
	if n := asked.Load(); n < 1 || n > 2 {
		t.Errorf("the recording was read %d times", n)
	}
}
