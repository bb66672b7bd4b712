package live

import (
	"flag"
	"os"
	"testing"
	"time"

	"uncramp/audio"
	"uncramp/audio/soundservertest"
	"uncramp/routine"
)

func TestMain(m *testing.M) {
	flag.Set("test.parallel", "8") // tests in real time wait more than they work
	os.Exit(m.Run())
}

// TestHeard gives keys to a session on a sound server. From the first sample to
// the last, each is heard as it should be, and answers come soon.
func TestHeard(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a session in real time")
	}
	soundservertest.Each(t, soundservertest.S16, heardOn)
}

func heardOn(t *testing.T, server *soundservertest.Server) {
	busy := soundservertest.Watch(t)
	f := newFixture(t, func(s *routine.Settings) { s.Rounds, s.Hold = 1, 20*time.Second })
	p, out, log := onServer(t, f, server)
	recording := server.Record(t)

	keys := []struct {
		after time.Duration
		verb  routine.Verb
	}{
		{3500 * time.Millisecond, routine.Toggle}, // in the bell
		{900 * time.Millisecond, routine.Toggle},
		{2500 * time.Millisecond, routine.SayAgain}, // in the welcome
		{900 * time.Millisecond, routine.OtherSide},
		{1500 * time.Millisecond, routine.Again}, // in the words of the first take
		{400 * time.Millisecond, routine.Again},  // to the opening
		{1200 * time.Millisecond, routine.Next},  // which is skipped
		{2500 * time.Millisecond, routine.WhereAmI},
		{300 * time.Millisecond, routine.Louder},
		{600 * time.Millisecond, routine.Softer},
		{900 * time.Millisecond, routine.Next},
		{1700 * time.Millisecond, routine.Next}, // to the hold
		{9 * time.Second, routine.WhereAmI},
		{300 * time.Millisecond, routine.Softer},
		{3 * time.Second, routine.Toggle},
		{500 * time.Millisecond, routine.WhereAmI},
		{1500 * time.Millisecond, routine.Again},
		{400 * time.Millisecond, routine.Again},
		{700 * time.Millisecond, routine.GoOn},
		{2 * time.Second, routine.Stop},
		{2 * time.Second, routine.Stop},
	}
	given := make([]int, len(keys))
	go func() {
		for i, k := range keys {
			time.Sleep(k.after) // a server plays in real time
			given[i] = recording.Frames()
			p.Do(routine.Command{Verb: k.verb})
		}
	}()
	if err := p.Play(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	heard := soundservertest.Frames16(recording.Stop())
	want := f.replay(t, *log)
	start := compare(t, heard, want)
	if len(*log) != len(keys) {
		t.Fatalf("%d of %d keys were done: %v", len(*log), len(keys), *log)
	}
	worst := 0
	for i, a := range *log {
		worst = max(worst, start+int(a.at)-given[i])
	}
	t.Logf("%d keys, the latest answer %v after its key, what the server holds included; %d samples", len(keys), audio.Rate.D(worst), len(want.frames))
	if late := audio.Rate.D(worst); late > busy.Allow(150*time.Millisecond) {
		t.Errorf("an answer came %v after its key", late)
	}
}
