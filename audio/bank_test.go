package audio

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"strings"
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

func newBank(t *testing.T, p *routine.Plan, from Recording, answers ...Answer) *Bank {
	t.Helper()
	b, err := NewBank(p, from, answers...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// TestBankReadsOnce: each recording is read once and decoded once, those of answers too.
// What happens to a file afterwards is not heard. A recording of known length is read when
// it is decoded.
func TestBankReadsOnce(t *testing.T) {
	p := chimes(t, "chime-in", "chime-out", "chime-in", "chime-out")
	late := chimes(t, "chime-refused")
	late.Events[0].Bus = routine.BusVoice
	read := map[string]int{}
	b := newBank(t, p, func(_ routine.Bus, cue string) ([]byte, error) {
		read[cue]++
		return sounds.Chime(cue)
	}, Answer{Bus: routine.BusChime, Cue: "chime-key"}, Answer{Bus: routine.BusChime, Cue: "chime-in"}, Answer{routine.BusVoice, "chime-refused", late.Length})
	if want := map[string]int{"chime-in": 1, "chime-out": 1, "chime-key": 1}; !maps.Equal(read, want) {
		t.Errorf("read %v, want %v", read, want)
	}
	first := map[string]*int16{}
	for _, p := range []*routine.Plan{p, chimes(t, "chime-out", "chime-key", "chime-in"), late} {
		clips, err := b.find(p)
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range clips {
			if err := b.await(c); err != nil {
				t.Fatal(err)
			}
			cue := p.Events[i].Cue
			if was := first[cue]; was != nil && was != &c.samples[0] {
				t.Errorf("event %d: %s was decoded again", i, cue)
			}
			first[cue] = &c.samples[0]
			if !slices.Equal(c.samples, decoded(t, sounds.DefaultVoice, routine.BusChime, cue)) {
				t.Errorf("event %d: %s has other samples", i, cue)
			}
		}
	}
	if read["chime-refused"] != 1 {
		t.Errorf("chime-refused was read %d times", read["chime-refused"])
	}
	if NewSession(chimes(t, "chime-hold"), b, Levels{}).Err() == nil {
		t.Error("a session has a recording that the bank was not asked for")
	}
}

// TestMissing: while a recording is decoded the session says so without waiting.
func TestMissing(t *testing.T) {
	p := chimes(t, "chime-key", "chime-in")
	b := newBank(t, p, fromSounds)
	go1 := make(chan struct{})
	last := b.of(p.Events[1])
	decode := last.decode
	last.decode = func() ([]int16, error) { <-go1; return decode() }
	s := NewSession(p, b, Levels{})
	if wait := s.Missing(1); wait != nil {
		<-wait
	}
	if s.Missing(1) != nil {
		t.Error("the first recording is missing after it was waited for")
	}
	wait := s.Missing(s.Len())
	if wait == nil {
		t.Fatal("the second recording is not missing while it is being decoded")
	}
	close(go1)
	<-wait
	if s.Missing(s.Len()) != nil {
		t.Error("the second recording is missing although it is decoded")
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
		if _, err := NewBank(chimes(t, "chime-in"), tt.from); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.want)
		}
	}
	// A file that ends early, under a tag that does not say so, ends the stream with
	// an error.
	p := chimes(t, "chime-key", "chime-in")
	b := newBank(t, p, func(_ routine.Bus, cue string) ([]byte, error) {
		if cue == "chime-in" {
			return whole[:len(whole)/2], nil
		}
		return sounds.Chime(cue)
	})
	s := NewSession(p, b, Levels{})
	collect(s, 512)
	if err := s.Err(); err == nil || !strings.HasPrefix(err.Error(), "recording chime-in: damaged MP3: ends ") {
		t.Errorf("after half a file: %v", err)
	}
}

// TestBankIsClosedWhileWaiting: a stream that waits for a recording ends when the
// bank is closed.
func TestBankIsClosedWhileWaiting(t *testing.T) {
	p := chimes(t, "bell-final")
	b, err := NewBank(p, fromSounds)
	if err != nil {
		t.Fatal(err)
	}
	begun, end := make(chan struct{}), make(chan struct{})
	b.of(p.Events[0]).decode = func() ([]int16, error) { close(begun); <-end; return nil, nil }
	s, done := NewSession(p, b, Levels{}), make(chan struct{})
	go func() { collect(s, 64); close(done) }()
	<-begun
	closed := make(chan struct{})
	go func() { b.Close(); close(closed) }()
	<-done
	close(end)
	<-closed
	if !errors.Is(s.Err(), errClosed) {
		t.Errorf("got %v, want %v", s.Err(), errClosed)
	}
}
