package screen

import (
	"io"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"uncramp/routine"
)

// TestKeys: what every key asks for.
func TestKeys(t *testing.T) {
	text := func(s string) tea.KeyPressMsg { return tea.KeyPressMsg{Text: s, Code: []rune(s)[0]} }
	code := func(c rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: c} }
	ctrl := func(c rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: c, Mod: tea.ModCtrl} }
	repeat := func(k tea.KeyPressMsg) tea.KeyPressMsg { k.IsRepeat = true; return k }
	const none = routine.Verb(0)
	for _, k := range []struct {
		name string
		key  tea.Msg
		want routine.Verb
	}{
		{"space", text(" "), routine.Toggle},
		{"shift space", tea.KeyPressMsg{Code: tea.KeySpace, Text: " ", Mod: tea.ModShift}, routine.Toggle},
		{"enter", code(tea.KeyEnter), routine.Found},
		{"keypad enter", code(tea.KeyKpEnter), routine.Found},
		{"right", code(tea.KeyRight), routine.Next},
		{"keypad right", code(tea.KeyKpRight), routine.Next},
		{"left", code(tea.KeyLeft), routine.Again},
		{"a", text("a"), routine.SayAgain},
		{"A", text("A"), routine.SayAgain},
		{"?", text("?"), routine.WhereAmI},
		{"w", text("w"), routine.WhereAmI},
		{"+", text("+"), routine.Louder},
		{"= on the same key", text("="), routine.Louder},
		{"keypad +", tea.KeyPressMsg{Code: tea.KeyKpPlus, Text: "+"}, routine.Louder},
		{"up", code(tea.KeyUp), routine.Louder},
		{"-", text("-"), routine.Softer},
		{"down", code(tea.KeyDown), routine.Softer},
		{"q", text("q"), routine.Stop},
		{"Q", text("Q"), routine.Stop},
		{"escape", code(tea.KeyEscape), routine.Stop},
		{"Ctrl-D", ctrl('d'), routine.Stop},
		{"Ctrl-C", ctrl('c'), routine.Stop},
		{"Ctrl-C, Cyrillic", tea.KeyPressMsg{Code: 'с', BaseCode: 'c', Mod: tea.ModCtrl}, routine.Stop},
		{"Ctrl-\\", ctrl('\\'), routine.Quit},
		{"Ctrl-Z", ctrl('z'), none},
		{"Ctrl-L", ctrl('l'), none},
		{"x", text("x"), routine.Found},
		{"ä", text("ä"), routine.Found},
		{"tab", code(tea.KeyTab), routine.Found},
		{"F1", code(tea.KeyF1), routine.Found},
		{"Alt-q", tea.KeyPressMsg{Code: 'q', Mod: tea.ModAlt}, routine.Found},
		{"a key let go", tea.KeyReleaseMsg{Code: 'q', Text: "q"}, none},
		{"q held", repeat(text("q")), none},
		{"escape held", repeat(code(tea.KeyEscape)), none},
		{"up held", repeat(code(tea.KeyUp)), routine.Louder},
		{"paste", tea.PasteMsg{Content: "q"}, none},
		{"click", tea.MouseClickMsg{X: 1, Y: 1, Button: tea.MouseLeft}, none},
		{"wheel", tea.MouseWheelMsg{Button: tea.MouseWheelUp}, none},
		{"focus", tea.FocusMsg{}, none},
	} {
		s := &stub{}
		m := &model{screen: &Screen{session: s, plain: newPlain(s, io.Discard, style{})}}
		_, cmd := m.Update(k.key)
		var want []routine.Verb
		if k.want != none {
			want = []routine.Verb{k.want}
		}
		if got := s.verbs(); !slices.Equal(got, want) {
			t.Errorf("%s: asks for %v, want %v", k.name, got, want)
		}
		if suspends := cmd != nil; suspends != (k.name == "Ctrl-Z") {
			t.Errorf("%s: suspends: %v", k.name, suspends)
		}
		if got := m.screen.Interrupted(); got != (k.name == "Ctrl-C" || k.name == "Ctrl-C, Cyrillic" || k.name == "Ctrl-\\") {
			t.Errorf("%s: interrupted: %v", k.name, got)
		}
	}
}

// TestTerminalTells: a terminal is asked to tell of keys that are held down.
func TestTerminalTells(t *testing.T) {
	if v := (&model{}).View(); !v.KeyboardEnhancements.ReportEventTypes {
		t.Error("it is not asked")
	}
}

// TestSecondPress presses a key twice, so many milliseconds apart: each press is
// answered at once, and does what it should 120 ms later at the latest. A held key
// pauses once, and never stops a session that it should not.
func TestSecondPress(t *testing.T) {
	type asked struct {
		verb routine.Verb
		ms   int
	}
	space, q := tea.KeyPressMsg{Text: " ", Code: ' '}, tea.KeyPressMsg{Text: "q", Code: 'q'}
	const toggle, heard, stop = routine.Toggle, routine.Heard, routine.Stop
	for _, tt := range []struct {
		name string
		key  tea.KeyPressMsg
		at   []int
		want []asked
	}{
		{"space", space, []int{0, 500}, []asked{{toggle, 0}, {heard, 500}, {toggle, 620}}},
		{"space, fast", space, []int{0, 150}, []asked{{toggle, 0}, {toggle, 150}}},
		{"space, slow", space, []int{0, 1200}, []asked{{toggle, 0}, {toggle, 1200}}},
		{"space, three times", space, []int{0, 400, 800}, []asked{{toggle, 0}, {heard, 400}, {toggle, 520}, {heard, 800}, {toggle, 920}}},
		{"space, held", space, []int{0, 500, 533, 566, 600, 633, 666, 700}, []asked{{toggle, 0}, {heard, 500}}},
		{"q", q, []int{0, 500}, []asked{{stop, 0}, {stop, 500}}},
		{"escape", tea.KeyPressMsg{Code: tea.KeyEscape}, []int{0, 600}, []asked{{stop, 0}, {stop, 600}}},
		{"Ctrl-C", tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl}, []int{0, 400}, []asked{{stop, 0}, {stop, 400}}},
		{"Ctrl-D", tea.KeyPressMsg{Code: 'd', Mod: tea.ModCtrl}, []int{0, 700}, []asked{{stop, 0}, {stop, 700}}},
	} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			var got []asked
			m := &model{screen: &Screen{session: doing(func(v routine.Verb) {
				got = append(got, asked{v, int(time.Since(start).Milliseconds())})
			})}}
			var one sync.Mutex // message after the other, as in a program
			update := func(msg tea.Msg) tea.Cmd {
				one.Lock()
				defer one.Unlock()
				_, cmd := m.Update(msg)
				return cmd
			}
			for _, ms := range tt.at {
				time.Sleep(time.Until(start.Add(time.Duration(ms) * time.Millisecond)))
				if later := update(tt.key); later != nil {
					go func() { update(later()) }()
				}
			}
			time.Sleep(time.Second)
			synctest.Wait()
			if !slices.Equal(got, tt.want) {
				t.Errorf("%s at %v ms: %v, want %v", tt.name, tt.at, got, tt.want)
			}
		})
	}
}

// doing is a session that is told what is asked.
type doing func(routine.Verb)

func (doing) Now() routine.Moment    { return routine.Moment{} }
func (doing) News() string           { return "" }
func (d doing) Do(c routine.Command) { d(c.Verb) }

// TestHeldStop: a session that is stopped by a key that is held down is over when
// it first repeats, and nothing is left to say.
func TestHeldStop(t *testing.T) {
	f := newFixture(t, func(*routine.Settings) {})
	start := f.at(t, "hold", 1, 5*time.Second)
	for ms := 0; ms < 3000; ms += 33 {
		if ms == 0 || ms >= 500 {
			f.course.Do(routine.Command{Verb: routine.Stop}, start+routine.SamplesIn(time.Duration(ms)*time.Millisecond))
		}
	}
	if ends, want := f.course.Plan().Length-start, routine.SamplesIn(600*time.Millisecond); ends > want {
		t.Errorf("it ends after %v", ends.Duration())
	}
}

// TestRedrawn: Ctrl-L draws the picture anew.
func TestRedrawn(t *testing.T) {
	m := &model{screen: &Screen{session: &stub{}, glass: &glass{}}}
	_, cmd := m.Update(tea.KeyPressMsg{Code: 'l', Mod: tea.ModCtrl})
	if cmd == nil || cmd() != tea.ClearScreen() {
		t.Error("it is not")
	}
}

// TestFirstStopCounts: Ctrl-C in a session that q has stopped is no interruption.
func TestFirstStopCounts(t *testing.T) {
	m := &model{screen: &Screen{session: &stub{}}}
	m.Update(tea.KeyPressMsg{Text: "q", Code: 'q'})
	m.Update(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl})
	if m.screen.Interrupted() {
		t.Error("interrupted")
	}
}

// TestKeyPanic: a key that goes wrong ends nothing.
func TestKeyPanic(t *testing.T) {
	m := &model{screen: &Screen{}} // without a session
	if _, cmd := m.Update(tea.KeyPressMsg{Text: "x", Code: 'x'}); cmd != nil {
		t.Error("it is answered")
	}
}
