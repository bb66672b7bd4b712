package live

import (
	"testing"

	"uncramp/audio"
	"uncramp/routine"
	"uncramp/sounds"
)

// fixture is the built-in routine with the recordings of a voice.
type fixture struct {
	routine  *routine.Routine
	settings routine.Settings
	lib      routine.Library
	plan     *routine.Plan
	voice    *sounds.Voice
	bank     *audio.Bank // with every recording
}

func newFixture(t testing.TB, change func(*routine.Settings)) *fixture {
	t.Helper()
	f := &fixture{lib: routine.Library{Spoken: map[string]routine.Clip{}, Chimes: map[string]routine.Clip{}, Bed: sounds.DefaultBed}}
	var err error
	if f.voice, err = sounds.OpenVoice(sounds.DefaultVoice); err != nil {
		t.Fatal(err)
	}
	for _, c := range f.voice.Cues {
		f.lib.Spoken[c.ID] = routine.Clip{Length: routine.Samples(c.Length), Words: c.Words}
	}
	for _, name := range sounds.Chimes() {
		mp3, err := sounds.Chime(name)
		if err != nil {
			t.Fatal(err)
		}
		n, err := audio.MP3Length(mp3)
		if err != nil {
			t.Fatal(err)
		}
		f.lib.Chimes[name] = routine.Clip{Length: routine.Samples(n)}
	}
	src, err := routine.Source(routine.Default)
	if err != nil {
		t.Fatal(err)
	}
	if f.routine, err = routine.Parse("buttock.yaml", src, f.lib); err != nil {
		t.Fatal(err)
	}
	f.settings = f.routine.Defaults
	f.settings.Side = routine.Left
	change(&f.settings)
	if f.plan, err = f.routine.Plan(f.settings, f.lib); err != nil {
		t.Fatal(err)
	}
	var answers []audio.Answer
	for cue := range f.lib.Spoken {
		answers = append(answers, audio.Answer{Bus: routine.BusVoice, Cue: cue})
	}
	for cue := range f.lib.Chimes {
		answers = append(answers, audio.Answer{Bus: routine.BusChime, Cue: cue})
	}
	f.bank, err = audio.NewBank(f.plan, func(bus routine.Bus, cue string) ([]byte, error) {
		if bus == routine.BusVoice {
			return f.voice.Recording(cue)
		}
		return sounds.Chime(cue)
	}, answers...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.bank.Close)
	return f
}

func (f *fixture) course() *routine.Course {
	return routine.NewCourse(f.routine, f.settings, f.lib, f.plan)
}

// session streams the plan.
func (f *fixture) session() *audio.Session {
	return audio.NewSession(f.plan, f.bank, audio.Levels{})
}
