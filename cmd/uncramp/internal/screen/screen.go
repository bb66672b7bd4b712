// Package screen is what a terminal shows of a session under way, and the keys
// that are typed there.
//
// The rules of the terminal: it is drawn in place, below what was there, never
// on the alternate screen, and what it drew is gone at the end. Nothing is told
// by colour. Where no picture can be drawn, or none is wanted, it is one line a
// phase. Whatever ends a session, the terminal is as it was.
package screen

import (
	"io"
	"os"
	"runtime"
	"strings"
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
	interrupted atomic.Bool
	done        sync.WaitGroup
	close       sync.Once
}

// Start shows a session.
func Start(s Session, o Options) *Screen {
	sc := &Screen{session: s, options: o}
	keys := o.In != nil && term.IsTerminal(int(o.In.Fd()))
	out, ok := o.Out.(*os.File)
	picture := ok && term.IsTerminal(int(out.Fd())) && os.Getenv("TERM") != "dumb" && !o.Plain
	options := []tea.ProgramOption{tea.WithoutSignalHandler(), tea.WithFPS(30), tea.WithOutput(o.Out)}
	if keys {
		options = append(options, tea.WithInput(o.In))
	} else {
		options = append(options, tea.WithInput(nil))
	}
	if !picture {
		options = append(options, tea.WithoutRenderer())
		sc.plain = newPlain(s, o.Out, o.In, keys)
		sc.done.Go(sc.plain.run)
	}
	if keys || picture {
		sc.program = tea.NewProgram(&model{screen: sc, style: styleOf(os.Getenv)}, options...)
		sc.done.Go(func() {
			sc.program.Run() //nolint:errcheck // a screen that is gone ends no session; the sound goes on
		})
	}
	return sc
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

// style is what a terminal can show.
type style struct{ unicode bool }

// styleOf reads it from the environment, as the C library does.
func styleOf(getenv func(string) string) style {
	if runtime.GOOS == "windows" {
		return style{unicode: true}
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(getenv(name)); v != "" {
			return style{unicode: strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")}
		}
	}
	return style{}
}

// closeMsg ends the program; frameMsg is the time to look at the session.
type (
	closeMsg struct{}
	frameMsg struct{}
)

// frame is the longest time between two looks: the breath moves by it.
const frame = 100 * time.Millisecond

// model is the screen as bubbletea runs it.
type model struct {
	screen        *Screen
	style         style
	width, height int
	picture       Picture
	stopped       bool // by a key
	closed        bool
}

func (m *model) Init() tea.Cmd { return m.look() }

// look looks at the session, and again when the next phase begins or a frame
// later.
func (m *model) look() tea.Cmd {
	now := m.screen.session.Now()
	m.picture = m.picture.Then(now, m.screen.session.News())
	wait := frame
	if now.State == routine.Running {
		if left := now.PhaseLeft().Duration() + time.Millisecond; left < wait {
			wait = left
		}
	}
	return tea.Tick(wait, func(time.Time) tea.Msg { return frameMsg{} })
}

func (m *model) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	// What goes wrong with a picture is no reason to stop the sound.
	defer func() {
		if recover() != nil {
			m.closed, cmd = true, tea.Quit
		}
	}()
	switch msg := msg.(type) {
	case closeMsg:
		m.closed = true
		return m, tea.Quit
	case frameMsg:
		if m.closed {
			return m, nil
		}
		return m, m.look()
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case tea.PasteMsg:
		m.screen.session.Do(routine.Command{Verb: routine.Found})
	case tea.KeyPressMsg:
		return m, m.key(msg)
	case tea.ResumeMsg:
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
			v = tea.NewView("")
		}
	}()
	if m.closed || m.width == 0 {
		return tea.NewView("")
	}
	return tea.NewView(m.picture.Draw(m.width, m.height, m.style))
}
