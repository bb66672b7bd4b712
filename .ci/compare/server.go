package main

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// startup is how long a sound server may take until it answers.
const startup = 10 * time.Second

var pulseaudio = peer{"pulseaudio", "pulseaudio"}

// server is a PulseAudio of our own with a null sink. It ends with its context.
type server struct{ home string }

// startServer starts a server whose home is a new folder.
func startServer(ctx context.Context, home string, args ...string) (server, error) {
	if err := os.Mkdir(home, 0o700); err != nil {
		return server{}, err
	}
	s := server{home}
	cmd := exec.CommandContext(ctx, "pulseaudio", append([]string{"-n", "--daemonize=no", "--use-pid-file=no",
		"--exit-idle-time=60", // a server that is left behind ends by itself
		"-L", "module-native-protocol-unix",
		"-L", "module-null-sink sink_name=phones rate=48000 channels=2 norewinds=1 format=s16le"}, args...)...)
	cmd.Env = s.env()
	if err := cmd.Start(); err != nil {
		return s, err
	}
	go cmd.Wait()
	for end := time.Now().Add(startup); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if conn, err := net.Dial("unix", s.socket()); err == nil {
			return s, conn.Close()
		}
	}
	return s, errors.New("pulseaudio takes no connections")
}

func (s server) socket() string { return filepath.Join(s.home, "pulse", "native") }

// env is the environment of a program whose sound goes to the server, and that
// finds no settings of a person's.
func (s server) env(more ...string) []string {
	var env []string
	for _, v := range os.Environ() {
		switch name, _, _ := strings.Cut(v, "="); name {
		case "HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS":
		default:
			if !strings.HasPrefix(name, "PULSE_") {
				env = append(env, v)
			}
		}
	}
	return append(append(env, "HOME="+s.home, "XDG_RUNTIME_DIR="+s.home), more...)
}
