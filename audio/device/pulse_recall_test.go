package device

import (
	"context"
	"io"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"

	"uncramp/audio/soundservertest"
)

// versions is a counted streamer whose frames change their signs with each
// Rewind, in a cycle of four versions.
type versions struct {
	counted
	mu   sync.Mutex
	from []int // where each version begins
}

func (v *versions) Stream(samples [][2]float64) (int, bool) {
	n, ok := v.counted.Stream(samples)
	v.mu.Lock()
	defer v.mu.Unlock()
	for i := range samples[:n] {
		for ear := range 2 {
			if len(v.from)>>ear&1 == 1 {
				samples[i][ear] = -samples[i][ear]
			}
		}
	}
	return n, ok
}

func (v *versions) Rewind(n int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.at = n
	v.from = append(v.from, n)
}

// rewinds returns where the versions so far begin.
func (v *versions) rewinds() []int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Clone(v.from)
}

// version returns the number of the version that a frame belongs to, or -1.
func version(heard, frame [2]float32) int {
	n := 0
	for ear := range 2 {
		if heard[ear] == -frame[ear] {
			n |= 1 << ear
		} else if heard[ear] != frame[ear] {
			return -1
		}
	}
	return n
}

// After recalls at odd times each frame is heard once, in the last version that
// it was streamed in, and each version is heard soon.
func TestPulseRecall(t *testing.T) { soundservertest.Each(t, soundservertest.Float32, pulseRecall) }

func pulseRecall(t *testing.T, server *soundservertest.Server) {
	busy := soundservertest.Watch(t)
	out := openOn(t, server)
	const recalls = 30
	recording := server.Record(t)
	src := &versions{counted: counted{n: 300 * 48000}}
	var at [recalls]int // of the recording, when it was asked for
	ctx, stop := context.WithCancelCause(t.Context())
	go func() {
		defer stop(io.EOF)
		time.Sleep(500 * time.Millisecond)
		for i := range recalls {
			time.Sleep(time.Duration(60+7*i%83) * time.Millisecond)
			at[i] = recording.Frames()
			out.Recall()
			for len(src.rewinds()) == i { // one after the other
				time.Sleep(time.Millisecond)
			}
		}
		time.Sleep(300 * time.Millisecond) // to hear the last
	}()
	if err := out.Play(ctx, src); err != io.EOF {
		t.Fatal(err)
	}
	n := src.from[recalls-1] + Rate.N(100*time.Millisecond)
	heard := soundservertest.Frames32(recording.Stop())
	var offsets []int // of each frame in the recording
	for i, frame := range heard {
		if frame != [2]float32{} {
			offsets = append(offsets, i)
		}
	}
	if len(offsets) < n {
		t.Fatalf("%d of %d frames were heard", len(offsets), n)
	}
	if silence := Rate.D(offsets[n-1] - offsets[0] - (n - 1)); silence > busy.Allow(0) { // too busy to play in real time
		t.Fatalf("silence of %v within %d frames", silence, n)
	}
	held, stale := Rate.N(busy.Allow(0)), 0
	for i := range n {
		want := len(src.from) // the last that goes back so far
		for want > 0 && src.from[want-1] > i {
			want--
		}
		got := version(heard[offsets[i]], countedFrame(i))
		if want > 0 && got == (want-1)&3 && i < src.from[want-1]+held {
			stale++ // this process was held up, and the server read on
			continue
		}
		if got != want&3 {
			t.Fatalf("frame %d of %d is in version %d, want %d of those from %v", i, n, got, want&3, src.from)
		}
	}
	if stale > 0 {
		t.Logf("%d frames were heard in the version before", stale)
	}
	worst := 0
	for i, from := range src.from {
		worst = max(worst, offsets[from]-at[i])
	}
	t.Logf("%d recalls, the longest time until a version is heard: %v, what the card holds included", len(src.from), Rate.D(worst))
	if late := Rate.D(worst); late > busy.Allow(150*time.Millisecond) {
		t.Errorf("a version was heard %v after its recall", late)
	}
}

// A stream that is corked is silent and its position stands still. Then it goes
// on where it was.
func TestPulseCork(t *testing.T) { soundservertest.Each(t, soundservertest.Float32, pulseCork) }

func pulseCork(t *testing.T, server *soundservertest.Server) {
	out := openOn(t, server)
	recording := server.Record(t)
	src := &counted{n: 2 * 48000}
	played := make(chan error, 1)
	go func() { played <- out.Play(t.Context(), src) }()
	time.Sleep(700 * time.Millisecond)
	out.Cork(true)
	time.Sleep(200 * time.Millisecond)
	first := out.Position()
	time.Sleep(700 * time.Millisecond)
	if second := out.Position(); second-first > Rate.N(portion) { // what the card had
		t.Errorf("it went from %d to %d while it was corked", first, second)
	}
	out.Cork(false)
	if err := <-played; err != nil {
		t.Fatal(err)
	}
	if _, silence := inOrder(t, soundservertest.Frames32(recording.Stop()), src.n); silence < 700*time.Millisecond {
		t.Errorf("silence of %v", silence)
	}
}

// A server's wish for silence, as for a call, is passed on, and so is its end.
func TestPulseWishes(t *testing.T) {
	server := soundservertest.Start(t, soundservertest.S16)
	server.Pactl(t, "load-module", "module-role-cork", "trigger_roles=phone", "cork_roles=no_role")
	t.Setenv("PULSE_SERVER", server.Socket())
	wishes := make(chan bool, 10)
	out, err := Open(t.Context(), Options{Name: Pulse, Wish: func(pause bool) { wishes <- pause }})
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	go out.Play(t.Context(), endless)
	call := exec.Command("pacat", "--playback", "--raw", "--property=media.role=phone", "/dev/zero")
	call.Env = server.Env()
	if err := call.Start(); err != nil {
		t.Fatal(err)
	}
	defer call.Wait()
	for _, want := range []bool{true, false} {
		select {
		case got := <-wishes:
			if got != want {
				t.Errorf("it wished %v, want %v", got, want)
			}
			out.Cork(got) // who does not listen is not told when it is over
		case <-time.After(5 * time.Second):
			t.Errorf("no wish for %v", want)
		}
		call.Process.Kill()
	}
}
