package audio

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"uncramp/routine"
	"uncramp/sounds"
)

// heard is a session as a file has it, with each bus of it alone. The tests of
// this file and of the heard_ files hold its samples to what a listener was
// promised, without a look at how they were made.
type heard struct {
	plan   *routine.Plan
	levels Levels
	hold   routine.Samples // as it was asked for

	mix, voice, chimes, bed frames
	clips                   map[string][]int16 // by bus and cue
}

type frames = [][2]int16

// promises are the checks. Each returns the first place at which its promise is
// broken.
var promises = []struct {
	name string
	kept func(h *heard) error
}{
	{"words come from their side, or from the middle", (*heard).sides},
	{"one voice at a time, and only its recording", (*heard).oneVoice},
	{"what is under words stays 15 LU under them", (*heard).distance},
	{"no silence that reads as a crash", (*heard).silence},
	{"nothing clips", (*heard).peak},
	{"the mix is its buses", (*heard).sum},
	{"chimes are their recordings, as loud as they were made", (*heard).recordedChimes},
	{"a hold is as long as announced", (*heard).holds},
	{"the bed stays in the background", (*heard).bedLevel},
	{"the bed breathes as planned", (*heard).swell},
}

// The mixes that are hardest on a promise.
var (
	loud = Levels{Chime: MaxChimeLevel, Bed: MaxBedLevel} // on the distance to the words
	soft = Levels{Voice: -4, Chime: -4, Bed: -8}          // on silences
)

// TestSessionsAreHeard listens to sessions of every built-in routine and voice,
// in which each choice is made at least once.
func TestSessionsAreHeard(t *testing.T) {
	for _, name := range routine.Builtin() {
		for i, c := range []struct {
			voice    string
			bed      string
			levels   Levels
			settings routine.Settings
		}{
			{"heart", sounds.DefaultBed, Levels{}, settings(routine.Left, 1, 20, 20, 4, 6, routine.WordsFull, routine.AfterFull)},
			{"michael", "", Levels{}, settings(routine.Right, 2, 25, 20, 4, 6, routine.WordsFading, routine.AfterNone)},
			{"michael", sounds.DefaultBed, loud, settings(routine.Both, 1, 20, 20, 2, 2, routine.WordsFew, routine.AfterNone)},
			{"heart", "", soft, settings(routine.Left, 1, 23, 30, 7, 7, routine.WordsFew, routine.AfterShort)},
			{"heart", sounds.DefaultBed, loud, settings(routine.Right, 2, 20, 20, 2, 2, routine.WordsFading, routine.AfterNone)},
			{"michael", sounds.DefaultBed, soft, settings(routine.Left, 1, 30, 30, 7, 7, routine.WordsFull, routine.AfterNone)},
		} {
			if testing.Short() && i > 0 || name != routine.Default && i > 2 {
				continue
			}
			c.settings.Before = []routine.Before{routine.BeforeFull, routine.BeforeNone, routine.BeforeShort}[i%3]
			t.Run(fmt.Sprintf("%s, %s, %+v", name, c.voice, c.settings), func(t *testing.T) {
				t.Parallel()
				h := hear(t, planned(t, name, c.voice, c.bed, c.settings), c.voice, c.levels)
				h.hold = routine.SamplesIn(c.settings.Hold)
				for _, p := range promises {
					if err := p.kept(h); err != nil {
						t.Errorf("%s: %v", p.name, err)
					}
				}
			})
		}
	}
}

func settings(side routine.Side, rounds, hold, rest, in, out int, words routine.Words, after routine.After) routine.Settings {
	second := func(n int) time.Duration { return time.Duration(n) * time.Second }
	return routine.Settings{
		Side: side, Rounds: rounds, Hold: second(hold), Rest: second(rest), Breath: routine.Breath{In: second(in), Out: second(out)},
		Words: words, Before: routine.BeforeFull, After: after,
	}
}

// opened returns a built-in routine, and what it is planned with.
func opened(t testing.TB, name, voice, bed string) (*routine.Routine, routine.Library) {
	t.Helper()
	lib := routine.Library{Voice: voice, Bed: bed, Spoken: map[string]routine.Clip{}, Chimes: map[string]routine.Clip{}}
	v, err := sounds.OpenVoice(voice)
	for _, c := range v.Cues {
		lib.Spoken[c.ID] = routine.Clip{Length: routine.Samples(c.Length), Words: c.Words}
	}
	for _, cue := range sounds.Chimes() {
		length, _ := ClipLength(chime(t, cue))
		lib.Chimes[cue] = routine.Clip{Length: routine.Samples(length)}
	}
	src, err2 := routine.Source(name)
	r, err3 := routine.Parse(name, src, routine.Script{Words: sounds.Words(), Chimes: sounds.Chimes()})
	if err := errors.Join(err, err2, err3); err != nil {
		t.Fatal(err)
	}
	return r, lib
}

// planned returns the plan of a built-in routine.
func planned(t testing.TB, name, voice, bed string, s routine.Settings) *routine.Plan {
	t.Helper()
	r, lib := opened(t, name, voice, bed)
	if len(r.Sides) == 0 {
		s.Side, s.Rounds, s.Hold, s.Rest, s.Minutes = "", 1, 0, 0, 2
		s.Breath.Full, s.Breath.Empty = 2*time.Second, time.Second
	}
	p, err := r.Plan(s, lib)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// hear streams a plan, and each of its buses alone, ducked by the words of all.
func hear(t testing.TB, p *routine.Plan, voice string, l Levels) *heard {
	t.Helper()
	bank, err := NewBank(p, recordingsOf(voice))
	if err != nil {
		t.Fatal(err)
	}
	defer bank.Close()
	for k, c := range bank.clips {
		if k.bus != routine.BusBed {
			c.decode = func() ([]int16, error) { return decoded(t, voice, k.bus, k.cue), nil }
		}
	}
	stream := func(part *routine.Plan) frames {
		out := make(frames, 0, p.Length)
		s, all := NewSession(part, bank, l), NewSession(p, bank, l)
		s.words, s.ducks = all.words, all.ducks
		buf := make([][2]float64, 4096)
		for {
			n, ok := s.Stream(buf)
			for _, v := range buf[:n] {
				out = append(out, [2]int16{quantise(v[0]), quantise(v[1])})
			}
			if !ok {
				break
			}
		}
		if s.Err() != nil || len(out) != int(p.Length) {
			t.Fatalf("%d samples of %d, %v", len(out), p.Length, s.Err())
		}
		return out
	}
	only := func(bus routine.Bus) *routine.Plan {
		part := *p
		part.Events = on(bus, p)
		return &part
	}
	h := &heard{
		plan: p, levels: l, clips: map[string][]int16{}, mix: stream(p),
		voice: stream(only(routine.BusVoice)), chimes: stream(only(routine.BusChime)), bed: stream(only(routine.BusBed)),
	}
	for k, c := range bank.clips {
		h.clips[string(k.bus)+k.cue] = c.samples
	}
	return h
}

// clip returns the recording of an event.
func (h *heard) clip(e routine.Event) []int16 { return h.clips[string(e.Bus)+e.Cue] }

// on returns the events of a bus.
func on(bus routine.Bus, p *routine.Plan) (events []routine.Event) {
	for _, e := range p.Events {
		if e.Bus == bus {
			events = append(events, e)
		}
	}
	return events
}

func recordingsOf(voice string) Recording {
	return func(bus routine.Bus, cue string) ([]byte, error) {
		if bus == routine.BusChime {
			return sounds.Chime(cue)
		}
		v, err := sounds.OpenVoice(voice)
		if err != nil {
			return nil, err
		}
		return v.Recording(cue)
	}
}

var decodedOnce sync.Map

// decoded returns the samples of a recording.
func decoded(t testing.TB, voice string, bus routine.Bus, cue string) []int16 {
	t.Helper()
	name := strings.Join([]string{voice, string(bus), cue}, " ")
	if samples, ok := decodedOnce.Load(name); ok {
		return samples.([]int16)
	}
	mp3, err := recordingsOf(voice)(bus, cue)
	if err != nil {
		t.Fatal(err)
	}
	samples, err := DecodeClip(mp3)
	if err != nil {
		t.Fatal(err)
	}
	decodedOnce.Store(name, samples)
	return samples
}
