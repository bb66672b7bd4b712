//go:build unix

package soundservertest

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

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
