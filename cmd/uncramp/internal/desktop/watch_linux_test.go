package desktop

import (
	"math/rand/v2"
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
		{"after 60 hours", []look{{60 * time.Hour, playing, 0, true}}},
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

// TestClientKeepsUp follows random sessions with a client that knows only what it
// is told. After a look it is never off by more than a jump, and it is told of no
// position while a session just plays.
func TestClientKeepsUp(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 0))
		now, position := time.Unix(0, 0), 0.0
		p := newPlayer(newFake(moment(routine.Running, 0)), nil)
		p.clock.set(0, now, true)
		client, playing, told := 0.0, true, 0
		run := func(what string, state routine.State, speed float64, d time.Duration) {
			for end := now.Add(d); now.Before(end); {
				step := time.Duration(1 + random.Int64N(int64(lookEvery)))
				now, position = now.Add(step), position+speed*step.Seconds()
				changed, jumped := p.update(moment(state, routine.Samples(position*routine.Rate)), now)
				if playing {
					client += step.Seconds()
				}
				if status, ok := changed["PlaybackStatus"]; ok {
					playing = status.Value() == "Playing"
				}
				if jumped {
					client = position
					told++
				}
				if off := client - position; off < -0.301 || off > 0.301 {
					t.Fatalf("seed %d, %s: the client is at %.3f, the session at %.3f", seed, what, client, position)
				}
			}
		}
		for range 30 {
			switch random.IntN(4) {
			case 0:
				run("running", routine.Running, 1, time.Duration(random.Int64N(20e9)))
			case 1:
				run("paused", routine.Paused, 0, time.Duration(random.Int64N(20e9)))
			case 2: // a jump, and an answer while the session stands
				position = 250 * random.Float64()
				run("answering", routine.Running, 0, 1800*time.Millisecond)
			case 3:
				run("stopping", routine.Stopping, 0, time.Duration(random.Int64N(5e9)))
			}
		}
		run("settling", routine.Running, 1, time.Second)
		told = 0
		run("running on", routine.Running, 1, 10*time.Minute)
		if told > 0 {
			t.Errorf("seed %d: told of %d positions in ten minutes of plain playing", seed, told)
		}
	}
}
