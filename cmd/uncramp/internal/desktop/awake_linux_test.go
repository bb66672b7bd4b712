package desktop

import (
	"slices"
	"testing"
	"time"

	"uncramp/cmd/uncramp/internal/desktop/testbus"
)

// asked waits until a stand-in is asked for something.
func asked[T comparable](t *testing.T, by chan T, want T) {
	t.Helper()
	select {
	case got := <-by:
		if got != want {
			t.Errorf("asked for %v, want %v", got, want)
		}
	case <-time.After(soon):
		t.Fatal("nobody asked")
	}
}

// given waits until a stand-in gets back what it gave, in one of some ways.
func given(t *testing.T, by chan string, want ...string) {
	t.Helper()
	select {
	case got := <-by:
		if !slices.Contains(want, got) {
			t.Errorf("it ended as %q, want %q", got, want)
		}
	case <-time.After(soon):
		t.Error("it is still held")
	}
}

// TestLogindFirst: logind is asked before the screen saver, which then is not.
func TestLogindFirst(t *testing.T) {
	t.Parallel()
	bus := testbus.Start(t)
	login, saver := bus.Login1(t), bus.ScreenSaver(t)
	release := stayAwake("a test", bus.Dial, bus.Dial)
	asked(t, login.Asked, [4]string{"sleep:idle", "uncramp", "a test", "block"})
	select {
	case got := <-saver.Asked:
		t.Errorf("the screen saver is asked as well: %q", got)
	case <-login.Given:
		t.Fatal("let go in the middle of a session")
	case <-time.After(700 * time.Millisecond): // the stand-in's own end of it is closed
	}
	promptly(t, "the release", release)
	select {
	case <-login.Given:
	case <-time.After(soon):
		t.Error("it is still held")
	}
}

// TestScreenSaverNext: where there is no logind, the screen saver is asked, and
// is told when that is over, by a word and not by a name that vanishes.
func TestScreenSaverNext(t *testing.T) {
	t.Parallel()
	bus := testbus.Start(t)
	for name, system := range map[string]dialer{"a bus without logind": bus.Dial, "no bus": nobody} {
		t.Run(name, func(t *testing.T) {
			saver := bus.ScreenSaver(t)
			release := stayAwake("a test", system, bus.Dial)
			asked(t, saver.Asked, [2]string{"uncramp", "a test"})
			select {
			case how := <-saver.Given:
				t.Errorf("in the middle of a session: %s", how)
			case <-time.After(noticed):
			}
			promptly(t, "the release", release)
			given(t, saver.Given, testbus.Returned)
		})
	}
}

// TestNobodyToAsk: with neither, nothing is held and nobody waits.
func TestNobodyToAsk(t *testing.T) {
	t.Parallel()
	bus := testbus.Start(t)
	promptly(t, "the release", stayAwake("a test", bus.Dial, bus.Dial))
}
