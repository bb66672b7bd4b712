package device

import (
	"strings"
	"testing"
)

// Sending sound to a server allocates nothing.
func TestPulseFeedAllocatesNothing(t *testing.T) {
	p := newTestPulse(strings.NewReader(""))
	src, block := newFrames(endless), make([]byte, blockHead+Rate.N(portion)*frameBytes)
	allocs := testing.AllocsPerRun(100, func() {
		p.want(uint32(2 * len(block)))
		if err := p.fill(src, block); err != nil {
			t.Fatal(err)
		}
	})
	if allocs != 0 {
		t.Errorf("a request allocates %v times", allocs)
	}
}
