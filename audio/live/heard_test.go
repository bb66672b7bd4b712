package live

import (
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"testing"
	"time"

	"uncramp/audio"
	"uncramp/audio/device"
	"uncramp/audio/soundservertest"
	"uncramp/routine"
)

func TestMain(m *testing.M) {
	flag.Set("test.parallel", "8") // what plays in real time waits more than it works
	os.Exit(m.Run())
}

// asked is a command as a player did it.
type asked struct {
	cmd routine.Command
	at  routine.Samples // of the clock
}

// sound is what should be heard.
type sound struct {
	frames [][2]float64
	// stale is what would have been heard if a command had not been given, for a
	// while behind it: where a busy machine held us up behind the margin of a
	// recall, the server has read that already.
	stale map[int][2]float64
}

// mostStale is how long that may be heard.
const mostStale = routine.Rate / 10

// replay is what should be heard: the session with the same commands at the same
// offsets, streamed at once.
func (f *fixture) replay(t testing.TB, all []asked) sound {
	stale := map[int][2]float64{}
	return sound{f.replayFrom(t, 0, all, nil, stale), stale}
}

// replayFrom appends it, from an offset on, to out, and what is stale to a map
// where there is one.
func (f *fixture) replayFrom(t testing.TB, from routine.Samples, all []asked, out [][2]float64, stale map[int][2]float64) [][2]float64 {
	t.Helper()
	course, s := f.course(), f.session()
	if err := s.Seek(int(from)); err != nil {
		t.Fatal(err)
	}
	buf := make([][2]float64, 4801)
	for _, a := range all {
		for len(out) < int(a.at-from) {
			n, ok := s.Stream(buf[:min(len(buf), int(a.at-from)-len(out))])
			if out = append(out, buf[:n]...); !ok {
				t.Fatalf("the session ended before %v", a)
			}
		}
		if stale != nil {
			for at := len(out); at < len(out)+mostStale; {
				n, ok := s.Stream(buf)
				for i, v := range buf[:n] {
					stale[at+i] = v
				}
				if at += n; !ok {
					break
				}
			}
			if err := s.Seek(int(a.at)); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Follow(course.Do(a.cmd, a.at)); err != nil {
			t.Fatal(err)
		}
	}
	for {
		n, ok := s.Stream(buf)
		if out = append(out, buf[:n]...); !ok {
			return out
		}
	}
}

// onServer is a player of a fixture on a sound server, and how to record it.
func onServer(t testing.TB, f *fixture, server *soundservertest.Server) (p *Player, out device.Output, log *[]asked) {
	t.Helper()
	open := func(ctx context.Context, wish func(bool)) (out device.Output, err error) {
		server.While(func() { out, err = device.Open(ctx, device.Options{Name: device.Pulse, Wish: wish}) })
		return out, err
	}
	p = New(f.course(), f.session(), open)
	log = &[]asked{}
	p.did = func(cmd routine.Command, at routine.Samples) { *log = append(*log, asked{cmd: cmd, at: at}) }
	out, err := open(t.Context(), p.Wish)
	if err != nil {
		t.Fatal(err)
	}
	return p, out, log
}

// TestHeard gives keys to a session on a sound server. Every sample that is
// heard is the one that should be, from the first to the last, and every
// answer comes soon.
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
		{1200 * time.Millisecond, routine.Next},
		{2500 * time.Millisecond, routine.WhereAmI}, // in the take
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
			time.Sleep(k.after) // fingers have no other clock
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

// compare finds what should be heard in what was, and returns where it begins.
func compare(t testing.TB, heard [][2]int16, want sound) (start int) {
	t.Helper()
	start = begin(heard, want.frames)
	n := len(want.frames)
	if len(heard)-start < n {
		t.Fatalf("%d of %d samples were heard", len(heard)-start, n)
	}
	stale := 0
	for i, w := range want.frames {
		is := heard[start+i : start+i+1]
		if same(is, want.frames[i:i+1]) {
			continue
		}
		if old, ok := want.stale[i]; ok && same(is, [][2]float64{old}) {
			stale++
			continue
		}
		t.Fatalf("sample %d of %d was heard as %v, and should be %.1f, %.1f", i, n, is[0], w[0]*(1<<15), w[1]*(1<<15))
	}
	if stale > 0 {
		t.Logf("%d samples come from before a command: the machine held us up", stale)
	}
	for i, v := range heard[start+n:] {
		if v != [2]int16{} {
			t.Fatalf("sample %d after the end is %v", i, v)
		}
	}
	return start
}

// begin is where a session begins in what was heard: at its first sound, or a
// little before, for the floor's first samples may be zeros.
func begin(heard [][2]int16, want [][2]float64) (start int) {
	for start < len(heard) && heard[start] == [2]int16{} {
		start++
	}
	for start > 0 && !same(heard[start:], want[:min(len(want), 4800)]) {
		start--
	}
	return start
}

func same(heard [][2]int16, want [][2]float64) bool {
	for i, w := range want {
		for ear := range w {
			if i < len(heard) && math.Abs(float64(heard[i][ear])-w[ear]*(1<<15)) > 1.6 {
				return false
			}
		}
	}
	return true
}

// TestServerBack kills the server in a hold and starts it again after a while:
// the session pauses at what was heard, says when the sound is back, and does
// the round again. UNCRAMP_SLOW=1 does it with 5 and 30 s too.
func TestServerBack(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a session in real time")
	}
	t.Parallel()
	pauses := []time.Duration{time.Second}
	if os.Getenv("UNCRAMP_SLOW") != "" {
		pauses = append(pauses, 5*time.Second, 30*time.Second)
	}
	for _, kind := range soundservertest.Kinds() {
		for _, away := range pauses {
			t.Run(fmt.Sprint(kind, ", ", away), func(t *testing.T) {
				t.Parallel()
				serverBack(t, kind.Start(t, soundservertest.S16), away, 0, (*soundservertest.Server).Kill, func(s *soundservertest.Server) { s.Restart(t) })
			})
		}
		t.Run(string(kind)+", headset", func(t *testing.T) {
			t.Parallel()
			serverBack(t, kind.Start(t, soundservertest.S16), time.Second, 0, func(s *soundservertest.Server) { s.Unplug(t) }, func(s *soundservertest.Server) { s.Plug(t) })
		})
	}
}

// TestStandsStill stops a session whose output stands still. With PulseAudio the
// output plays again before that.
func TestStandsStill(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a session in real time")
	}
	soundservertest.Each(t, soundservertest.S16, func(t *testing.T, server *soundservertest.Server) {
		suspend, resume := func(s *soundservertest.Server) { s.Suspend(t) }, func(s *soundservertest.Server) { s.Resume(t) }
		if server.Kind == soundservertest.PulseAudio {
			serverBack(t, server, time.Second, stillAfter+2*watchEvery, suspend, resume)
			return
		}
		p, out, _ := onServer(t, newFixture(t, func(*routine.Settings) {}), server)
		played := make(chan error, 1)
		go func() { played <- p.Play(t.Context(), out) }()
		for p.Now().Clock < routine.Rate/2 {
			time.Sleep(10 * time.Millisecond)
		}
		suspend(server)
		for p.Now().State != routine.Paused {
			time.Sleep(10 * time.Millisecond)
		}
		if now := p.Now(); p.News() == "" || now.Clock > 5*routine.Rate {
			t.Errorf("paused at %d, and it says %q", now.Clock, p.News())
		}
		time.Sleep(time.Second) // and stays so
		if p.News() == "" || p.Now().State != routine.Paused {
			t.Error("it goes on")
		}
		asked := time.Now()
		p.Do(routine.Command{Verb: routine.Stop})
		if err := <-played; err != nil {
			t.Error(err)
		}
		if took := time.Since(asked); took > soundservertest.Watch(t).Allow(500*time.Millisecond) {
			t.Errorf("it ended after %v", took)
		}
	})
}

func serverBack(t *testing.T, server *soundservertest.Server, away, noticed time.Duration, lose, find func(*soundservertest.Server)) {
	busy := soundservertest.Watch(t)
	f := newFixture(t, func(s *routine.Settings) { s.Rounds, s.Hold = 1, 20*time.Second })
	p, out, _ := onServer(t, f, server)
	for _, ph := range f.plan.Phases { // five seconds before a hold
		if ph.Name == routine.PhaseHold {
			p.seek(ph.Start - 3*routine.Rate)
			p.base = ph.Start - 3*routine.Rate
		}
	}
	played := make(chan error, 1)
	go func() { played <- p.Play(t.Context(), out) }()
	time.Sleep(4 * time.Second) // a player has no other clock
	before := p.Now()
	if before.Phase().Name != routine.PhaseHold || before.State != routine.Running {
		t.Fatalf("at %d it is in %s", before.Clock, before.Phase().Name)
	}
	lose(server)
	lost := time.Now()
	for p.Now().State != routine.Paused {
		if took := time.Since(lost); took > noticed+busy.Allow(300*time.Millisecond) {
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
	time.Sleep(away)
	find(server)
	recording := server.Record(t)
	back := time.Now()
	for p.Now().State != routine.Running {
		if time.Since(back) > busy.Allow(3*time.Second) {
			t.Fatal("it does not go on")
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Logf("sound again %v after the server", time.Since(back).Round(time.Millisecond))
	time.Sleep(4500 * time.Millisecond)
	if now := p.Now(); now.Phase().Name != routine.PhaseTake || p.News() != "" {
		t.Errorf("then it is in %s, and says %q", now.Phase().Name, p.News())
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

// hears fails unless the beginnings of these recordings were heard, one after
// another: half a second of each, by their likeness.
func (f *fixture) hears(t *testing.T, heard [][2]int16, cues ...string) {
	t.Helper()
	from := 0
	for _, cue := range cues {
		mp3, err := f.voice.Recording(cue)
		if err != nil {
			t.Fatal(err)
		}
		clip, err := audio.DecodeMP3(mp3)
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

// find is where a recording begins in what was heard: the first place where the
// two are alike by 0.9; -1 for none.
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
