package soundserver

import (
	"os"
	"strings"
	"sync"
	"testing"
)

// Env is a whole environment, for exec.Cmd, in which sound goes to s: this
// process's own, less whatever points at another server.
func (s *Server) Env() []string {
	var env []string
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); !misleads(name) {
			env = append(env, v)
		}
	}
	return append(env, "HOME="+s.dir, "XDG_RUNTIME_DIR="+s.dir)
}

// Use sends this process's sound to s until the test ends. Like t.Setenv, it
// is not for parallel tests.
func (s *Server) Use(t testing.TB) {
	t.Helper()
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); misleads(name) {
			t.Setenv(name, "") // for its restoring
			os.Unsetenv(name)
		}
	}
	t.Setenv("HOME", s.dir)
	t.Setenv("XDG_RUNTIME_DIR", s.dir)
}

// one is held by whoever has the process's environment to itself.
var one sync.Mutex

// While sends this process's sound to s as long as f runs, which is to connect
// to it: so tests with a server each can go on side by side. What else is in the
// environment stays.
func (s *Server) While(f func()) {
	one.Lock()
	defer one.Unlock()
	for _, v := range os.Environ() {
		if name, value, _ := strings.Cut(v, "="); misleads(name) {
			os.Unsetenv(name)
			defer os.Setenv(name, value)
		}
	}
	for _, name := range []string{"HOME", "XDG_RUNTIME_DIR"} {
		if _, was := os.LookupEnv(name); !was {
			defer os.Unsetenv(name)
		}
		os.Setenv(name, s.dir)
	}
	f()
}

// misleads reports whether a variable can point a client at another server.
func misleads(name string) bool {
	switch name {
	case "HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS":
		return true
	}
	return strings.HasPrefix(name, "PULSE_")
}
