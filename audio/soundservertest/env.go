package soundservertest

import (
	"os"
	"slices"
	"strings"
	"sync"
)

// Env returns this process's environment, changed so that a program that is
// started with it plays to s.
func (s *Server) Env() []string {
	var env []string
	for _, v := range os.Environ() {
		switch name, _, _ := strings.Cut(v, "="); {
		case strings.HasPrefix(name, "PULSE_"):
		case slices.Contains([]string{"HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS"}, name):
		default:
			env = append(env, v)
		}
	}
	return append(env, "HOME="+s.dir, "XDG_RUNTIME_DIR="+s.dir)
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
