// Package soundserver gives a test a PulseAudio server of its own, with a null
// sink in place of a sound card and a recorder on what that sink plays: a real
// server, no hardware, nothing of the person's own sound touched.
package soundserver

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
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

// Server is a running PulseAudio with one stereo sink at 48 kHz. It ends with
// the test.
type Server struct {
	dir    string // the server's home and runtime directory
	format Format
	module string // the sink's
	cmd    *exec.Cmd
	said   bytes.Buffer
	exited chan struct{}
	gone   *sync.Once
}

// Start starts a server whose sink has the given format, and returns when it
// takes connections. Where PulseAudio is not installed the test is skipped.
func Start(t testing.TB, format Format) *Server {
	t.Helper()
	for _, tool := range []string{"pulseaudio", "parec", "pactl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed (Debian: pulseaudio, pulseaudio-utils)", tool)
		}
	}
	// Not t.TempDir: with a test's name in it, a socket's path gets too long.
	dir, err := os.MkdirTemp("", "sound")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })

	// A sink that can rewind takes back what it has not yet played when a stream
	// begins, and the monitor, which has handed that out already, then misses
	// the stream's first block. Without rewinding it hears every sample.
	sinkModule := "module-null-sink sink_name=" + sink + " rate=48000 channels=2 norewinds=1 format=" + string(format)

	s := &Server{dir: dir, format: format, module: sinkModule}
	s.Restart(t)
	return s
}

// Restart starts a server again that was killed, at the same place.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	os.Remove(s.Socket())
	s.exited, s.gone = make(chan struct{}), &sync.Once{}
	s.cmd = exec.Command("pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no",
		"--exit-idle-time=60", // a server that outlives its test ends by itself
		"-L", "module-native-protocol-unix",
		"-L", s.module)
	s.cmd.Env = s.Env()
	s.cmd.Stdout, s.cmd.Stderr = &s.said, &s.said
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	cmd, exited := s.cmd, s.exited
	go func() {
		cmd.Wait()
		close(exited)
	}()
	t.Cleanup(s.Kill)
	s.awaitSocket(t)
}

// awaitSocket returns when the server takes connections.
func (s *Server) awaitSocket(t testing.TB) {
	t.Helper()
	for end := time.Now().Add(startup); time.Now().Before(end); {
		if c, err := net.Dial("unix", s.Socket()); err == nil {
			c.Close()
			return
		}
		select {
		case <-s.exited:
			t.Fatalf("pulseaudio ended at its start: %s", s.said.String())
		case <-time.After(5 * time.Millisecond):
		}
	}
	t.Fatalf("pulseaudio takes no connections %v after its start", startup)
}

// Socket is the path of the server's native-protocol socket.
func (s *Server) Socket() string { return filepath.Join(s.dir, "pulse", "native") }

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
// to it: so tests with a server each can go on side by side.
func (s *Server) While(f func()) {
	one.Lock()
	defer one.Unlock()
	before := os.Environ()
	defer func() {
		os.Clearenv()
		for _, v := range before {
			name, value, _ := strings.Cut(v, "=")
			os.Setenv(name, value)
		}
	}()
	for _, v := range before {
		if name, _, _ := strings.Cut(v, "="); misleads(name) {
			os.Unsetenv(name)
		}
	}
	os.Setenv("HOME", s.dir)
	os.Setenv("XDG_RUNTIME_DIR", s.dir)
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
func (s *Server) Unplug(t testing.TB) { s.Pactl(t, "unload-module", "module-null-sink") }

// Plug brings back a sink that was unplugged.
func (s *Server) Plug(t testing.TB) {
	s.Pactl(t, append([]string{"load-module"}, strings.Fields(s.module)...)...)
}

// Second gives the server another sink of the given name, like the first.
func (s *Server) Second(t testing.TB, name string) {
	s.Pactl(t, append([]string{"load-module"}, strings.Fields(strings.Replace(s.module, sink, name, 1))...)...)
}

// Kill ends the server as a crash does, and returns when it is gone. Killing
// it again does nothing.
func (s *Server) Kill() {
	s.gone.Do(func() { s.cmd.Process.Kill() })
	<-s.exited
}
