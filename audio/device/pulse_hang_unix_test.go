//go:build unix

package device

import (
	"context"
	"errors"
	"runtime"
	"runtime/pprof"
	"strings"
	"testing"
	"time"

	"uncramp/audio/soundservertest"
)

// A server that hangs for 3 s and goes on has got every sample, and plays each once.
func TestPulseHangs(t *testing.T) {
	t.Parallel()
	server := soundservertest.Start(t, soundservertest.Float32)
	out := openOn(t, server)
	recording := server.Record(t)
	src := &counted{n: 5 * 48000}
	played := make(chan error, 1)
	go func() { played <- out.Play(t.Context(), src) }()
	time.Sleep(time.Second)
	server.Stop(t)
	time.Sleep(3 * time.Second)
	server.Continue()
	if err := <-played; err != nil {
		t.Fatal(err)
	}
	inOrder(t, soundservertest.Frames32(recording.Stop()), src.n)
}

// Once an output has been played, none of its goroutines is left, however it ended.
// A server that hangs is given up, and opened once it goes on.
func TestPulseLeaksNothing(t *testing.T) {
	busy := soundservertest.Watch(t)
	server := soundservertest.Start(t, soundservertest.S16)
	t.Setenv("PULSE_SERVER", server.Socket())
	options := Options{Name: Pulse, Wish: func(bool) {}}
	before := runtime.NumGoroutine()
	for name, c := range map[string]struct {
		length int
		hangs  bool
		end    func(out Output, stop context.CancelFunc) // after 50 ms
	}{
		"at its end":                  {100, false, func(Output, context.CancelFunc) {}},
		"closed":                      {1 << 24, false, func(out Output, _ context.CancelFunc) { out.Recall(); out.Close() }},
		"stopped":                     {1 << 24, false, func(_ Output, stop context.CancelFunc) { stop() }},
		"stopped, the server hanging": {1 << 24, true, func(_ Output, stop context.CancelFunc) { stop() }},
		"closed, the server hanging": {1 << 24, true, func(out Output, _ context.CancelFunc) {
			time.AfterFunc(50*time.Millisecond, func() { out.Close() })
			out.Cork(true)
		}},
	} {
		out, err := Open(t.Context(), options)
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		played := make(chan error)
		go func() { played <- out.Play(ctx, &counted{n: c.length}) }()
		time.Sleep(50 * time.Millisecond)
		if c.hangs {
			server.Stop(t)
		}
		start := time.Now()
		c.end(out, stop)
		<-played
		if took := time.Since(start); took > busy.Allow(time.Second) {
			t.Errorf("%s: Play returned after %v", name, took)
		}
		server.Continue()
		stop()
	}
	server.Stop(t)
	start := time.Now()
	_, err := Open(t.Context(), options)
	const want = "no sound output: PulseAudio/PipeWire: the server does not answer"
	if took := time.Since(start); !errors.Is(err, ErrNoOutput) || err.Error() != want || took > openWithin+busy.Allow(200*time.Millisecond) {
		t.Errorf("after %v got  %v\nwant %s", took, err, want)
	}
	server.Continue()
	out, err := Open(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	out.Close()
	left := runtime.NumGoroutine()
	for end := time.Now().Add(time.Second); left > before && time.Now().Before(end); left = runtime.NumGoroutine() {
		time.Sleep(time.Millisecond)
	}
	if left > before {
		var stacks strings.Builder
		pprof.Lookup("goroutine").WriteTo(&stacks, 1)
		t.Errorf("%d goroutines, %d before:\n%s", left, before, &stacks)
	}
}
