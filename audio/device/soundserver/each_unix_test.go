//go:build unix

package soundserver

import (
	"bytes"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// A test that fails is done again if its server says that it missed cycles,
// and not otherwise.
func TestAgain(t *testing.T) {
	t.Run("more", func(t *testing.T) {
		PipeWire.need(t)
		tries := 0
		on(t, PipeWire, S16, func(t testing.TB, s *Server) {
			if tries++; tries == 1 {
				late(t, s)
				if s.missed() == 0 {
					t.Error("the server does not say that it missed cycles")
				}
				t.Fatal("planted")
			}
			record(t, s)
		})
		if tries != 2 {
			t.Errorf("%d attempts, want 2", tries)
		}
	})
	t.Run("only", func(t *testing.T) {
		for _, kind := range Kinds() {
			kind.need(t)
			tries, whole := 0, &attempt{TB: t}
			done := make(chan struct{})
			go func() {
				defer close(done)
				on(whole, kind, S16, func(t testing.TB, s *Server) {
					tries++
					t.Error("planted")
				})
			}()
			if <-done; tries != 1 || !whole.failed {
				t.Errorf("%s: %d attempts, failed: %v", kind, tries, whole.failed)
			}
		}
	})
}

// late plays something, and holds up the program that hands it to the server.
func late(t testing.TB, s *Server) {
	play := exec.Command("pacat", "--playback", "--raw", "--format=s16le", "--rate=48000", "--channels=2")
	play.Env = s.Env()
	play.Stdin = bytes.NewReader(make([]byte, 4*48000))
	if err := play.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond) // it plays by then
	hands := s.runs[len(s.runs)-1].Process
	hands.Signal(syscall.SIGSTOP)
	time.Sleep(200 * time.Millisecond)
	hands.Signal(syscall.SIGCONT)
	if err := play.Wait(); err != nil {
		t.Fatal(err)
	}
}
