// Package screen is what a terminal shows of a session under way, and the keys
// that are typed there.
//
// The rules of the terminal: it is drawn in place, below what was there, never
// on the alternate screen, and what it drew is gone at the end, and after every
// change of the terminal's size. Nothing is told by colour. Where no picture can be drawn, or none is wanted, it is one line a
// phase. Whatever ends a session, the terminal is as it was.
package screen

import (
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

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

	// Suspending is called before the program is stopped by Ctrl-Z, Resumed
	// when it goes on.
	Suspending, Resumed func()
}

// Screen is a terminal that shows a session, until it is closed.
type Screen struct {
	session     Session
	options     Options
	program     *tea.Program // nil where there are no keys and no picture
	plain       *plain
	glass       *glass // nil where there is no picture
	interrupted atomic.Bool
	done        sync.WaitGroup
	close       sync.Once
}

// Start shows a session.
func Start(s Session, o Options) *Screen {
	sc := &Screen{session: s, options: o}
	keys := o.In != nil && term.IsTerminal(int(o.In.Fd()))
	out, ok := o.Out.(*os.File)
	picture := ok && term.IsTerminal(int(out.Fd())) && canDraw(os.Getenv) && !o.Plain
	style := styleOf(os.Getenv, keys)
	options := always()
	if keys {
		options = append(options, tea.WithInput(o.In))
	}
	if picture {
		sc.glass = &glass{File: out}
		options = append(options, tea.WithOutput(sc.glass))
	} else {
		options = append(options, tea.WithOutput(o.Out), tea.WithoutRenderer())
		sc.plain = newPlain(s, o.Out, o.In, style)
		sc.done.Go(sc.plain.run)
	}
	if keys || picture {
		sc.program = tea.NewProgram(&model{screen: sc, style: style}, options...)
		sc.done.Go(sc.run)
	}
	return sc
}

// always is how bubbletea is run everywhere; without input, if none is given.
func always() []tea.ProgramOption {
	return []tea.ProgramOption{tea.WithoutSignalHandler(), tea.WithFPS(flushes), tea.WithInput(nil)}
}

// run runs the picture and the keys. A screen that is gone ends no session; the
// sound goes on.
func (s *Screen) run() {
	s.program.Run() //nolint:errcheck // as above
	if s.glass != nil {
		s.glass.File.Write(showCursor) //nolint:errcheck // the terminal is gone, then
	}
}

// bare tells whether the terminal is to be as it was, without a picture.
func (s *Screen) bare(is bool) {
	if s.glass != nil {
		s.glass.bare.Store(is)
	}
}

// Close takes the picture away and gives the terminal back.
func (s *Screen) Close() {
	s.close.Do(func() {
		if s.program != nil {
			s.program.Send(closeMsg{})
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

// closeMsg ends the program; frameMsg is the time to look at the session.
type (
	closeMsg struct{}
	frameMsg struct{}
)

// Screen and ear agree within 50 ms: frame is the time between two looks at the
// session, and what was seen is drawn with the next of so many flushes a second,
// 37 ms later at the latest. The rest is for the output, which knows to 10 ms
// what is heard. A look costs little, and a flush nothing where nothing changed.
const (
	frame   = 20 * time.Millisecond
	flushes = 60
)

// model is the screen as bubbletea runs it.
type model struct {
	screen        *Screen
	style         style
	width, height int
	picture       Picture
	stopped       bool // by a key
	closed        bool
	away          bool // behind a shell
}

func (m *model) Init() tea.Cmd { return m.look() }

// look looks at the session, and again a frame later. What goes wrong there
// costs the picture, until it goes well; neither the sound nor the keys.
func (m *model) look() tea.Cmd {
	func() {
		defer func() {
			if recover() != nil {
				m.picture = Picture{}
			}
		}()
		m.picture = m.picture.Then(m.screen.session.Now(), m.screen.session.News())
	}()
	return tea.Tick(frame, func(time.Time) tea.Msg { return frameMsg{} })
}

func (m *model) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	defer func() { recover() }() //nolint:errcheck // the same goes for keys
	switch msg := msg.(type) {
	case closeMsg:
		m.closed = true
		m.screen.bare(true)
		return m, tea.Quit
	case frameMsg:
		if m.closed {
			return m, nil
		}
		if g := m.screen.glass; g != nil && g.dropped.Swap(false) {
			return m, tea.Batch(tea.ClearScreen, m.look())
		}
		return m, m.look()
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
		if g := m.screen.glass; g != nil {
			g.size.Store(&[2]int{msg.Width, msg.Height})
		}
	case tea.KeyPressMsg:
		return m, m.key(msg)
	case tea.ResumeMsg:
		m.away = false
		m.screen.bare(false)
		m.screen.plain.raw()
		if m.screen.options.Resumed != nil {
			m.screen.options.Resumed()
		}
	}
	return m, nil
}

func (m *model) View() (v tea.View) {
	defer func() {
		if recover() != nil {
			v.Content, v.Cursor = "", nil
		}
	}()
	// With it, Ctrl-C is Ctrl-C on a keyboard of any script.
	v.KeyboardEnhancements.ReportAlternateKeys = true
	if m.closed || m.away || m.width == 0 {
		return v
	}
	if v.Content = m.picture.Draw(m.width, m.height, m.style); v.Content != "" {
		v.Cursor = tea.NewCursor(0, 0)
	}
	return v
}
