package live

import (
	"context"
	"math"
	"testing"

	"uncramp/audio/device"
	"uncramp/audio/soundservertest"
	"uncramp/routine"
)

// asked is a command, and the clock that a player did it at.
type asked struct {
	cmd routine.Command
	at  routine.Samples
}

// sound is what should be heard. On a busy machine a server may have read a
// little further than to where a command was done. stale holds the frames that
// may be heard instead because of that.
type sound struct {
	frames [][2]float64
	stale  map[int][2]float64
}

// mostStale is for how long after a command stale frames may be heard.
const mostStale = routine.Rate / 10

// replay returns what should be heard: the session streamed at once, with the
// same commands at the same clock.
func (f *fixture) replay(t testing.TB, all []asked) sound {
	stale := map[int][2]float64{}
	return sound{f.replayFrom(t, 0, all, nil, stale), stale}
}

// replayFrom appends what should be heard from a clock on to out. It stores stale
// frames in stale, if that is not nil.
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

// compare fails the test unless a recording is what should be heard, with silence
// around it. It returns the frame of the recording where that begins.
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

// begin returns where a session begins in a recording: at the first sound, or a
// little earlier, because its first samples may round to zero.
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

// onServer returns a player of a fixture, an output on a server to play it to, and
// the log of the commands that the player does.
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
