// Package screen shows a session on a terminal and passes on what the keys ask for
// that are pressed there. [Start] does both; [NewOutput] is for everything else that
// is written to the terminal.
//
// The rules of the terminal: A picture is drawn in place, below what was there,
// never on the alternate screen, and taken away at the end. The session's title
// stands above it, and once more if the side was changed. Nothing is said by colour.
// If no picture can be drawn, or none is wanted, or no keys can be read, lines are
// printed instead: a line for each phase, one for each sentence. While a shell has
// given the terminal to another job, there are lines for the phases, and no keys.
// What is pasted is no key. Whatever ends a session, or stops it for a while, leaves
// the terminal as it was. A terminal that takes no output holds up nothing.
package screen

import (
	"context"
	"io"
	"os"
	"sync/atomic"
	"time"

	"uncramp/routine"
)

// Session is what is shown, and what keys act on. Its methods are called on one
// goroutine, and return at once.
type Session interface {
	Now() routine.Moment // what is heard at this moment
	Do(routine.Command)
	Title(routine.Moment) string // what the session is, in one line
	News() string                // what happened to the sound, in one line, or ""
}

// Options say how a session is shown.
type Options struct {
	In    *os.File  // the keyboard, if it is a terminal
	Out   io.Writer // an [Output], or what one is made for
	Plain bool      // lines, even if a picture could be drawn
	Quiet bool      // lines, and of those only the phases

	// Suspending is called before the program is stopped by Ctrl-Z, Resumed when
	// it goes on.
	Suspending, Resumed func()
}

// Screen shows a session until it is closed. All fields from session on belong to the
// goroutine of run.
type Screen struct {
	interrupted atomic.Bool
	closing     context.Context
	close       context.CancelFunc
	ended       chan struct{}
	giveBack    atomic.Pointer[func()] // sets the terminal's modes as they were; nil if they are

	session  Session
	options  Options
	out      *Output
	keyboard bool // In is a terminal
	drawn    bool // a picture is wanted, and can be drawn
	style    style
	picture  Picture
	cursor   cursorWriter
	lines    lines

	taken    bool      // the terminal is ours: keys come, and a picture is shown
	behindAt time.Time // when to say that another job has the terminal; zero: never
	stopped  bool      // a key, or the lack of a reader, has stopped the session
	unreadAt time.Time // when a line could not be written; zero: never

	input     chan []byte
	continued chan os.Signal
	decoder   decoder
	repeats   repeats
	toggleAt  time.Time // when the last space is known to be a press; zero if it is known
}

// A session is looked at when something begins or ends in it, and meanwhile every
// lookEvery, or every breathEvery while a breath is drawn. An output knows to 10 ms what
// is heard: more looks than one in soonest show nothing new.
const (
	lookEvery   = 250 * time.Millisecond
	breathEvery = 100 * time.Millisecond
	soonest     = 10 * time.Millisecond
)

// hangUpWithin is how long after a terminal was closed its SIGHUP comes, which stops
// the session: a second stop would end it at once.
const hangUpWithin = 500 * time.Millisecond

// Start shows a session.
func Start(session Session, o Options) *Screen {
	s := newScreen(session, o)
	if s.keyboard {
		listen(s.continued)
		go s.read()
	}
	go s.run()
	return s
}

func newScreen(session Session, o Options) *Screen {
	s := &Screen{
		session: session, options: o, out: NewOutput(o.Out), keyboard: isTerminal(o.In), style: styleOf(os.Getenv),
		ended: make(chan struct{}), input: make(chan []byte), continued: make(chan os.Signal, 1),
	}
	s.closing, s.close = context.WithCancel(context.Background())
	s.drawn = s.keyboard && s.out.file != nil && s.style.draws && !o.Plain && !o.Quiet
	// In the background, sentences would stand between what is done there.
	s.lines = lines{style: s.style, quiet: o.Quiet || s.drawn}
	return s
}

// Close takes the picture away and gives the terminal back. It waits for neither
// the terminal nor the session for long.
func (s *Screen) Close() {
	s.close()
	select {
	case <-s.ended:
	case <-time.After(2 * stuckAfter):
		s.restore()
	}
}

// Interrupted reports whether Ctrl-C or Ctrl-\ was the key that stopped the
// session.
func (s *Screen) Interrupted() bool { return s.interrupted.Load() }

// Err returns why a line could not be written.
func (s *Screen) Err() error {
	if s.drawn {
		return nil
	}
	return s.out.failed()
}

// run shows the session, and does what keys ask for, until the screen is closed.
func (s *Screen) run() {
	defer close(s.ended)
	defer s.leave()
	switch {
	case !s.ours():
		s.out.queue("This is in the background; fg brings it here.\n")
	case !s.keyboard:
		guarded(s.begin)
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		var input []byte
		select {
		case <-s.closing.Done():
			guarded(s.show) // what was heard last
			return
		case input = <-s.input:
		case <-s.continued:
			if s.taken { // what the terminal shows, and its modes, are the shell's
				s.lose(time.Now())
			}
		case <-timer.C:
		}
		now := time.Now()
		guarded(func() { s.typed(input, now) })
		guarded(func() { s.look(now) })
		timer.Reset(s.wait(now))
	}
}

// guarded calls f. A panic in it costs one look or key, not the session or its sound.
func guarded(f func()) {
	defer func() { recover() }() //nolint:errcheck // as above
	f()
}

// wait returns the time until the next look at the session or the keys.
func (s *Screen) wait(now time.Time) time.Duration {
	wait, m := lookEvery, s.picture.Now
	if s.drawn && s.taken && m.Breathing != "" {
		wait = breathEvery
	}
	if m.Until > m.Clock {
		wait = min(wait, max((m.Until-m.Clock).Duration(), soonest))
	}
	for _, due := range []time.Time{s.decoder.due(), s.toggleAt} {
		if !due.IsZero() {
			wait = min(wait, max(due.Sub(now), time.Millisecond))
		}
	}
	return wait
}

// isDue reports whether a time has come; the zero time never does.
func isDue(at, now time.Time) bool { return !at.IsZero() && !now.Before(at) }

// look takes the terminal if it is the program's, and shows what is on.
func (s *Screen) look(now time.Time) {
	switch ours := s.ours(); {
	case ours && s.keyboard && !s.taken:
		s.take()
	case !ours && s.taken:
		s.lose(now)
	case isDue(s.behindAt, now):
		s.behindAt = time.Time{}
		s.behind()
	}
	if s.taken || s.behindAt.IsZero() { // it is known whose the terminal is
		s.show()
	}
	if s.Err() == nil || s.stopped {
		return
	}
	if s.unreadAt.IsZero() {
		s.unreadAt = now
	}
	if now.Sub(s.unreadAt) >= hangUpWithin && s.picture.Now.State != routine.Stopping {
		s.stopped = true
		s.do(routine.Stop)
	}
}

// show shows what is on.
func (s *Screen) show() {
	was, now := s.picture.Now.Phases, s.session.Now()
	s.picture = s.picture.Then(now, s.session.News())
	if len(was) > 0 && len(now.Phases) > 0 && was[0].Side != now.Phases[0].Side {
		s.out.queue(s.cursor.erase() + s.style.clean(s.session.Title(now)) + "\n")
	}
	if !s.drawn || !s.taken {
		s.out.queue(s.lines.next(now, s.picture.News))
		return
	}
	if s.out.busy() {
		return // the next picture is a better one
	}
	w, h := size(s.out.file)
	s.out.queue(s.cursor.draw(s.picture.Draw(w, max(1, h-1), s.style), w, h)) // the title stays above it
}

// begin writes the first line.
func (s *Screen) begin() { s.out.queue(s.lines.begin(s.session.Now(), s.keyboard)) }
