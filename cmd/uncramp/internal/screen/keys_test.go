package screen

import (
	"slices"
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
		{"x", text("x"), routine.Found},
		{"ä", text("ä"), routine.Found},
		{"tab", code(tea.KeyTab), routine.Found},
		{"F1", code(tea.KeyF1), routine.Found},
		{"Alt-q", tea.KeyPressMsg{Code: 'q', Mod: tea.ModAlt}, routine.Found},
		{"a key let go", tea.KeyReleaseMsg{Code: 'q', Text: "q"}, none},
		{"q held", repeat(text("q")), none},
		{"up held", repeat(code(tea.KeyUp)), routine.Louder},
		{"paste", tea.PasteMsg{Content: "q"}, none},
		{"click", tea.MouseClickMsg{X: 1, Y: 1, Button: tea.MouseLeft}, none},
		{"wheel", tea.MouseWheelMsg{Button: tea.MouseWheelUp}, none},
		{"focus", tea.FocusMsg{}, none},
	} {
		s := &stub{}
		m := &model{screen: &Screen{session: s}}
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

// TestTerminalTells: a terminal is asked to tell of keys that are held down, and
// where it does, a second press counts whenever it comes; but none tells of keys
// that write something.
func TestTerminalTells(t *testing.T) {
	if v := (&model{}).View(); !v.KeyboardEnhancements.ReportEventTypes {
		t.Error("it is not asked")
	}
	escape, q := tea.KeyPressMsg{Code: tea.KeyEscape}, tea.KeyPressMsg{Text: "q", Code: 'q'}
	for _, tt := range []struct {
		name  string
		flags int // of the terminal's answer
		key   tea.KeyPressMsg
		want  int
	}{
		{"escape, told", 7, escape, 2},
		{"escape, not told", 5, escape, 1},
		{"q, told", 7, q, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &stub{}
			m := &model{screen: &Screen{session: s}}
			m.Update(tea.KeyboardEnhancementsMsg{Flags: tt.flags})
			m.Update(tt.key)
			time.Sleep(500 * time.Millisecond)
			m.Update(tt.key)
			if got := len(s.verbs()); got != tt.want {
				t.Errorf("%s: %d stops, want %d", tt.name, got, tt.want)
			}
		})
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
