//go:build unix

package live

import (
	"fmt"
	"math"
	"testing"
	"time"

	"uncramp/audio"
	"uncramp/audio/soundservertest"
	"uncramp/routine"
)

// TestServerBack loses the output in a hold and gets it back. The session pauses
// at what was heard, says that the sound is back, and does the round again.
func TestServerBack(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a session in real time")
	}
	t.Parallel()
	crash := loss{"crash", time.Second, 0, nil, (*soundservertest.Server).Kill, (*soundservertest.Server).Restart}
	headset := loss{"headset", time.Second, 0, nil, (*soundservertest.Server).Unplug, (*soundservertest.Server).Plug}
	suspended := loss{"suspended", 5 * time.Second, stillAfter + 2*watchEvery, nil, (*soundservertest.Server).Suspend, (*soundservertest.Server).Resume}
	manager := suspended
	manager.name, manager.noticed, manager.prepare = "session manager", 0, (*soundservertest.Server).ManageSink
	losses := map[soundservertest.Kind][]loss{
		soundservertest.PulseAudio: {crash, headset, suspended},
		soundservertest.PipeWire:   {crash, headset, manager},
	}
	for kind, losses := range losses {
		for _, l := range losses {
			t.Run(fmt.Sprint(kind, ", ", l.name, ", ", l.away), func(t *testing.T) {
				t.Parallel()
				serverBack(t, kind.Start(t, soundservertest.S16), l)
			})
		}
	}
}

// loss is a way to lose an output and get it back.
type loss struct {
	name                string
	away, noticed       time.Duration
	prepare, lose, find func(*soundservertest.Server, testing.TB) // prepare may be nil
}

func serverBack(t *testing.T, server *soundservertest.Server, l loss) {
	busy := soundservertest.Watch(t)
	if l.prepare != nil {
		l.prepare(server, t)
	}
	f := newFixture(t, func(s *routine.Settings) { s.Rounds, s.Hold = 1, 20*time.Second })
	p, out, _ := onServer(t, f, server)
	for _, ph := range f.plan.Phases {
		if ph.Name == routine.PhaseHold {
			p.seek(ph.Start - 3*routine.Rate)
			p.base = ph.Start - 3*routine.Rate
		}
	}
	played := make(chan error, 1)
	go func() { played <- p.Play(t.Context(), out) }()
	time.Sleep(4 * time.Second) // into the hold
	before := p.Now()
	if before.Phase().Name != routine.PhaseHold || before.State != routine.Running {
		t.Fatalf("at %d it is in %s", before.Clock, before.Phase().Name)
	}
	l.lose(server, t)
	lost := time.Now()
	for p.Now().State != routine.Paused {
		if took := time.Since(lost); took > l.noticed+busy.Allow(300*time.Millisecond) {
			t.Fatalf("it is not paused %v after the loss", took)
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Logf("paused %v after the loss; it says %q", time.Since(lost).Round(time.Millisecond), p.News())
	if p.News() == "" {
		t.Error("it does not say what happened")
	}
	held := p.Now()
	if d := held.Position - before.Position; d < 0 || d > routine.Rate/2 {
		t.Errorf("it was at %d before the loss and is held at %d", before.Position, held.Position)
	}
	time.Sleep(l.away)
	l.find(server, t)
	recording := server.Record(t)
	back := time.Now()
	for p.Now().State != routine.Running {
		if time.Since(back) > busy.Allow(3*time.Second) {
			t.Fatal("it does not go on")
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Logf("sound again %v after the server", time.Since(back).Round(time.Millisecond))
	for now := p.Now(); now.Phase().Name != routine.PhaseTake || now.Position < now.Phase().Start+routine.Rate; now = p.Now() {
		if time.Since(back) > busy.Allow(10*time.Second) || p.News() != "" {
			t.Fatalf("then it is in %s, and says %q", now.Phase().Name, p.News())
		}
		time.Sleep(5 * time.Millisecond)
	}
	p.Do(routine.Command{Verb: routine.Stop})
	p.Do(routine.Command{Verb: routine.Stop})
	time.Sleep(200 * time.Millisecond)
	p.Do(routine.Command{Verb: routine.Stop})
	if err := <-played; err != nil {
		t.Fatal(err)
	}
	f.hears(t, soundservertest.Frames16(recording.Stop()), "sound-back", "take-left-short")
	if now := p.Now(); now.Whole != 0 || now.Cut != 1 {
		t.Errorf("%d holds whole and %d cut short, want one cut short", now.Whole, now.Cut)
	}
}

// hears fails the test unless the first half second of each of these cues was
// heard, one after another.
func (f *fixture) hears(t *testing.T, heard [][2]int16, cues ...string) {
	t.Helper()
	from := 0
	for _, cue := range cues {
		mp3, err := f.voice.Recording(cue)
		if err != nil {
			t.Fatal(err)
		}
		clip, err := audio.DecodeClip(mp3)
		if err != nil {
			t.Fatal(err)
		}
		at := find(heard[from:], clip[:min(len(clip), 24000)])
		if at < 0 {
			t.Fatalf("%s is not heard after sample %d", cue, from)
		}
		t.Logf("%s is heard at %v", cue, audio.Rate.D(from+at))
		from += at + len(clip)/2
	}
}

// find returns the first frame from which on a recording correlates with a clip
// by 0.9, or -1.
func find(heard [][2]int16, clip []int16) int {
	alike := func(at, step int) float64 {
		sum, own, of := 0.0, 0.0, 0.0
		for i := 0; i < len(clip); i += step {
			h := float64(heard[at+i][0]) + float64(heard[at+i][1])
			sum += h * float64(clip[i])
			own += h * h
			of += float64(clip[i]) * float64(clip[i])
		}
		return sum / math.Sqrt(own*of+1)
	}
	for at := 0; at+len(clip) <= len(heard); at++ {
		if alike(at, 97) > 0.8 && alike(at, 7) > 0.9 {
			return at
		}
	}
	return -1
}
