// Package screen is what a terminal shows of a session under way, and the keys
// that are typed there.
//
// The rules of the terminal: it is drawn in place, below what was there, never
// on the alternate screen, and what it drew is gone at the end, and after every
// change of the terminal's size. Nothing is told by colour. Where no picture can
// be drawn, or none is wanted, or no keys can be read, because what is typed would
// stand in the picture, it is one line a phase. So it is, and without keys, where a
// shell has given the terminal to another job, until it gives it to us.
// What is pasted is no key. Whatever ends a session, the terminal is as it was.
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
	model       *model
	keyboard    *keyboard // nil where there are no keys
	plain       *plain    // nil where there is a picture from the start
	glass       *glass    // nil where there is no picture
	interrupted atomic.Bool
	done        sync.WaitGroup

	mu      sync.Mutex
	program *tea.Program // while the terminal is ours
	closing chan struct{}
	close   sync.Once
}

// Start shows a session.
func Start(s Session, o Options) *Screen {
	sc := &Screen{session: s, options: o, closing: make(chan struct{})}
	keys := o.In != nil && term.IsTerminal(int(o.In.Fd()))
	out, ok := o.Out.(*os.File)
	picture := keys && ok && term.IsTerminal(int(out.Fd())) && canDraw(os.Getenv) && !o.Plain
	sc.model = &model{screen: sc, style: styleOf(os.Getenv)}
	tty := out
	if keys {
		tty = o.In
		sc.keyboard = &keyboard{File: o.In}
	}
	ours := keys && inFront(tty)
	if picture {
		sc.glass = &glass{File: out}
	}
	if !picture || !ours {
		sc.plain = newPlain(s, o.Out, sc.model.style)
		switch {
		case keys && ours:
			sc.plain.begin(sc.plain.keys())
		case keys:
			sc.plain.begin("This is in the background; fg brings it here.")
		default:
			sc.plain.begin("Ctrl-C stops.")
		}
		sc.done.Go(sc.plain.run)
	}
	if keys {
		sc.done.Go(func() { sc.run(tty, ours) })
	}
	return sc
}

// always is how bubbletea is run everywhere; without input, if none is given.
func always() []tea.ProgramOption {
	return []tea.ProgramOption{tea.WithoutSignalHandler(), tea.WithFPS(flushes), tea.WithInput(nil)}
}

// askEvery is how often it is asked whether the terminal has become ours.
const askEvery = 200 * time.Millisecond

// run runs the picture and the keys while the terminal is ours. Ctrl-Z gives it
// back, and stops the program once the session is silent; what goes on then may
// be in the background, and waits.
func (s *Screen) run(tty *os.File, ours bool) {
	if !ours && s.comesToFront(tty) && s.glass == nil {
		s.plain.write(s.plain.keys())
	}
	for s.comesToFront(tty) {
		if s.model.suspended {
			s.model.suspended, s.model.closed, s.model.width = false, false, 0
			s.bare(false)
			guarded(s.options.Resumed)
			if s.plain != nil {
				s.plain.anew()
			}
		}
		s.take()
		if !s.model.suspended {
			return
		}
		guarded(s.options.Suspending)
		select {
		case <-s.closing: // the session was over, meanwhile
			return
		default:
			stop()
		}
	}
}

// comesToFront waits until the terminal is ours, or else the end.
func (s *Screen) comesToFront(tty *os.File) bool {
	for !inFront(tty) {
		select {
		case <-s.closing:
			return false
		case <-time.After(askEvery):
		}
	}
	return true
}

// guarded does something that may go wrong, and ends nothing then.
func guarded(f func()) {
	defer func() { recover() }() //nolint:errcheck // as above
	if f != nil {
		f()
	}
}

// take takes the terminal, until the end or Ctrl-Z, and gives it back.
func (s *Screen) take() {
	options := always()
	if s.keyboard != nil {
		options = append(options, tea.WithInput(s.keyboard))
	}
	switch {
	case s.glass == nil:
		options = append(options, tea.WithOutput(s.options.Out), tea.WithoutRenderer())
		s.plain.raw(s.options.In)
		defer s.plain.cooked()
	case s.plain != nil:
		s.plain.close()
		fallthrough
	default:
		options = append(options, tea.WithOutput(s.glass))
	}
	s.show(options)
}

// show runs the picture and the keys. A screen that is gone ends no session; the
// sound goes on.
func (s *Screen) show(options []tea.ProgramOption) {
	s.mu.Lock()
	select {
	case <-s.closing:
		s.mu.Unlock()
		return
	default:
	}
	s.program = tea.NewProgram(s.model, options...)
	s.mu.Unlock()
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
	held          held
	stopped       bool // by a key
	closed        bool
	suspended     bool // closed by Ctrl-Z
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
		return m, m.end()
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
	case tellMsg:
		m.tell(msg.at)
	}
	return m, nil
}

// anew shows once more what is on.
func (m *model) anew() tea.Cmd {
	if m.screen.glass == nil {
		m.screen.plain.anew()
		return nil
	}
	return tea.ClearScreen
}

// end takes the picture away, and ends the program.
func (m *model) end() tea.Cmd {
	m.closed = true
	m.screen.bare(true)
	return tea.Quit
}

func (m *model) View() (v tea.View) {
	defer func() {
		if recover() != nil {
			v.Content, v.Cursor = "", nil
		}
	}()
	// With it, Ctrl-C is Ctrl-C on a keyboard of any script.
	v.KeyboardEnhancements.ReportAlternateKeys = true
	// So is told which keys are held down, but for those that write something.
	v.KeyboardEnhancements.ReportEventTypes = true
	if m.closed || m.width == 0 {
		return v
	}
	if v.Content = m.picture.Draw(m.width, m.height, m.style); v.Content != "" {
		v.Cursor = tea.NewCursor(0, 0)
	}
	return v
}
