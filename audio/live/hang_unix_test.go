//go:build unix

package live

import (
	"slices"
	"testing"
	"time"

	"uncramp/audio"
	"uncramp/audio/soundservertest"
	"uncramp/routine"
)

// TestServerHangs stops the server for three seconds. The card plays silence
// meanwhile, but no sample of the session is lost or repeated.
func TestServerHangs(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a session in real time")
	}
	t.Parallel()
	server := soundservertest.Start(t, soundservertest.S16)
	f := newFixture(t, func(s *routine.Settings) { s.Rounds = 1 })
	p, out, log := onServer(t, f, server)
	recording := server.Record(t)
	go func() {
		time.Sleep(3 * time.Second)
		server.Stop(t)
		time.Sleep(3 * time.Second)
		server.Continue()
		time.Sleep(2 * time.Second)
		p.Do(routine.Command{Verb: routine.Stop})
	}()
	if err := p.Play(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	heard, should := soundservertest.Frames16(recording.Stop()), f.replay(t, *log)
	want := should.frames
	start := begin(heard, want)
	k := 0
	for k < len(want) && same(heard[start+k:], want[k:k+1]) {
		k++
	}
	end := start + k
	for end < len(heard) && heard[end] == [2]int16{} {
		end++
	}
	t.Logf("%d samples, with a silence of %v after %d", len(want), audio.Rate.D(end-start-k), k)
	if end-start-k > 3*routine.Rate {
		t.Errorf("a silence of %v", audio.Rate.D(end-start-k))
	}
	// Zeros next to the silence may belong to the session.
	for own := range 100 {
		before, after := own%10, own/10
		if same(heard[end-after:], want[k-before:k-before+routine.Rate/10]) {
			compare(t, slices.Concat(heard[:start+k-before], heard[end-after:]), should)
			return
		}
	}
	t.Error("it does not go on where it was")
}
