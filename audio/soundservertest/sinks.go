package soundservertest

import (
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Pactl runs pactl with this server and returns its output.
func (s *Server) Pactl(t testing.TB, args ...string) string {
	t.Helper()
	cmd := exec.Command("pactl", args...)
	cmd.Env = s.Env()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("pactl %s: %v: %s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// Unplug removes the first sink, as if a headset had lost its connection.
func (s *Server) Unplug(t testing.TB) { s.Pactl(t, "unload-module", s.module) }

// Plug adds the first sink and returns when it is the default.
func (s *Server) Plug(t testing.TB) {
	t.Helper()
	s.module = strings.TrimSpace(s.Pactl(t, append([]string{"load-module"}, strings.Fields(s.sinkArgs)...)...))
	s.awaitSink(t)
}

// awaitSink returns when the first sink is the default.
func (s *Server) awaitSink(t testing.TB) {
	t.Helper()
	for end := time.Now().Add(startup); !strings.Contains(s.Pactl(t, "info"), "Default Sink: "+sink+"\n"); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s is not the default sink after %v: %s", sink, startup, s.said.String())
		}
	}
}

// AddSink adds another sink. The first one stays the default.
func (s *Server) AddSink(t testing.TB, name string) {
	t.Helper()
	s.Pactl(t, append([]string{"load-module"}, strings.Fields(strings.Replace(s.sinkArgs, sink, name, 1))...)...)
	s.Pactl(t, "set-default-sink", sink)
	s.Pactl(t, "set-default-source", sink+".monitor")
}
