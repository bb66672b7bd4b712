//go:build unix

package device

import (
	"errors"
	"testing"
	"time"

	"uncramp/audio/device/soundserver"
)

// A server that hangs takes connections and says nothing.
func TestPulseHangs(t *testing.T) {
	server := soundserver.Start(t, soundserver.S16)
	server.Use(t)
	server.Stop()
	start := time.Now()
	_, err := Open(t.Context(), Pulse, nil)
	took := time.Since(start)
	const want = "no sound output: PulseAudio/PipeWire: the server does not answer"
	if !errors.Is(err, ErrNoOutput) || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if took > openWithin+200*time.Millisecond {
		t.Errorf("Open took %v", took)
	}
	server.Cont()
	out, err := Open(t.Context(), Pulse, nil)
	if err != nil {
		t.Fatalf("when the server goes on: %v", err)
	}
	out.Close()
}
