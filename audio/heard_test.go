package audio

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"uncramp/routine"
	"uncramp/sounds"
)

// promises are what a listener was promised of each session. The checks return the first
// place at which a promise is broken.
var promises = []struct {
	name string
	kept func(*lanes, *routine.Plan) error
}{
	{"what is under words stays 15 LU under them", (*lanes).distance},
	{"no silence that reads as a crash", (*lanes).silence},
	{"nothing clips", (*lanes).peak},
}

// The mixes that are hardest on a promise.
var (
	loud = Levels{Chime: MaxChimeLevel, Bed: MaxBedLevel} // on the distance to the words
	soft = Levels{Voice: -4, Chime: -4, Bed: -8}          // on silences
)

// TestSessionsAreHeard listens to sessions of every built-in routine and voice, in which
// each choice is made at least once. Every sample is as it should be, and the promises are
// kept.
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
				p := planned(t, name, c.voice, c.bed, c.settings)
				bank := decodedBank(t, p, c.voice)
				l := newLanes(p, bank, c.levels)
				if err := l.streamed(NewSession(p, bank, c.levels)); err != nil {
					t.Error(err)
				}
				for _, promise := range promises {
					if err := promise.kept(l, p); err != nil {
						t.Errorf("%s: %v", promise.name, err)
					}
				}
			})
		}
	}
}

// TestFaultsAreHeard: each promise is found broken if it is.
func TestFaultsAreHeard(t *testing.T) {
	s := settings(routine.Left, 1, 20, 20, 4, 6, routine.WordsFull, routine.AfterNone)
	s.Before = routine.BeforeNone
	bare, bed := planned(t, routine.Default, sounds.DefaultVoice, "", s), planned(t, routine.Default, sounds.DefaultVoice, sounds.DefaultBed, s)
	word := bed.Events[slices.IndexFunc(bed.Events, func(e routine.Event) bool { return e.Cue == "take-left" })]
	louder := func(l lane, gain float32) {
		for i, v := range l {
			l[i] = [2]float32{v[0] * gain, v[1] * gain}
		}
	}
	silent := func(l *lanes, length time.Duration) {
		clear(l.words[20*routine.Rate:][:Rate.N(length)])
		clear(l.under[20*routine.Rate:][:Rate.N(length)])
	}
	for _, tt := range []struct {
		name    string
		promise func(*lanes, *routine.Plan) error
		plan    *routine.Plan
		plant   func(*lanes)
	}{
		{"what is under a word 16 dB up", (*lanes).distance, bed, func(l *lanes) { louder(l.under[word.At:word.End()], 6.3) }},
		{"60 ms of silence with a bed", (*lanes).silence, bed, func(l *lanes) { silent(l, 60*time.Millisecond) }},
		{"8.1 s of silence without one", (*lanes).silence, bare, func(l *lanes) { silent(l, 8100*time.Millisecond) }},
		{"2.5 dB too much", (*lanes).peak, bed, func(l *lanes) { louder(l.words, 1.33) }},
	} {
		l := newLanes(tt.plan, decodedBank(t, tt.plan, sounds.DefaultVoice), Levels{})
		if err := tt.promise(l, tt.plan); err != nil {
			t.Errorf("%s, before: %v", tt.name, err)
		}
		if tt.plant(l); tt.promise(l, tt.plan) == nil {
			t.Errorf("%s is not found", tt.name)
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

// decodedBank returns a bank in which everything is decoded. Recordings that another one
// has decoded are not decoded again.
func decodedBank(t testing.TB, p *routine.Plan, voice string) *Bank {
	t.Helper()
	bank, err := NewBank(p, recordingsOf(voice))
	if err != nil {
		t.Fatal(err)
	}
	for k, c := range bank.clips {
		if k.bus != routine.BusBed {
			c.decode = func() ([]int16, error) { return decoded(t, voice, k.bus, k.cue), nil }
		}
		c.make()
	}
	return bank
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
