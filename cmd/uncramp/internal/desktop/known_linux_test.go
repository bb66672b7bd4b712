package desktop

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"uncramp/routine"
)

const ms = routine.Rate / 1000

// TestPlaceIsTold: whoever moves a place on by his own clock is told when that
// has led him astray, and not otherwise.
func TestPlaceIsTold(t *testing.T) {
	t.Parallel()
	const playing, paused = routine.Running, routine.Paused
	type look struct {
		after time.Duration // since the start
		state routine.State
		place routine.Samples
		moved bool
	}
	for _, tt := range []struct {
		name  string
		looks []look
	}{
		{"runs on", []look{{200e6, playing, 200 * ms, false}, {400e6, playing, 400 * ms, false}, {600e6, playing, 600 * ms, false}}},
		{"is late by what nobody sees", []look{{1000e6, playing, 701 * ms, false}, {2000e6, playing, 1701 * ms, false}}},
		{"stands still while it plays", []look{
			{200e6, playing, 0, false}, {400e6, playing, 0, true}, {600e6, playing, 0, false}, {800e6, playing, 0, true},
			{1000e6, playing, 200 * ms, false}, {2000e6, playing, 1200 * ms, false},
		}},
		{"falls behind little by little", []look{
			{200e6, playing, 100 * ms, false}, {400e6, playing, 200 * ms, false}, {600e6, playing, 300 * ms, false}, {800e6, playing, 400 * ms, true},
		}},
		{"goes ahead", []look{{200e6, playing, 10_000 * ms, true}, {400e6, playing, 10_200 * ms, false}}},
		{"goes back", []look{{5000e6, playing, 5000 * ms, false}, {5200e6, playing, 0, true}, {5400e6, playing, 200 * ms, false}}},
		{"stands in a pause", []look{{200e6, paused, 100 * ms, false}, {90_000e6, paused, 100 * ms, false}, {90_200e6, playing, 100 * ms, false}, {90_400e6, playing, 300 * ms, false}}},
		{"jumps in a pause", []look{{200e6, paused, 100 * ms, false}, {400e6, paused, 1000 * ms, true}, {600e6, paused, 1000 * ms, false}}},
		{"moves in a pause", []look{{0, paused, 0, false}, {300e6, paused, 300 * ms, false}, {310e6, paused, 310 * ms, true}}},
		{"after 60 hours", []look{{60 * time.Hour, playing, 0, true}}},
	} {
		p := &player{}
		start := time.Unix(0, 0)
		k := p.at(moment(playing, 0), start)
		for i, l := range tt.looks {
			if _, moved := k.learn(p.at(moment(l.state, l.place), start.Add(l.after))); moved != l.moved {
				t.Errorf("%s: look %d, %v at %v: told %v, want %v", tt.name, i, l.place.Duration(), l.after, moved, l.moved)
			}
		}
	}
}

// TestClientKeepsUp: a client that knows nothing but what it is told is never
// off by more than a jump after a look, whatever the session does; and while a
// session just plays it is told of no place at all.
func TestClientKeepsUp(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 0))
		p := &player{}
		now, place := time.Unix(0, 0), 0.0
		truth := func(state routine.State) known {
			return p.at(moment(state, routine.Samples(place*routine.Rate)), now)
		}
		k := truth(routine.Running)
		client, when, moves := 0.0, now, true // what the client reckons with
		told := 0
		run := func(what string, state routine.State, speed float64, d time.Duration) {
			for end := now.Add(d); now.Before(end); {
				step := time.Duration(1 + random.Int64N(int64(lookEvery)))
				now, place = now.Add(step), place+speed*step.Seconds()
				changed, moved := k.learn(truth(state))
				if moves {
					client += now.Sub(when).Seconds()
				}
				when = now
				if status, ok := changed["PlaybackStatus"]; ok {
					moves = status == "Playing"
				}
				if moved {
					client = place
					told++
				}
				if off := client - place; off < -0.301 || off > 0.301 {
					t.Fatalf("seed %d, %s: the client is at %.3f, the session at %.3f", seed, what, client, place)
				}
			}
		}
		for range 30 {
			switch random.IntN(4) {
			case 0:
				run("running", routine.Running, 1, time.Duration(random.Int64N(20e9)))
			case 1:
				run("paused", routine.Paused, 0, time.Duration(random.Int64N(20e9)))
			case 2: // as Next does: it jumps, and stands while it is answered
				place = 250 * random.Float64()
				run("answering", routine.Running, 0, 1800*time.Millisecond)
			case 3:
				run("stopping", routine.Stopping, 0, time.Duration(random.Int64N(5e9)))
			}
		}
		run("settling", routine.Running, 1, time.Second)
		told = 0
		run("running on", routine.Running, 1, 10*time.Minute)
		if told > 0 {
			t.Errorf("seed %d: told of %d places in ten minutes in which nothing happens", seed, told)
		}
	}
}

// TestNewsIsWhatChanged compares values one after another.
func TestNewsIsWhatChanged(t *testing.T) {
	t.Parallel()
	p := &player{title: "a title"}
	now := time.Unix(0, 0)
	m := moment(routine.Running, 0)
	k := p.at(m, now)
	for _, tt := range []struct {
		change func()
		want   []string
	}{
		{func() {}, nil},
		{func() { m.Position = 99 * routine.Rate }, nil},
		{func() { m.Words, m.Breath, m.Clock = "breathe in", 0.5, 7 }, nil},
		{func() { m.On = 1 }, []string{"Metadata"}},
		{func() { m.Length += routine.Rate }, []string{"Metadata"}},
		{func() { m.Volume = -6 }, []string{"Volume"}},
		{func() { m.CanNext = false }, []string{"CanGoNext"}},
		{func() { m.CanAgain = false }, []string{"CanGoPrevious", "CanSeek"}},
		{func() { m.State = routine.Paused }, []string{"PlaybackStatus"}},
		{func() { m.Length += routine.Rate }, []string{"Metadata"}}, // a round is to be done again
		{func() { m.State, m.Volume = routine.Over, 0 }, []string{"PlaybackStatus", "Volume"}},
	} {
		tt.change()
		before := fmt.Sprint(k.values)
		changed, _ := k.learn(p.at(whole(m), now))
		if got := slices.Sorted(maps.Keys(changed)); !slices.Equal(got, tt.want) {
			t.Errorf("%q are news, want %q; before %v", got, tt.want, before)
		}
	}
}
