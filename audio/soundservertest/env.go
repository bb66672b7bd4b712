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

// Use changes this process's environment in the same way until the test ends.
// Like t.Setenv, it is not for parallel tests.
func (s *Server) Use(t testing.TB) {
	t.Helper()
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); misleads(name) {
			t.Setenv(name, "") // restores the variable after the test
			os.Unsetenv(name)
		}
	}
	t.Setenv("HOME", s.dir)
	t.Setenv("XDG_RUNTIME_DIR", s.dir)
}

// environment is locked by While.
var environment sync.Mutex

// While changes this process's environment in the same way while f runs. f
// connects to s. Parallel tests can each connect to a server of their own.
func (s *Server) While(f func()) {
	environment.Lock()
	defer environment.Unlock()
	for _, v := range os.Environ() {
		if name, value, _ := strings.Cut(v, "="); misleads(name) {
			os.Unsetenv(name)
			defer os.Setenv(name, value)
		}
	}
	for _, name := range []string{"HOME", "XDG_RUNTIME_DIR"} {
		if _, set := os.LookupEnv(name); !set {
			defer os.Unsetenv(name)
		}
		os.Setenv(name, s.dir)
	}
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
