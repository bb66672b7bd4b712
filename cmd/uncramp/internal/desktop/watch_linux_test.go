package desktop

import (
	"testing"
	"time"

	"uncramp/routine"
)

// TestJumps looks at a session that starts at 0, and tells clients of a position
// only if their clocks are off.
func TestJumps(t *testing.T) {
	t.Parallel()
	const ms = routine.Rate / 1000
	const playing, paused = routine.Running, routine.Paused
	type look struct {
		after    time.Duration // since the start
		state    routine.State
		position routine.Samples
		jumped   bool
	}
	for _, tt := range []struct {
		name  string
		looks []look
	}{
		{"runs on", []look{{200e6, playing, 200 * ms, false}, {400e6, playing, 400 * ms, false}, {600e6, playing, 600 * ms, false}}},
		{"is a little late", []look{{1000e6, playing, 701 * ms, false}, {2000e6, playing, 1701 * ms, false}}},
		{"stands still while it plays", []look{
			{200e6, playing, 0, false}, {400e6, playing, 0, true}, {600e6, playing, 0, false}, {800e6, playing, 0, true},
			{1000e6, playing, 200 * ms, false}, {2000e6, playing, 1200 * ms, false},
		}},
		{"falls behind slowly", []look{
			{200e6, playing, 100 * ms, false}, {400e6, playing, 200 * ms, false}, {600e6, playing, 300 * ms, false}, {800e6, playing, 400 * ms, true},
		}},
		{"goes ahead", []look{{200e6, playing, 10_000 * ms, true}, {400e6, playing, 10_200 * ms, false}}},
		{"goes back", []look{{5000e6, playing, 5000 * ms, false}, {5200e6, playing, 0, true}, {5400e6, playing, 200 * ms, false}}},
		{"pauses", []look{{200e6, paused, 100 * ms, false}, {90_000e6, paused, 100 * ms, false}, {90_200e6, playing, 100 * ms, false}, {90_400e6, playing, 300 * ms, false}}},
		{"jumps in a pause", []look{{200e6, paused, 100 * ms, false}, {400e6, paused, 1000 * ms, true}, {600e6, paused, 1000 * ms, false}}},
		{"is paused a little late, twice", []look{{200e6, paused, 0, false}, {400e6, playing, 0, false}, {600e6, paused, 0, true}}},
	} {
		p := newPlayer(newFake(moment(playing, 0)), nil)
		start := time.Unix(0, 0)
		p.clock.set(0, start, true)
		for i, l := range tt.looks {
			if _, jumped := p.update(moment(l.state, l.position), start.Add(l.after)); jumped != l.jumped {
				t.Errorf("%s: look %d, %v at %v: jumped %v, want %v", tt.name, i, l.position.Duration(), l.after, jumped, l.jumped)
			}
		}
	}
}
