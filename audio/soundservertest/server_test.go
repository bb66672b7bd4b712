package soundservertest

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"os/exec"
	"testing"
)

// What pacat plays is recorded without a change.
func TestRecord(t *testing.T) {
	Each(t, S16, func(t *testing.T, s *Server) {
		r := s.Record(t)
		want := make([]byte, 4*20001)
		for i := range len(want) / 4 {
			binary.LittleEndian.PutUint16(want[4*i:], uint16(i+1))
			binary.LittleEndian.PutUint16(want[4*i+2:], uint16(rand.Uint32()|1))
		}
		play := exec.Command("pacat", "--playback", "--raw", "--format=s16le", "--rate=48000", "--channels=2")
		play.Env = s.Env()
		play.Stdin = bytes.NewReader(want)
		if out, err := play.CombinedOutput(); err != nil {
			t.Fatalf("pacat: %v: %s", err, out)
		}
		heard := bytes.Trim(r.Stop(), "\x00")
		if !bytes.Equal(heard, bytes.Trim(want, "\x00")) { // a sample's zero byte may be at the edge
			t.Errorf("recorded %d bytes between the silences, not the %d that were played", len(heard), len(want))
		}
	})
}

// A recording ends with its server.
func TestKill(t *testing.T) {
	Each(t, S16, func(t *testing.T, s *Server) {
		r := s.Record(t)
		s.Kill()
		s.Kill()
		if got := Frames16(r.Stop()); len(got) == 0 {
			t.Error("nothing is left of what was recorded before")
		}
	})
}
