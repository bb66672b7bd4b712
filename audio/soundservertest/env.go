package soundservertest

import (
	"os"
	"strings"
	"sync"
	"testing"
)

// Env returns this process's environment, changed so that a program that is
// started with it plays to s.
func (s *Server) Env() []string {
	var env []string
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); !misleads(name) {
			env = append(env, v)
		}
	}
	return append(env, "HOME="+s.dir, "XDG_RUNTIME_DIR="+s.dir)
}

// Use makes this process play to s until the test ends. Like t.Setenv, it is not for
// parallel tests.
func (s *Server) Use(t testing.TB) {
	t.Helper()
	t.Setenv("PULSE_SERVER", s.Socket())
}

// environment is locked by While.
var environment sync.Mutex

// While makes this process play to s while f runs. Parallel tests can each connect to
// a server of their own.
func (s *Server) While(f func()) {
	const name = "PULSE_SERVER"
	environment.Lock()
	defer environment.Unlock()
	before := os.Getenv(name)
	defer os.Setenv(name, before) // empty is as good as unset
	os.Setenv(name, s.Socket())
	f()
}

// misleads reports whether a variable can lead a client to another server.
func misleads(name string) bool {
	switch name {
	case "HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS":
		return true
	}
	return strings.HasPrefix(name, "PULSE_")
}
