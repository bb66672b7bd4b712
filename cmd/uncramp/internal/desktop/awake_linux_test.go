package desktop

import (
	"testing"
	"time"

	"uncramp/cmd/uncramp/internal/desktop/dbustest"
)

// TestStayAwake asks logind first, then the screen saver, and tells whom it asked
// when that is over.
func TestStayAwake(t *testing.T) {
	t.Parallel()
	for name, logind := range map[string]bool{"logind": true, "screen saver": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bus := dbustest.Start(t)
			saver := bus.ScreenSaver(t)
			var login dbustest.Login1
			if logind {
				login = *bus.Login1(t)
			}
			release := stayAwake("a test", bus.Address, bus.Address)
			given, want := saver.Given, dbustest.Returned
			if logind {
				given, want = login.Given, dbustest.Left
				receive(t, login.Asked, [4]string{"sleep:idle", "uncramp", "a test", "block"})
			} else {
				receive(t, saver.Asked, [2]string{"uncramp", "a test"})
			}
			select {
			case got := <-saver.Asked:
				t.Errorf("the screen saver is asked as well: %q", got)
			case how := <-given:
				t.Fatalf("%s in the middle of a session", how)
			case <-time.After(700 * time.Millisecond): // logind's stand-in has closed its copy
			}
			promptly(t, "release", release)
			receive(t, given, want)
		})
	}
	t.Run("nobody", func(t *testing.T) {
		t.Parallel()
		bus := dbustest.Start(t)
		promptly(t, "release", stayAwake("a test", bus.Address, bus.Address))
	})
}
