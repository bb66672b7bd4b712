// Package soundservertest is for tests only. [Start] starts a real sound server
// that has a null sink in place of a sound card, and [Server.Record] records
// what that sink plays. Nothing of the user's own sound is touched.
package soundservertest

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Kind is a kind of sound server.
type Kind string

const (
	PulseAudio Kind = "PulseAudio"
	PipeWire   Kind = "PipeWire" // through pipewire-pulse
)

// Format is the sample format of a recording, and of PulseAudio's sink.
// PipeWire's sink is always of floats.
type Format string

const (
	S16     Format = "s16le"     // as most cards; the server rounds
	Float32 Format = "float32le" // carries what a client sent unchanged
)

const (
	sink    = "phones"         // the name of the first sink
	startup = 10 * time.Second // bounds each wait for a server that starts
)

// Server is a running sound server with one stereo sink at 48 kHz. It is killed
// when the test ends.
type Server struct {
	Kind     Kind
	dir      string // home and runtime directory
	format   Format
	sinkArgs string // of the first sink's module
	module   string // the number of the first sink's module
	said     Buffer
	programs []*program
}

// program is one of the programs that a server consists of.
type program struct {
	*exec.Cmd
	exited chan struct{}
}

// Each runs a test on a server of each kind, in parallel with other tests.
func Each(t *testing.T, format Format, test func(*testing.T, *Server)) {
	t.Parallel()
	for _, kind := range []Kind{PulseAudio, PipeWire} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			test(t, kind.Start(t, format))
		})
	}
}

// Start starts a PulseAudio server.
func Start(t testing.TB, format Format) *Server {
	t.Helper()
	return PulseAudio.Start(t, format)
}

// Start starts a server and returns it once it accepts clients. It skips the
// test if the server's programs are not installed.
func (kind Kind) Start(t testing.TB, format Format) *Server {
	t.Helper()
	kind.need(t)
	// The path of a Unix socket is limited to 108 bytes; t.TempDir is too long.
	dir, err := os.MkdirTemp("", "sound")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	s := &Server{Kind: kind, dir: dir, format: format}
	s.sinkArgs = "module-null-sink sink_name=" + sink + " rate=48000 channels=2"
	if kind == PulseAudio {
		// When a stream begins, a sink that rewinds replaces samples that its monitor
		// has handed out already, so the recorder would miss the first block.
		s.sinkArgs += " norewinds=1 format=" + string(format)
	}
	t.Cleanup(func() { s.Kill(t) })
	s.Restart(t)
	return s
}

func (kind Kind) need(t testing.TB) {
	t.Helper()
	tools := []string{"parec", "pactl", "pulseaudio"}
	if kind == PipeWire {
		tools = []string{"parec", "pactl", "pipewire", "pipewire-pulse", "wireplumber", "dbus-daemon"}
	}
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed (Debian: pulseaudio-utils and %s)", tool, strings.Join(tools[2:], ", "))
		}
	}
	if kind == PipeWire && !realtime() {
		t.Skip("no permission for real-time priority (chrt -f 10), without which PipeWire leaves out samples on a busy machine")
	}
}

// Restart starts a server that was killed again, at the same socket.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	bus, core := filepath.Join(s.dir, "bus"), filepath.Join(s.dir, "pipewire-0")
	for _, socket := range []string{s.Socket(), bus, core} {
		os.Remove(socket)
	}
	s.programs = nil
	switch s.Kind {
	case PulseAudio:
		s.start(t, "pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no",
			"--exit-idle-time=60", // for a test that is killed
			"-L", "module-native-protocol-unix")
	case PipeWire:
		s.start(t, "dbus-daemon", "--session", "--nofork", "--nopidfile", "--address=unix:path="+bus)
		s.await(t, bus)
		s.start(t, "pipewire")
		s.await(t, core)
		s.start(t, "wireplumber")
		s.start(t, "pipewire-pulse")
	}
	s.await(t, s.Socket())
	s.Plug(t)
}

func (s *Server) start(t testing.TB, command ...string) {
	t.Helper()
	p := &program{Cmd: Command(command...), exited: make(chan struct{})}
	p.Env = append(s.Env(), "DBUS_SESSION_BUS_ADDRESS=unix:path="+filepath.Join(s.dir, "bus"))
	p.Stdout, p.Stderr = &s.said, &s.said
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.Wait()
		close(p.exited)
	}()
	s.programs = append(s.programs, p)
}

// await returns when the last program started accepts connections at socket.
func (s *Server) await(t testing.TB, socket string) {
	t.Helper()
	p := s.programs[len(s.programs)-1]
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
	t.Fatalf("%q accepts no connections %v after its start", p.Args, startup)
}

// Kill kills the server and returns when all its programs have ended. Kill may
// be called more than once.
func (s *Server) Kill(testing.TB) {
	for _, p := range slices.Backward(s.programs) {
		p.Process.Kill()
		<-p.exited
	}
}

// Socket returns the path of the socket that clients connect to.
func (s *Server) Socket() string { return filepath.Join(s.dir, "pulse", "native") }
