// Package soundserver gives a test a PulseAudio server of its own, with a null
// sink in place of a sound card and a recorder on what that sink plays: a real
// server, no hardware, nothing of the person's own sound touched.
package soundserver

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Format is the sample format of the sink, and so of what is recorded from it.
type Format string

const (
	// S16 is what most cards run at: the server rounds floats to 16 bits.
	S16 Format = "s16le"
	// Float32 carries what a client sent without a change.
	Float32 Format = "float32le"
)

// sink is the name of the first sink.
const sink = "phones"

// startup is how long a server may take until it answers.
const startup = 10 * time.Second

// Kind is which server it is.
type Kind string

const (
	PulseAudio Kind = "PulseAudio"
	// PipeWire is the server of most desktops of today, by its PulseAudio
	// protocol. It is three programs and a bus.
	PipeWire Kind = "PipeWire"
)

// Kinds lists them.
func Kinds() []Kind { return []Kind{PulseAudio, PipeWire} }

// Server is a running sound server with one stereo sink at 48 kHz. It ends with
// the test.
type Server struct {
	Kind   Kind
	dir    string // the server's home and runtime directory
	format Format
	module string // the sink's
	loaded string // the number of that module
	said   Buffer
	runs   []*program
}

// program is one of those that a server is made of.
type program struct {
	*exec.Cmd
	exited chan struct{}
	gone   sync.Once
}

// Start starts a PulseAudio whose sink has the given format, and returns when
// it takes connections. Where it is not installed the test is skipped.
func Start(t testing.TB, format Format) *Server {
	t.Helper()
	return PulseAudio.Start(t, format)
}

// Start is [Start] for a server of either kind. PipeWire's sink is of floats
// whatever the format, which is that of recordings then.
func (kind Kind) Start(t testing.TB, format Format) *Server {
	t.Helper()
	kind.need(t)
	// Not t.TempDir: with a test's name in it, a socket's path gets too long.
	dir, err := os.MkdirTemp("", "sound")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })

	s := &Server{Kind: kind, dir: dir, format: format}
	s.module = "module-null-sink sink_name=" + sink + " rate=48000 channels=2"
	if kind == PulseAudio {
		// A sink that can rewind takes back what it has not yet played when a stream
		// begins, and the monitor, which has handed that out already, then misses
		// the stream's first block. Without rewinding it hears every sample.
		s.module += " norewinds=1 format=" + string(format)
	}
	t.Cleanup(s.Kill)
	s.Restart(t)
	return s
}

// need skips a test where this kind of server is not installed.
func (kind Kind) need(t testing.TB) {
	t.Helper()
	tools, packages := []string{"pulseaudio", "parec", "pactl"}, "pulseaudio, pulseaudio-utils"
	if kind == PipeWire {
		tools, packages = []string{"pipewire", "pipewire-pulse", "wireplumber", "dbus-daemon", "parec", "pactl"},
			"pipewire, pipewire-pulse, wireplumber, dbus-daemon, pulseaudio-utils"
	}
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed (Debian: %s)", tool, packages)
		}
	}
}

// Restart starts a server again that was killed, at the same place.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	bus, core := filepath.Join(s.dir, "bus"), filepath.Join(s.dir, "pipewire-0")
	for _, socket := range []string{s.Socket(), bus, core} {
		os.Remove(socket)
	}
	s.runs = nil
	switch s.Kind {
	case PulseAudio:
		s.run(t, "pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no",
			"--exit-idle-time=60", // a server that outlives its test ends by itself
			"-L", "module-native-protocol-unix")
	case PipeWire:
		s.run(t, "dbus-daemon", "--session", "--nofork", "--nopidfile", "--address=unix:path="+bus)
		s.await(t, bus)
		s.run(t, "pipewire")
		s.await(t, core)
		s.run(t, "wireplumber")
		s.run(t, "pipewire-pulse")
	}
	s.await(t, s.Socket())
	s.Plug(t)
}

// before is what a program is started with to come before others, as a desktop's
// sound server does. Who may not have that goes on without.
var before = []string{"nice", "-n", "-15"}

// run starts one of the server's programs.
func (s *Server) run(t testing.TB, name string, args ...string) {
	t.Helper()
	command := append(append(slices.Clone(before), name), args...)
	p := &program{Cmd: exec.Command(command[0], command[1:]...), exited: make(chan struct{})}
	p.Env = append(s.Env(), "DBUS_SESSION_BUS_ADDRESS=unix:path="+filepath.Join(s.dir, "bus"), "PIPEWIRE_DEBUG=2,pw.node:3") // see missed
	p.Stdout, p.Stderr = &s.said, &s.said
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.Wait()
		close(p.exited)
	}()
	s.runs = append(s.runs, p)
}

// await returns when the program started last takes connections at a socket.
func (s *Server) await(t testing.TB, socket string) {
	t.Helper()
	p := s.runs[len(s.runs)-1]
	for end := time.Now().Add(startup); time.Now().Before(end); {
		if c, err := net.Dial("unix", socket); err == nil {
			c.Close()
			return
		}
		select {
		case <-p.exited:
			t.Fatalf("%q ended at its start: %s", p.Args, s.said.String())
		case <-time.After(5 * time.Millisecond):
		}
	}
	t.Fatalf("%q takes no connections %v after its start", p.Args, startup)
}

// Socket is the path of the server's native-protocol socket.
func (s *Server) Socket() string { return filepath.Join(s.dir, "pulse", "native") }

// Pactl runs pactl against s and returns what it prints.
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

// Unplug takes the sink away, as when a headset drops out; Plug brings it back.
func (s *Server) Unplug(t testing.TB) { s.Pactl(t, "unload-module", s.loaded) }

// Plug brings back a sink that was unplugged, and returns when streams go to it.
func (s *Server) Plug(t testing.TB) {
	t.Helper()
	s.loaded = strings.TrimSpace(s.Pactl(t, append([]string{"load-module"}, strings.Fields(s.module)...)...))
	for end := time.Now().Add(startup); !strings.Contains(s.Pactl(t, "info"), "Default Sink: "+sink+"\n"); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s is not the default sink after %v: %s", sink, startup, s.said.String())
		}
	}
}

// Second gives the server another sink of the given name, like the first.
func (s *Server) Second(t testing.TB, name string) {
	s.Pactl(t, append([]string{"load-module"}, strings.Fields(strings.Replace(s.module, sink, name, 1))...)...)
	s.Pactl(t, "set-default-sink", sink)
	s.Pactl(t, "set-default-source", sink+".monitor") // or recordings follow the default
}

// Kill ends the server as a crash does, and returns when it is gone. Killing
// it again does nothing.
func (s *Server) Kill() {
	for i := len(s.runs) - 1; i >= 0; i-- {
		p := s.runs[i]
		p.gone.Do(func() { p.Process.Kill() })
		<-p.exited
	}
}
