package soundserver

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"os/exec"
	"testing"
)

// What a server's own player plays is recorded as it was.
func TestRecord(t *testing.T) { OnEach(t, S16, record) }

func record(t testing.TB, s *Server) {
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
	got := r.Stop()
	heard := bytes.Trim(got, "\x00")
	if !bytes.Equal(heard, bytes.Trim(want, "\x00")) { // the halves of a frame's first and last sample may be zero
		t.Errorf("recorded %d bytes between the silences, not the %d that were played", len(heard), len(want))
	}
}

// A recording ends with its server.
func TestKill(t *testing.T) {
	for _, kind := range Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			s := kind.Start(t, S16)
			r := s.Record(t)
			s.Kill()
			s.Kill()
			if got := Frames16(r.Stop()); len(got) == 0 {
				t.Error("nothing is left of what was recorded before")
			}
		})
	}
}
