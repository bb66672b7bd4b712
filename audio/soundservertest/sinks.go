package soundservertest

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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

// ManageSink hands the first sink to PipeWire's session manager, which on a desktop
// owns the sinks of cards: they end with it, and are back when it is.
func (s *Server) ManageSink(t testing.TB) {
	t.Helper()
	s.Unplug(t)
	const script = `sink = LocalNode("adapter", {["factory.name"] = "support.null-audio-sink", ["node.name"] = "` + sink + `",
		["media.class"] = "Audio/Sink", ["audio.position"] = "FL,FR", ["audio.rate"] = 48000})
		sink:activate(Feature.Proxy.BOUND)`
	for path, text := range map[string]string{"main.lua.d/99-sink.lua": `load_script("sink.lua")`, "scripts/sink.lua": script} {
		path = filepath.Join(s.dir, ".config", "wireplumber", path)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	s.Suspend(t)
	s.Resume(t)
}

// Suspend makes the first sink take no sound, without a word to clients. With
// PipeWire it kills the session manager, which links clients to sinks.
func (s *Server) Suspend(t testing.TB) {
	t.Helper()
	if s.Kind == PulseAudio {
		s.Pactl(t, "suspend-sink", sink, "1")
		return
	}
	i := slices.IndexFunc(s.programs, func(p *program) bool { return slices.Contains(p.Args, "wireplumber") })
	s.programs[i].Process.Kill()
	<-s.programs[i].exited
	s.programs = slices.Delete(s.programs, i, i+1)
}

// Resume ends Suspend.
func (s *Server) Resume(t testing.TB) {
	t.Helper()
	if s.Kind == PulseAudio {
		s.Pactl(t, "suspend-sink", sink, "0")
		return
	}
	s.start(t, "wireplumber")
	s.awaitSink(t)
}
