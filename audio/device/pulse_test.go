package device

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"uncramp/audio/soundservertest"
)

func openOn(t testing.TB, s *soundservertest.Server) (out Output) {
	t.Helper()
	var err error
	s.While(func() { out, err = Open(t.Context(), Options{Name: Pulse}) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { out.Close() })
	return out
}

// Every sample is heard once and in order, and Play returns when the last has
// been, however short the sound. A Play whose context ends drops the rest at once.
func TestPulseExact(t *testing.T) { soundservertest.Each(t, soundservertest.Float32, pulseExact) }

func pulseExact(t *testing.T, server *soundservertest.Server) {
	busy := soundservertest.Watch(t)
	if err := openOn(t, server).Play(t.Context(), &counted{n: 100, err: io.ErrNoProgress}); err != io.ErrNoProgress {
		t.Errorf("got %v, want the streamer's error", err)
	}
	const after = 300 * time.Millisecond
	ctx, stop := context.WithTimeout(t.Context(), after)
	defer stop()
	start := time.Now()
	if err := openOn(t, server).Play(ctx, &counted{n: 10 * 48000}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the context's error", err)
	}
	if took := time.Since(start) - after; took > busy.Allow(200*time.Millisecond) {
		t.Errorf("returned %v after the context ended", took)
	}
	time.Sleep(100 * time.Millisecond) // what the card has cannot be dropped
	for _, n := range []int{2*48000 + 1, 1, 479, 9600, 9601} {
		recording := server.Record(t)
		out := openOn(t, server)
		start := time.Now()
		if err := out.Play(t.Context(), &counted{n: n}); err != nil {
			t.Fatal(err)
		}
		took := time.Since(start)
		atReturn := recording.Frames()
		end := checkHeard(t, recording.Stop(), n, busy)
		if got := out.Position(); got != n {
			t.Errorf("%d frames: ended at position %d", n, got)
		}
		// The recorder gets blocks of 25 ms, up to two late.
		if end > atReturn+Rate.N(busy.Allow(75*time.Millisecond)) {
			t.Errorf("%d frames: Play returned %v before the last sample was heard", n, Rate.D(end-atReturn))
		}
		if late := took - Rate.D(n); late > busy.Allow(800*time.Millisecond) {
			t.Errorf("%d frames: Play returned %v after their length", n, late)
		}
	}
}

// Whatever takes the sound away ends Play soon, wherever the server moves the
// stream to, and the same process can play again.
func TestPulseLost(t *testing.T) {
	nothing := func(*soundservertest.Server, testing.TB) {}
	for name, c := range map[string]struct {
		before, lose, find func(*soundservertest.Server, testing.TB)
	}{
		"crash":              {nothing, (*soundservertest.Server).Kill, (*soundservertest.Server).Restart},
		"unplugged, no sink": {nothing, (*soundservertest.Server).Unplug, (*soundservertest.Server).Plug},
		"unplugged, loudspeakers left": {func(s *soundservertest.Server, t testing.TB) { s.AddSink(t, "speakers") },
			(*soundservertest.Server).Unplug, nothing},
		"unplugged, a dummy left": {func(s *soundservertest.Server, t testing.TB) {
			if s.Kind == soundservertest.PulseAudio { // PipeWire has it by itself
				s.Pactl(t, "load-module", "module-always-sink")
			}
		}, (*soundservertest.Server).Unplug, (*soundservertest.Server).Plug},
		"closed": {nothing, nil, nothing},
	} {
		t.Run(name, func(t *testing.T) {
			soundservertest.Each(t, soundservertest.S16, func(t *testing.T, server *soundservertest.Server) {
				busy := soundservertest.Watch(t)
				c.before(server, t)
				out := openOn(t, server)
				played := make(chan error, 1)
				go func() { played <- out.Play(t.Context(), endless) }()
				time.Sleep(300 * time.Millisecond) // it plays
				lost := time.Now()
				if c.lose != nil {
					c.lose(server, t)
				} else {
					out.Close()
				}
				err := <-played
				if took := time.Since(lost); took > busy.Allow(time.Second) {
					t.Errorf("Play ended after %v", took)
				}
				if !errors.Is(err, ErrLost) || strings.Contains(err.Error(), "\n") {
					t.Errorf("got %q, want one line of ErrLost", err)
				}
				if strings.Contains(name, "no sink") || strings.Contains(name, "dummy") {
					server.While(func() {
						if _, err := Open(t.Context(), Options{Name: Pulse}); !errors.Is(err, ErrNoOutput) {
							t.Errorf("without an output: %v", err)
						}
					})
				}
				c.find(server, t)
				if err := openOn(t, server).Play(t.Context(), &counted{n: 4801}); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func firstField(s string) string { return strings.Fields(s)[0] }
