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

// Once an output is closed, none of its goroutines is left, however it was used
// and ended. A server that hangs is given up, and opened once it goes on.
func TestPulseLeaksNothing(t *testing.T) {
	busy := soundservertest.Watch(t)
	server := soundservertest.Start(t, soundservertest.S16)
	server.Use(t)
	open := func(ctx context.Context) Output {
		out, err := Open(ctx, Options{Name: Pulse, Wish: func(bool) {}})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, c := range []struct {
		name  string
		times int
		use   func()
	}{
		{"opened", 20, func() { open(t.Context()).Close() }},
		{"played", 3, func() {
			out := open(t.Context())
			defer out.Close()
			if err := out.Play(t.Context(), &counted{n: 100}); err != nil {
				t.Error(err)
			}
		}},
		{"closed in a Play", 3, func() {
			out := open(t.Context())
			played := make(chan error)
			go func() { played <- out.Play(t.Context(), endless) }()
			time.Sleep(50 * time.Millisecond)
			out.Recall()
			out.Close()
			<-played
		}},
		{"stopped", 3, func() {
			out := open(t.Context())
			defer out.Close()
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			out.Play(ctx, endless)
		}},
		{"stopped when the server hangs", 1, func() {
			out := open(t.Context())
			defer out.Close()
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			time.AfterFunc(50*time.Millisecond, func() { server.Stop(t) })
			defer server.Continue()
			out.Play(ctx, endless)
		}},
		{"closed when the server hangs", 1, func() {
			out := open(t.Context())
			played := make(chan error)
			go func() { played <- out.Play(t.Context(), endless) }()
			time.Sleep(50 * time.Millisecond)
			server.Stop(t)
			defer server.Continue()
			corked := make(chan bool)
			go func() { out.Cork(true); close(corked) }()
			time.Sleep(50 * time.Millisecond)
			out.Close()
			<-played
			<-corked
		}},
		{"not opened by a server that hangs", 1, func() {
			server.Stop(t)
			defer server.Continue()
			start := time.Now()
			_, err := Open(t.Context(), Options{Name: Pulse})
			const want = "no sound output: PulseAudio/PipeWire: the server does not answer"
			if took := time.Since(start); !errors.Is(err, ErrNoOutput) || err.Error() != want || took > openWithin+busy.Allow(200*time.Millisecond) {
				t.Errorf("after %v got  %v\nwant %s", took, err, want)
			}
		}},
		{"opened when it goes on", 1, func() { open(t.Context()).Close() }},
	} {
		before := runtime.NumGoroutine()
		for range c.times {
			c.use()
		}
		left := runtime.NumGoroutine()
		for end := time.Now().Add(time.Second); left > before && time.Now().Before(end); left = runtime.NumGoroutine() {
			time.Sleep(time.Millisecond)
		}
		if left > before {
			var stacks strings.Builder
			pprof.Lookup("goroutine").WriteTo(&stacks, 1)
			t.Errorf("%s %d times: %d goroutines, %d before:\n%s", c.name, c.times, left, before, &stacks)
		}
	}
}
