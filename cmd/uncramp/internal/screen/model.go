package screen

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

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
	left          leaving
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
	case jobMsg:
		if m.closed {
			return m, nil
		}
		if m.left = continued; stops(msg.Signal) {
			m.left = suspended
		}
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
		return m, m.tell(msg.at)
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
