package live

import (
	"sync"
	"testing"

	"uncramp/audio"
	"uncramp/routine"
	"uncramp/sounds"
)

// fixture is a plan of the built-in routine, and a bank with all recordings.
type fixture struct {
	routine  *routine.Routine
	settings routine.Settings
	lib      routine.Library
	plan     *routine.Plan
	voice    *sounds.Voice
	bank     *audio.Bank
}

// newFixture returns a fixture with settings that change may change. All share a
// bank, whose recordings have been decoded: tests in real time that decode side
// by side would keep each other from playing.
func newFixture(t testing.TB, change func(*routine.Settings)) *fixture {
	t.Helper()
	base, err := decoded()
	if err != nil {
		t.Fatal(err)
	}
	f := *base
	change(&f.settings)
	if f.plan, err = f.routine.Plan(f.settings, f.lib); err != nil {
		t.Fatal(err)
	}
	return &f
}

var decoded = sync.OnceValues(func() (*fixture, error) {
	f := &fixture{lib: routine.Library{Spoken: map[string]routine.Clip{}, Chimes: map[string]routine.Clip{}, Bed: sounds.DefaultBed}}
	var err error
	if f.voice, err = sounds.OpenVoice(sounds.DefaultVoice); err != nil {
		return nil, err
	}
	for _, c := range f.voice.Cues {
		f.lib.Spoken[c.ID] = routine.Clip{Length: routine.Samples(c.Length), Words: c.Words}
	}
	for _, name := range sounds.Chimes() {
		mp3, err := sounds.Chime(name)
		if err != nil {
			return nil, err
		}
		n, err := audio.ClipLength(mp3)
		if err != nil {
			return nil, err
		}
		f.lib.Chimes[name] = routine.Clip{Length: routine.Samples(n)}
	}
	src, err := routine.Source(routine.Default)
	if err != nil {
		return nil, err
	}
	if f.routine, err = routine.Parse("buttock.yaml", src, routine.Script{Words: sounds.Words(), Chimes: sounds.Chimes()}); err != nil {
		return nil, err
	}
	f.settings = f.routine.Defaults
	f.settings.Side = routine.Left
	if f.plan, err = f.routine.Plan(f.settings, f.lib); err != nil {
		return nil, err
	}
	f.bank, err = audio.NewBank(f.plan, func(bus routine.Bus, cue string) ([]byte, error) {
		if bus == routine.BusVoice {
			return f.voice.Recording(cue)
		}
		return sounds.Chime(cue)
	})
	if err != nil {
		return nil, err
	}
	s, buf := f.session(), make([][2]float64, 4096)
	for ok := true; ok; {
		_, ok = s.Stream(buf)
	}
	return f, s.Err()
})

func (f *fixture) course() *routine.Course {
	return routine.NewCourse(f.routine, f.settings, f.lib, f.plan)
}

// session returns a stream of the plan.
func (f *fixture) session() *audio.Session {
	return audio.NewSession(f.plan, f.bank, audio.Levels{})
}
