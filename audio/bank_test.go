package audio

import (
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
		length, err := ClipLength(chime(t, name))
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

func newBank(t *testing.T, p *routine.Plan, from Recording) *Bank {
	t.Helper()
	b, err := NewBank(p, from)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// TestBankReadsOnce: each recording is read once and decoded once, that of an edited plan
// when it is followed.
func TestBankReadsOnce(t *testing.T) {
	read := map[string]int{}
	p, edited := chimes(t, "chime-in", "chime-out", "chime-in"), chimes(t, "chime-out", "chime-key", "chime-in")
	b := newBank(t, p, func(_ routine.Bus, cue string) ([]byte, error) {
		read[cue]++
		return chime(t, cue), nil
	})
	s := NewSession(p, b, Levels{})
	collect(s, 4096)
	if err := errors.Join(s.Follow(edited), s.Seek(0)); err != nil {
		t.Fatal(err)
	}
	in := b.of(p.Events[0]).samples
	collect(s, 4096)
	if want := map[string]int{"chime-in": 1, "chime-out": 1, "chime-key": 1}; !maps.Equal(read, want) {
		t.Errorf("read %v, want %v", read, want)
	}
	if &in[0] != &b.of(edited.Events[2]).samples[0] {
		t.Error("chime-in was decoded again")
	}
	for _, e := range edited.Events {
		if !slices.Equal(b.of(e).samples, decoded(t, sounds.DefaultVoice, routine.BusChime, e.Cue)) {
			t.Errorf("%s has other samples", e.Cue)
		}
	}
}

// TestMissing: a session says what is not decoded yet, and can decode it elsewhere.
func TestMissing(t *testing.T) {
	p := chimes(t, "chime-key", "chime-in")
	b := newBank(t, p, recordingsOf(sounds.DefaultVoice))
	b.start.Do(func() {}) // nothing is decoded ahead
	s := NewSession(p, b, Levels{})
	for _, e := range p.Events {
		decode := s.Missing(s.Len())
		if decode == nil || b.of(e).done.Load() {
			t.Fatalf("%s is decoded already", e.Cue)
		}
		decode()
		if s.Missing(int(e.End())) != nil {
			t.Errorf("%s is missing although it is decoded", e.Cue)
		}
	}
}

// TestBankRefuses: a bank has all recordings of a plan or none. A damaged one ends the
// stream with an error.
func TestBankRefuses(t *testing.T) {
	missing := errors.New("missing")
	from := func(_ routine.Bus, cue string) ([]byte, error) {
		if cue == "chime-out" {
			return nil, missing
		}
		return chime(t, cue)[:5000], nil
	}
	if _, err := NewBank(chimes(t, "chime-out"), from); !errors.Is(err, missing) {
		t.Errorf("without its recording: %v", err)
	}
	p := chimes(t, "chime-in")
	s := NewSession(p, newBank(t, p, from), Levels{})
	if err := s.Follow(chimes(t, "chime-out")); !errors.Is(err, missing) || s.Len() != int(p.Length) {
		t.Errorf("a plan without its recording is followed, %v", err)
	}
	if got := collect(s, 512); len(got) > 0 || s.Err() == nil || !strings.HasPrefix(s.Err().Error(), "recording chime-in: an MP3 of ") {
		t.Errorf("a damaged recording: %d samples, %v", len(got), s.Err())
	}
}
