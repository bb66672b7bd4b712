// Package screen shows a session on a terminal and passes on what the keys ask for
// that are pressed there. [Start] does both; [NewOutput] is for everything else that
// is written to the terminal.
//
// The rules of the terminal: A picture is drawn in place, below what was there,
// never on the alternate screen, and taken away at the end. It is drawn anew after
// each change of the terminal's size. The session's title stands above it, and once
// more if the side was changed. Nothing is said by colour. If no picture can
// be drawn, or none is wanted, or no keys can be read, lines are printed instead: a
// line for each phase, one for each sentence. While a shell has given the terminal
// to another job there are such lines and no keys. What is pasted is no key.
// Whatever ends a session, or stops it for a while, leaves the terminal as it was.
// A terminal that takes no output holds up nothing.
package screen

import (
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"uncramp/routine"
)

// Session is what is shown, and what keys act on. Its methods are called on one
// goroutine, and return at once.
type Session interface {
	Now() routine.Moment // what is heard at this moment
	Do(routine.Command)
	Title(routine.Moment) string // what the session is at a moment, in one line
	News() string                // what happened to the sound, in one line, or ""
}

// Options say how a session is shown.
type Options struct {
	In    *os.File  // the keyboard, if it is a terminal
	Out   io.Writer // an [Output], or what one is made for
	Plain bool      // lines, even if a picture could be drawn
	Quiet bool      // lines, and of those only the phases
	Above []string  // lines that stand above the picture, and should not scroll away

	// Suspending is called before the program is stopped by Ctrl-Z, Resumed when
	// it goes on.
	Suspending, Resumed func()
}

// Screen shows a session until it is closed. Its fields belong to the goroutine of
// run, except for the first ones.
type Screen struct {
	interrupted atomic.Bool
	closing     chan struct{}
	ended       chan struct{}
	close       sync.Once
	mu          sync.Mutex // of giveBack
	giveBack    func()     // sets the terminal's modes as they were; nil if they are

	session  Session
	options  Options
	out      *Output
	keyboard bool // In is a terminal
	drawn    bool // a picture is wanted, and can be drawn
	style    style
	picture  Picture
	cursor   cursorWriter
	lines    lines

	taken     bool      // the terminal is ours: keys come, and a picture is shown
	since     time.Time // when the terminal was lost
	told      bool      // that the terminal is not ours
	suspended bool      // stopped by Ctrl-Z, and not yet back on the terminal
	stopped   bool      // by a key
	failed    time.Time // when a line could not be written
	gone      bool      // nobody reads the lines

	input     chan chunk
	continued chan os.Signal
	decoder   decoder
	repeats   repeats
	toggleAt  time.Time // when the last space is known to be a press; zero if it is known
}

// chunk is what was read from the keyboard at once.
type chunk struct {
	bytes []byte
	at    time.Time
}

// While a session is drawn, it is looked at every pictureEvery, so that the breath moves
// evenly, and when something begins or ends. An output knows to 10 ms what is heard:
// more looks than one in soonest show nothing new.
const (
	pictureEvery = 100 * time.Millisecond
	soonest      = 10 * time.Millisecond
)

// lowest is the number of lines that a picture gets even if the lines above it scroll
// away for that.
const lowest = 6

// How long a shell's fg takes to bring a job to the front, and how long the sound
// may take to be silent before a stop.
const (
	frontWithin  = 400 * time.Millisecond
	silentWithin = time.Second
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
		closing: make(chan struct{}), ended: make(chan struct{}),
		input: make(chan chunk), continued: make(chan os.Signal, 1),
	}
	s.drawn = s.keyboard && s.out.file != nil && s.style.draws && !o.Plain && !o.Quiet
	// In the background, sentences would stand between what is done there.
	s.lines = lines{style: s.style, quiet: o.Quiet || s.drawn}
	return s
}

// Close takes the picture away and gives the terminal back. It waits for neither
// the terminal nor the session for long.
func (s *Screen) Close() {
	s.close.Do(func() { close(s.closing) })
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
	switch s.told = !s.ours(); {
	case s.told:
		s.out.queue("This is in the background; fg brings it here.\n")
	case !s.drawn:
		s.begin()
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-s.closing:
			s.show() // what was heard last
			return
		case c := <-s.input:
			if s.taken {
				s.keys(s.decoder.feed(c.bytes, c.at), c.at)
			}
		case <-s.continued:
			s.taken = false // its modes and what it shows are the shell's
		case <-timer.C:
		}
		now := time.Now()
		if isDue(s.decoder.due(), now) {
			s.keys(s.decoder.flush(), s.decoder.fed)
		}
		if isDue(s.toggleAt, now) {
			s.toggleAt = time.Time{}
			s.do(routine.Toggle)
		}
		s.look(now)
		timer.Reset(s.wait(now))
	}
}

// begin writes the first line.
func (s *Screen) begin() {
	guarded(func() { s.out.queue(s.lines.begin(s.session.Now(), s.keyboard)) })
}

// isDue reports whether a time has come; the zero time never does.
func isDue(at, now time.Time) bool { return !at.IsZero() && !now.Before(at) }

// wait returns the time until the next look at the session or the keys.
func (s *Screen) wait(now time.Time) time.Duration {
	every := linesEvery
	if s.drawn && s.taken {
		every = pictureEvery
	}
	if m := s.picture.Now; m.Until > m.Clock {
		every = min(every, max((m.Until-m.Clock).Duration(), soonest))
	}
	next := now.Add(every)
	for _, due := range []time.Time{s.decoder.due(), s.toggleAt} {
		if isDue(due, next) {
			next = due
		}
	}
	return max(next.Sub(now), time.Millisecond)
}

// look takes the terminal if it is the program's, and shows what is on.
func (s *Screen) look(now time.Time) {
	switch ours := s.ours(); {
	case ours && s.keyboard && !s.taken:
		s.take()
	case !ours && s.taken:
		s.taken, s.since, s.told, s.cursor = false, now, false, cursorWriter{}
		if s.drawn {
			s.out.queue(showCursor)
		}
	case !ours && !s.told && now.Sub(s.since) > frontWithin:
		s.told = true
		s.behind()
	}
	if !s.suspended {
		s.show()
	}
	if s.out.failed() == nil || s.drawn || s.gone || s.stopped {
		return
	}
	if s.failed.IsZero() {
		s.failed = now
	}
	if s.gone = now.Sub(s.failed) >= hangUpWithin; s.gone && s.picture.Now.State != routine.Stopping {
		s.do(routine.Stop) // nobody reads any longer
	}
}

// show shows what is on. A panic on the way costs this look, and neither the sound nor
// the keys.
func (s *Screen) show() {
	guarded(func() {
		was, now := s.picture.Now.Phases, s.session.Now()
		s.picture = s.picture.Then(now, s.session.News())
		if len(was) > 0 && len(now.Phases) > 0 && was[0].Side != now.Phases[0].Side {
			s.retitle(now)
		}
		if !s.drawn || !s.taken {
			s.out.queue(s.lines.next(now, s.picture.News))
			return
		}
		if s.out.busy() {
			return // the next picture is a better one
		}
		w, h := size(s.out.file)
		above := 0
		for _, line := range s.options.Above {
			above += (cells(line) + w - 1) / w
		}
		s.out.queue(s.cursor.draw(s.picture.Draw(w, max(h-above, min(h, lowest)), s.style), w, h))
	})
}

// retitle writes the title of the session again, because the side was changed.
func (s *Screen) retitle(now routine.Moment) {
	s.options.Above = []string{s.style.clean(s.session.Title(now))}
	s.out.queue(s.cursor.draw(nil, 0, 0) + s.options.Above[0] + "\n")
}

func (s *Screen) keys(keys []string, at time.Time) {
	for _, key := range keys {
		s.key(key, at)
	}
}

// guarded calls f, if there is one. A panic in it ends nothing.
func guarded(f func()) {
	defer func() { recover() }() //nolint:errcheck // as above
	if f != nil {
		f()
	}
}
