package live

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"uncramp/audio/device"
	"uncramp/routine"
)

// TestPlayer checks which state a session is in after what happens to it, and how
// it ended.
func TestPlayer(t *testing.T) {
	f := newFixture(t, func(*routine.Settings) {})
	const still = "The output stands still: paused until it goes on"
	do := func(p *Player, v routine.Verb) { p.Do(routine.Command{Verb: v}) }
	for name, tt := range map[string]struct {
		early func(*Player) // before it plays
		act   func(*Player, *clocked)
		back  time.Duration // until there is an output again; 0 for never
		after time.Duration // it is looked at
		state routine.State
		lost  bool // Play returns the loss
		cork  bool
		news  string
	}{
		"nothing": {after: time.Second},
		"stopped before it plays": {
			early: func(p *Player) { do(p, routine.Stop) }, after: 10 * time.Second, state: routine.Over,
		},
		"a call": {
			act: func(p *Player, _ *clocked) { p.Wish(true) }, after: 5 * time.Second, state: routine.Paused, cork: true,
		},
		"a call, and its end": {
			act: func(p *Player, _ *clocked) { p.Wish(true); time.Sleep(5 * time.Second); p.Wish(false) }, after: 3 * time.Second,
		},
		"a sound as short as a beep": {
			act: func(p *Player, _ *clocked) { p.Wish(true); p.Wish(false) }, after: 3 * time.Second,
		},
		"paused, a call, and its end": {
			act: func(p *Player, _ *clocked) {
				do(p, routine.Toggle)
				time.Sleep(time.Second)
				p.Wish(true)
				time.Sleep(5 * time.Second)
				p.Wish(false)
			}, after: 3 * time.Second, state: routine.Paused,
		},
		"space in a call": {
			act: func(p *Player, _ *clocked) { p.Wish(true); time.Sleep(time.Second); do(p, routine.Toggle) }, after: 3 * time.Second,
		},
		"stop in a call": {
			act: func(p *Player, _ *clocked) { p.Wish(true); time.Sleep(time.Second); do(p, routine.Stop) }, after: 10 * time.Second, state: routine.Over,
		},
		"a call while it stops": {
			act: func(p *Player, _ *clocked) { do(p, routine.Stop); time.Sleep(time.Second); p.Wish(true) }, after: 10 * time.Second, state: routine.Over,
		},
		"a loss": {
			act: func(p *Player, out *clocked) { close(out.lost) }, back: 30 * time.Second, after: 20 * time.Second, state: routine.Paused,
		},
		"a loss, and back": {
			act: func(p *Player, out *clocked) { close(out.lost) }, back: 30 * time.Second, after: 33 * time.Second,
		},
		"a loss, asleep, and back": {
			act:  func(p *Player, out *clocked) { close(out.lost); time.Sleep(time.Second); do(p, routine.Woken) },
			back: 5 * time.Second, after: 10 * time.Second, state: routine.Paused,
		},
		"a loss, Ctrl-Z, fg, and back": {
			act: func(p *Player, out *clocked) {
				close(out.lost)
				time.Sleep(time.Second)
				p.FadeAndPause()
				p.Uncork(routine.Woken)
			}, back: 5 * time.Second, after: 10 * time.Second, state: routine.Paused,
		},
		"paused, a loss, and back": {
			act:  func(p *Player, out *clocked) { do(p, routine.Pause); time.Sleep(time.Second); close(out.lost) },
			back: 5 * time.Second, after: 10 * time.Second, state: routine.Paused,
		},
		"a loss, space, and back": {
			act:  func(p *Player, out *clocked) { close(out.lost); time.Sleep(time.Second); do(p, routine.Toggle) },
			back: 5 * time.Second, after: 10 * time.Second, state: routine.Paused,
		},
		"space in the moment of a loss, and back": {
			act: func(p *Player, out *clocked) {
				out.set(&out.stands, true)
				do(p, routine.Toggle)
				close(out.lost)
			}, back: 5 * time.Second, after: 10 * time.Second, state: routine.Paused,
		},
		"a call, a loss, and back": {
			act:  func(p *Player, out *clocked) { p.Wish(true); time.Sleep(time.Second); close(out.lost) },
			back: 5 * time.Second, after: 10 * time.Second, state: routine.Paused,
		},
		"a loss, and stop": {
			act: func(p *Player, out *clocked) { close(out.lost); time.Sleep(time.Second); do(p, routine.Stop) }, after: time.Second, state: routine.Over,
		},
		"stop in the moment of a loss": {
			act: func(p *Player, out *clocked) {
				out.set(&out.stands, true)
				do(p, routine.Stop)
				close(out.lost)
			}, after: time.Second, state: routine.Over,
		},
		"a loss while it stops": {
			act: func(p *Player, out *clocked) {
				do(p, routine.Stop)
				time.Sleep(500 * time.Millisecond)
				close(out.lost)
			}, after: time.Second, state: routine.Over,
		},
		"the output stands still": {
			act: func(p *Player, out *clocked) { out.set(&out.stands, true) }, after: 5 * time.Second, state: routine.Paused, news: still,
		},
		"the output stands still, and plays again": {
			act: func(p *Player, out *clocked) {
				out.set(&out.stands, true)
				time.Sleep(40 * time.Second)
				out.set(&out.stands, false)
			}, after: 3 * time.Second,
		},
		"the output stands still for a moment": {
			act: func(p *Player, out *clocked) {
				out.set(&out.stands, true)
				time.Sleep(1500 * time.Millisecond)
				out.set(&out.stands, false)
			}, after: 3 * time.Second,
		},
		"paused, the output stands still, and plays again": {
			act: func(p *Player, out *clocked) {
				do(p, routine.Pause)
				time.Sleep(time.Second)
				out.set(&out.stands, true)
				time.Sleep(5 * time.Second)
				out.set(&out.stands, false)
			}, after: 3 * time.Second, state: routine.Paused,
		},
		"an output that was corked takes a while to play": {
			act: func(p *Player, out *clocked) {
				p.FadeAndPause()
				time.Sleep(5 * time.Second)
				out.set(&out.stands, true)
				p.Uncork(routine.Woken)
			}, after: 3 * time.Second, state: routine.Paused,
		},
		"an output that was corked stands still": {
			act: func(p *Player, out *clocked) {
				p.FadeAndPause()
				time.Sleep(5 * time.Second)
				out.set(&out.stands, true)
				p.Uncork(routine.Woken)
			}, after: 5 * time.Second, state: routine.Paused, news: still,
		},
		"the output stands still, and stop": {
			act: func(p *Player, out *clocked) {
				out.set(&out.stands, true)
				time.Sleep(3 * time.Second)
				do(p, routine.Stop)
			}, after: 100 * time.Millisecond, state: routine.Over,
		},
		"stop in the moment that the output stands still": {
			act: func(p *Player, out *clocked) { out.set(&out.stands, true); do(p, routine.Stop) }, after: time.Second,
			news: "The output does not answer: stop again to end at once",
		},
		"stop twice in that moment": {
			act: func(p *Player, out *clocked) {
				out.set(&out.stands, true)
				do(p, routine.Stop)
				do(p, routine.Stop)
			}, after: time.Second, state: routine.Over,
		},
		"quit in that moment": {
			act: func(p *Player, out *clocked) { out.set(&out.stands, true); do(p, routine.Quit) }, after: time.Second, state: routine.Over,
		},
		"stop before it plays, and the output stands still": {
			early: func(p *Player) { do(p, routine.Stop) },
			act:   func(p *Player, out *clocked) { out.set(&out.stands, true) }, after: 3 * time.Second, state: routine.Over,
		},
		"a long loss": {
			act: func(p *Player, out *clocked) { close(out.lost) }, after: GivenUp - time.Second, state: routine.Paused,
		},
		"a loss for good": {
			act: func(p *Player, out *clocked) { out.gone = true; close(out.lost) }, after: time.Second, state: routine.Over, lost: true,
		},
		"a loss for good, and another output": {
			act: func(p *Player, out *clocked) { out.gone = true; close(out.lost) }, back: time.Nanosecond, after: 3 * time.Second,
		},
		"a loss for too long": {
			act: func(p *Player, out *clocked) { close(out.lost) }, after: GivenUp + time.Second, state: routine.Over, lost: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				first := newClocked()
				var last atomic.Pointer[clocked]
				last.Store(first)
				var lostAt time.Time
				p := New(f.course(), f.session(), func(context.Context, func(bool)) (device.Output, error) {
					if tt.back == 0 || time.Since(lostAt) < tt.back {
						return nil, errors.New("none")
					}
					out := newClocked()
					last.Store(out)
					return out, nil
				})
				if tt.early != nil {
					tt.early(p)
				}
				ended := make(chan error, 1)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				go func() { ended <- p.Play(ctx, first) }()
				time.Sleep(4 * time.Second)
				lostAt = time.Now()
				if tt.act != nil {
					tt.act(p, first)
				}
				time.Sleep(tt.after)
				synctest.Wait()
				state := p.Now().State
				select {
				case err := <-ended:
					state = routine.Over
					if errors.Is(err, device.ErrLost) != tt.lost || err != nil && !tt.lost {
						t.Errorf("it ended with %v", err)
					}
				default:
				}
				if state != tt.state {
					t.Errorf("it is in state %d, want %d; it says %q", state, tt.state, p.News())
				}
				if news := p.News(); tt.back == 0 && !tt.lost && news != tt.news && !strings.HasPrefix(news, device.ErrLost.Error()) {
					t.Errorf("it says %q, want %q", news, tt.news)
				}
				if got := last.Load().isSet(&last.Load().corked); got != tt.cork {
					t.Errorf("corked: %v", got)
				}
			})
		})
	}
}
