//go:build !static

package device

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"uncramp/audio/soundservertest"
)

// A process has only one oto context, and its standard error is silenced with
// it. Each test plays in a process of its own: this test binary, with these
// variables set.
const (
	childDevice = "DEVICE_TEST_OPEN"
	childFrames = "DEVICE_TEST_FRAMES"
)

func TestMain(m *testing.M) {
	if name := os.Getenv(childDevice); name != "" {
		n, _ := strconv.Atoi(os.Getenv(childFrames))
		if err := playCounted(name, n); err != nil {
			fmt.Fprintln(Stderr(), err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// playCounted plays n counted frames twice, until an interrupt, and reports on
// standard output.
func playCounted(name string, n int) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	for range 2 { // the one context serves more than one output
		out, err := Open(ctx, Options{Name: name})
		if err != nil {
			return err
		}
		err = out.Play(ctx, &counted{n: n})
		out.Close()
		if errors.Is(err, ErrGone) {
			_, again := Open(ctx, Options{Name: name})
			return errors.Join(err, again)
		}
		if err != nil {
			return err
		}
		fmt.Println(out.Name(), out.Position())
	}
	return nil
}

// child returns a command that plays n counted frames on a machine without a
// sound server, whose ALSA has this asoundrc.
func child(t *testing.T, name string, n int, asoundrc string) *exec.Cmd {
	t.Helper()
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, ".asoundrc"), []byte(asoundrc), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "PULSE_") && !strings.HasPrefix(v, "ALSA_") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	if err := os.Mkdir(filepath.Join(home, "pulse"), 0o700); err != nil {
		t.Fatal(err)
	}
	cmd.Env = append(cmd.Env, "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_RUNTIME_DIR="+home,
		childDevice+"="+name, childFrames+"="+strconv.Itoa(n))
	return cmd
}

// needALSA skips a test if libasound has no way to a sound server, which stands in for
// a card: like one it takes samples in real time.
func needALSA(t *testing.T) {
	t.Helper()
	if found, _ := filepath.Glob("/usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so"); found == nil {
		t.Skip("ALSA and its pulse plugin are not installed (Debian: libasound2-plugins)")
	}
}

const noCard = `pcm.!default { type hw card 31 }`

// What is wrong with a card is said in one line, without libasound's own. Whatever
// answers in a sound server's place is not taken for one, not even by oto, which has a
// client of its own.
func TestALSARefused(t *testing.T) {
	needALSA(t)
	server := soundservertest.Start(t, soundservertest.S16)
	pulse := `type pulse server "unix:` + server.Socket() + `"`
	for name, c := range map[string]struct {
		device, asoundrc, env, want string
		foreign                     bool // something answers in a server's place
	}{
		"no card": {Oto, noCard, "", "ALSA: no default card: No such file or directory", false},
		"nothing": {Auto, noCard, "", "PulseAudio/PipeWire: no server at DIR/pulse/native; ALSA: no default card: No such file or directory", false},
		"a file":  {Oto, `pcm.!default { type null }`, "", "ALSA: " + errUnpaced.Error(), false},
		"44.1 kHz": {Oto, `pcm.n { type null } pcm.!default { type share slave { pcm n format FLOAT_LE rate 44100 channels 2 } bindings { 0 0
			1 1 } }`, "", "ALSA: the default device plays at 44.1 kHz only, not at 48: a device of type plug in ~/.asoundrc converts", false},
		"what libpulse does not survive": {Oto, `pcm.!default { ` + pulse + ` }`, "PULSE_SERVER=" + strings.Repeat("x", 20_000), "ALSA: PULSE_SERVER has 20000 bytes, too many for the drivers", false},
		"a sink":                         {Oto, noCard, "PULSE_SINK=x", "ALSA: no default card: No such file or directory", false},
		"something else, oto":            {Oto, noCard, "", "ALSA: no default card: ", true}, // and whatever ALSA makes of it
		"something else, pulse":          {Pulse, noCard, "", "PulseAudio/PipeWire: the server does not speak PulseAudio's protocol", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := child(t, c.device, 10*48000, c.asoundrc)
			cmd.Env = append(cmd.Env, c.env)
			if c.foreign {
				speakForeign(t, filepath.Join(runtimeDir(cmd), "pulse", "native"))
			}
			var said bytes.Buffer
			cmd.Stderr = &said
			if out, err := cmd.Output(); err == nil || len(out) > 0 {
				t.Errorf("%v, and %s", err, out)
			}
			want := "no sound output: " + strings.Replace(c.want, "DIR", runtimeDir(cmd), 1)
			if got := said.String(); !strings.HasPrefix(got, want) || strings.Index(got, "\n") != len(got)-1 || !c.foreign && got != want+"\n" {
				t.Errorf("standard error\ngot  %swant %s", got, want)
			}
		})
	}
}

// speakForeign answers at a socket with what makes oto's client panic.
func speakForeign(t *testing.T, socket string) {
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
			conn.Write(append(message(opRequest, undefined, sample("Ps")), "is no PulseAudio server"...))
		}
	}()
}

func runtimeDir(cmd *exec.Cmd) string {
	for _, v := range cmd.Env {
		if dir, ok := strings.CutPrefix(v, "XDG_RUNTIME_DIR="); ok {
			return dir
		}
	}
	return ""
}

// Every sample reaches an ALSA card once and in order, and Play returns when the last has been heard. There is silence between them only
// if the machine is too busy to play in real time.
func TestALSAExact(t *testing.T) {
	t.Parallel()
	needALSA(t)
	busy := soundservertest.Watch(t)
	server := soundservertest.Start(t, soundservertest.Float32)
	recording := server.Record(t)
	const n = 2*48000 + 1
	cmd := child(t, Auto, n, `pcm.!default { type pulse server "unix:`+server.Socket()+`" }`)
	prefer := soundservertest.Command(cmd.Args...)
	cmd.Path, cmd.Args = prefer.Path, prefer.Args
	var said bytes.Buffer
	cmd.Stderr = &said
	start := time.Now()
	out, err := cmd.Output()
	if err != nil || said.Len() > 0 {
		t.Fatalf("%v: %s", err, said.String())
	}
	if took := time.Since(start); took > 2*(Rate.D(n)+time.Second) {
		t.Errorf("twice %v took %v", Rate.D(n), took)
	}
	if got, want := string(out), fmt.Sprintf("oto %d\noto %[1]d\n", n); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	heard := soundservertest.Frames32(recording.Stop())
	for range 2 {
		var silence time.Duration
		if heard, silence = inOrder(t, heard, n); silence > busy.Allow(0) {
			t.Errorf("silence of %v between them", silence)
		}
	}
}

// A card that goes away ends Play, for good: this process cannot have it again. One
// that stands still holds up nobody who stops.
func TestALSALost(t *testing.T) {
	needALSA(t)
	for name, c := range map[string]struct {
		end    func(*soundservertest.Server, *exec.Cmd)
		within time.Duration
		want   string
	}{
		"gone": {func(server *soundservertest.Server, _ *exec.Cmd) { server.Kill(t) }, 300 * time.Millisecond,
			"sound output lost for good: ALSA: Input/output error\nno sound output: ALSA: lost, and not to be had again by this process\n"},
		"still": {func(server *soundservertest.Server, cmd *exec.Cmd) {
			server.Suspend(t)
			time.Sleep(time.Second)
			cmd.Process.Signal(os.Interrupt)
		}, 1500 * time.Millisecond, "interrupt signal received\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			busy := soundservertest.Watch(t)
			server := soundservertest.Start(t, soundservertest.S16)
			cmd := child(t, Oto, 60*48000, `pcm.!default { type pulse server "unix:`+server.Socket()+`" }`)
			var said bytes.Buffer
			cmd.Stderr = &said
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
			start := time.Now()
			c.end(server, cmd)
			cmd.Wait()
			if took := time.Since(start); took > busy.Allow(c.within) {
				t.Errorf("ended after %v", took)
			}
			if got := said.String(); got != c.want {
				t.Errorf("standard error: got %q, want %q", got, c.want)
			}
		})
	}
}
