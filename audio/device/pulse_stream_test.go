package device

import (
	"net"
	"testing"
)

// Sending sound to a server allocates nothing.
func TestPulseFeedAllocatesNothing(t *testing.T) {
	ours, theirs := net.Pipe()
	defer ours.Close()
	go func() {
		sink := make([]byte, 1<<16)
		for {
			if _, err := theirs.Read(sink); err != nil {
				return
			}
		}
	}()
	c := &pulseClient{}
	c.alive, c.fail = t.Context(), func(error) {}
	c.back = &stepBack{}
	c.proto.Open(newGuardedConn(ours, c.fail, c.back))
	st := newPulseStream(&pulse{client: c})
	src, buf := newFrames(endless), make([]byte, Rate.N(portion)*frameBytes)
	allocs := testing.AllocsPerRun(100, func() {
		st.want(uint32(2 * len(buf)))
		if err := st.fill(src, buf); err != nil {
			t.Fatal(err)
		}
	})
	if allocs != 0 {
		t.Errorf("a request allocates %v times", allocs)
	}
}
