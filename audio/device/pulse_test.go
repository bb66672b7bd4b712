package device

import (
	"context"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/soundservertest"
)

func openOn(t testing.TB, s *soundservertest.Server) *pulse {
	t.Helper()
	var out Output
	var err error
	s.While(func() { out, err = Open(t.Context(), Options{Name: Pulse}) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { out.Close() })
	return out.(*pulse)
}

// checkHeard fails the test unless a recording is the counted frames from the
// first to number n, one after the other, with silence around them.
func checkHeard(t testing.TB, recording []byte, n int) {
	t.Helper()
	heard := soundservertest.Frames32(recording)
	for len(heard) > 0 && heard[0] == [2]float32{} {
		heard = heard[1:]
	}
	for i := range n {
		if i == len(heard) {
			t.Fatalf("the recording ends after %d of %d frames", i, n)
		}
		if got, want := heard[i], countedFrame(i); got != want {
			t.Fatalf("frame %d of %d: heard %v, want %v (frame %v)", i, n, got, want, got[0]*(1<<24)-1)
		}
	}
	for i, f := range heard[n:] {
		if f != [2]float32{} {
			t.Fatalf("%d frames after the end: heard %v, want silence", i, f)
		}
	}
}

// Every sample is heard once and in order, and Play returns when the last has
// been, however short the sound.
func TestPulseExact(t *testing.T) { soundservertest.Each(t, soundservertest.Float32, pulseExact) }

func pulseExact(t *testing.T, server *soundservertest.Server) {
	busy := soundservertest.Watch(t)
	out := openOn(t, server)
	if err := out.Play(t.Context(), &counted{n: 100, err: io.ErrNoProgress}); err != io.ErrNoProgress {
		t.Errorf("got %v, want the streamer's error", err)
	}
	for _, n := range []int{2*48000 + 1, 1, 479, 9600, 9601} {
		recording := server.Record(t)
		start := time.Now()
		if err := out.Play(t.Context(), &counted{n: n}); err != nil {
			t.Fatal(err)
		}
		took := time.Since(start)
		atReturn := recording.Frames()
		data := recording.Stop()
		checkHeard(t, data, n)
		if got := out.Position(); got != n {
			t.Errorf("%d frames: ended at position %d", n, got)
		}
		if got := out.Underruns(); got != 0 {
			t.Errorf("%d frames: %d underruns", n, got)
		}
		// The recorder gets blocks of 25 ms, up to two late.
		if end := lastHeard(data); end > atReturn+Rate.N(busy.Allow(75*time.Millisecond)) {
			t.Errorf("%d frames: Play returned %v before the last sample was heard", n, Rate.D(end-atReturn))
		}
		if late := took - Rate.D(n); late > busy.Allow(800*time.Millisecond) {
			t.Errorf("%d frames: Play returned %v after their length", n, late)
		}
	}
}

func lastHeard(recording []byte) int {
	frames := soundservertest.Frames32(recording)
	n := len(frames)
	for n > 0 && frames[n-1] == [2]float32{} {
		n--
	}
	return n
}

// Position follows what is heard, not what was sent.
func TestPulsePosition(t *testing.T) {
	busy := soundservertest.Watch(t)
	out := openOn(t, soundservertest.Start(t, soundservertest.S16))
	ctx, stop := context.WithCancel(t.Context())
	played := make(chan error, 1)
	go func() { played <- out.Play(ctx, endless) }()
	before, start := 0, time.Now()
	for time.Since(start) < 2*time.Second {
		time.Sleep(time.Millisecond)
		now, elapsed := out.Position(), Rate.N(time.Since(start))
		if now < before || now > elapsed+480 {
			t.Fatalf("at %d after %d, with %d samples' time gone", now, before, elapsed)
		}
		before = now
	}
	if behind := Rate.D(Rate.N(time.Since(start)) - before); behind > busy.Allow(800*time.Millisecond) {
		t.Errorf("%v behind the clock after 2 s", behind)
	}
	stop()
	if err := <-played; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
}

// A cancelled Play drops the rest at once, and the output can play again.
func TestPulseCancel(t *testing.T) {
	busy := soundservertest.Watch(t)
	server := soundservertest.Start(t, soundservertest.Float32)
	out := openOn(t, server)
	ctx, stop := context.WithCancel(t.Context())
	time.AfterFunc(300*time.Millisecond, stop)
	start := time.Now()
	if err := out.Play(ctx, &counted{n: 10 * 48000}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
	if took := time.Since(start); took > busy.Allow(500*time.Millisecond) {
		t.Errorf("returned %v after the cancel", took-300*time.Millisecond)
	}
	time.Sleep(100 * time.Millisecond) // what the card has cannot be dropped
	recording := server.Record(t)
	if err := out.Play(t.Context(), &counted{n: 4801}); err != nil {
		t.Fatal(err)
	}
	checkHeard(t, recording.Stop(), 4801)
}

// Whatever takes the sound away ends Play soon, wherever the server moves the
// stream to, and the same process can play again.
func TestPulseLost(t *testing.T) {
	nothing := func(*soundservertest.Server, testing.TB) {}
	for name, c := range map[string]struct {
		before, lose, find func(*soundservertest.Server, testing.TB)
	}{
		"crash":              {nothing, (*soundservertest.Server).Crash, (*soundservertest.Server).Restart},
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

// A server rounds each float32 sample for a card of 16 bits to the nearest step,
// and halves to the even one. audio.WAV does the same, so that a file is what is
// heard.
func TestPulseRounding(t *testing.T) {
	server := soundservertest.Start(t, soundservertest.S16)
	out := openOn(t, server)
	recording := server.Record(t)
	rng := rand.New(rand.NewPCG(1, 2))
	sent := make([][2]float64, 20_000)
	for i := range sent {
		sent[i][0] = 2.2*rng.Float64() - 1.1                            // some of it clips
		sent[i][1] = (float64(rng.IntN(1<<16)-1<<15) + 0.5) / (1 << 15) // halves
	}
	sent[0] = [2]float64{0.5, 0.5} // not to be taken for silence
	at := 0
	err := out.Play(t.Context(), beep.StreamerFunc(func(samples [][2]float64) (int, bool) {
		n := copy(samples, sent[at:])
		at += n
		return n, n > 0
	}))
	if err != nil {
		t.Fatal(err)
	}
	heard := soundservertest.Frames16(recording.Stop())
	for len(heard) > 0 && heard[0] == [2]int16{} {
		heard = heard[1:]
	}
	if len(heard) < len(sent) {
		t.Fatalf("heard %d of %d frames", len(heard), len(sent))
	}
	for i, frame := range sent {
		for c, x := range frame {
			want := math.RoundToEven(float64(float32(x)) * (1 << 15))
			want = min(math.MaxInt16, max(math.MinInt16, want))
			if got := heard[i][c]; float64(got) != want {
				t.Fatalf("frame %d: %v was heard as %d, want %v", i, x, got, want)
			}
		}
	}
}

func firstField(s string) string { return strings.Fields(s)[0] }
