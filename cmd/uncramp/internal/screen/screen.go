// Package screen is what a terminal shows of a session under way, and the keys
// that are typed there.
//
// The rules of the terminal: it is drawn in place, below what was there, never
// on the alternate screen, and what it drew is taken away at the end, and after
// every change of the terminal's size; but for what a terminal that was made
// narrower has broken into more lines than it has, and keeps. Nothing is told by
// colour. Where no picture can be drawn, or none is wanted, or no keys can be read,
// because what is typed would stand in the picture, it is one line a phase. So it
// is, and without keys, where a shell has given the terminal to another job, until
// it gives it to us. What is pasted is no key. Whatever ends a session, or stops it
// for a while, the terminal is as it was; its modes for output stay as they are, but
// under a picture.
package screen

import (
	"io"
	"os"
	"sync"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/term"

	"uncramp/routine"
)

// Session is what is shown, and what keys act on. It is called from several
// goroutines, and returns at once.
type Session interface {
	Now() routine.Moment // what is heard at this moment
	Do(routine.Command)
	News() string // what happened to the sound, in one line; empty where nothing did
}

// Options are what a screen is made with.
type Options struct {
	In    *os.File // keys are read from it where it is a terminal; nil: none
	Out   io.Writer
	Plain bool // one line a phase, even where a picture could be drawn

	// Suspending is called before the program is stopped by Ctrl-Z, or asked to by
	// SIGTSTP; Resumed when it goes on.
	Suspending, Resumed func()
}

// Screen is a terminal that shows a session, until it is closed.
type Screen struct {
	session     Session
	options     Options
	model       *model
	keyboard    *keyboard // nil where there are no keys
	plain       *plain    // nil where there is a picture from the start
	glass       *glass    // nil where there is no picture
	interrupted atomic.Bool
	done        sync.WaitGroup
	signals     chan os.Signal // of job control
	paused      bool           // to be stopped, and not yet resumed; run's

	mu      sync.Mutex
	program *tea.Program // while the terminal is ours
	closing chan struct{}
	close   sync.Once
}

// Start shows a session.
func Start(s Session, o Options) *Screen {
	sc := &Screen{session: s, options: o, closing: make(chan struct{}), signals: make(chan os.Signal, 4)}
	out, _ := o.Out.(*os.File)
	keys, drawn := isTerminal(o.In), isTerminal(out)
	sc.model = &model{screen: sc, style: styleOf(os.Getenv)}
	if keys {
		sc.keyboard = &keyboard{File: o.In}
		listen(sc.signals) // from the first line on
	}
	if keys && drawn && canDraw(os.Getenv) && !o.Plain {
		sc.glass = &glass{File: out}
	}
	ours := !(keys && !inFront(o.In) || drawn && !inFront(out))
	if sc.glass == nil || !ours {
		sc.plain = newPlain(s, o.Out, sc.model.style)
		switch {
		case !ours:
			sc.plain.begin("This is in the background; fg brings it here.")
		case keys:
			sc.plain.begin(sc.plain.keys())
		default:
			sc.plain.begin("Ctrl-C stops.")
		}
		sc.done.Go(sc.plain.run)
	}
	if keys {
		sc.done.Go(func() { sc.run(ours) })
	}
	return sc
}

func isTerminal(f *os.File) bool { return f != nil && term.IsTerminal(int(f.Fd())) }

// Close takes the picture away and gives the terminal back.
func (s *Screen) Close() {
	s.close.Do(func() {
		s.mu.Lock()
		close(s.closing)
		program := s.program
		s.mu.Unlock()
		if program != nil {
			program.Send(closeMsg{})
		}
		if s.plain != nil {
			s.plain.close()
		}
	})
	s.done.Wait()
}

// Interrupted tells whether Ctrl-C was the key that stopped the session.
func (s *Screen) Interrupted() bool { return s.interrupted.Load() }

// Err is why a line could not be written.
func (s *Screen) Err() error {
	if s.plain == nil {
		return nil
	}
	return s.plain.err()
}
