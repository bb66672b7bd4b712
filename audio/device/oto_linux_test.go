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
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jfreymuth/pulse/proto"

	"uncramp/audio/soundservertest"
)

// A process has one oto context, and its standard error is silenced with it:
// each test plays in a process of its own, which is this one run again with
// these variables set.
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

// playCounted plays n counted frames and tells about it on standard output.
func playCounted(name string, n int) error {
	out, err := Open(context.Background(), Options{Name: name})
	if err != nil {
		return err
	}
	defer out.Close()
	for range 2 { // the one context serves more than one Play
		if err := out.Play(context.Background(), &counted{n: n}); err != nil {
			if errors.Is(err, ErrGone) {
				_, again := Open(context.Background(), Options{Name: name})
				return errors.Join(err, again)
			}
			return err
		}
		fmt.Println(out.Name(), out.Position())
	}
	return nil
}

// child is a process that plays n counted frames on a machine that has no
// sound server, and as its default ALSA card what asoundrc says.
func child(t *testing.T, name string, n int, asoundrc string) *exec.Cmd {
	t.Helper()
	needALSA(t)
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, ".asoundrc"), []byte(asoundrc), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := soundservertest.Command(os.Args[0])
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

// needALSA skips a test where libasound is missing.
func needALSA(t *testing.T) {
	t.Helper()
	for _, dir := range []string{"/usr/lib", "/usr/lib64", "/lib", "/usr/lib/*-linux-gnu"} {
		if found, _ := filepath.Glob(dir + "/libasound.so.2"); found != nil {
			return
		}
	}
	t.Skip("libasound is not installed (Debian: libasound2)")
}

// needPulsePlugin skips a test where ALSA has no way to a sound server, which
// stands in for a card: like one it takes samples in real time.
func needPulsePlugin(t *testing.T) {
	t.Helper()
	if found, _ := filepath.Glob("/usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so"); found == nil {
		t.Skip("ALSA's pulse plugin is not installed (Debian: libasound2-plugins)")
	}
}

// Without a server and a card there is one line of ours on standard error, and
// not one of libasound's.
func TestNoCard(t *testing.T) {
	for name, want := range map[string]string{
		Oto:  "no sound output: ALSA: no default card: No such file or directory\n",
		Auto: "no sound output: PulseAudio/PipeWire: no server at DIR/pulse/native; ALSA: no default card: No such file or directory\n",
	} {
		// A card that never is there, so that the machine's own is not found.
		cmd := child(t, name, 1, `pcm.!default { type hw card 31 }`)
		var said bytes.Buffer
		cmd.Stderr = &said
		if out, err := cmd.Output(); err == nil {
			t.Errorf("%s: exit 0, and %s", name, out)
		}
		want = strings.Replace(want, "DIR", runtimeDir(cmd), 1)
		if got := said.String(); got != want {
			t.Errorf("%s: standard error\ngot  %swant %s", name, got, want)
		}
	}
}

func runtimeDir(cmd *exec.Cmd) string {
	for _, v := range cmd.Env {
		if dir, ok := strings.CutPrefix(v, "XDG_RUNTIME_DIR="); ok {
			return dir
		}
	}
	return ""
}

// What is no sound server is not taken for one, whatever it says where one
// should be: not by the card's driver either, which has a client of its own.
func TestNoServer(t *testing.T) {
	for name, want := range map[string]string{
		Oto:   "no sound output: ALSA: no default card: ", // and whatever ALSA makes of it
		Pulse: "no sound output: PulseAudio/PipeWire: the server does not speak PulseAudio's protocol",
	} {
		cmd := child(t, name, 1, `pcm.!default { type hw card 31 }`)
		server, err := net.Listen("unix", filepath.Join(runtimeDir(cmd), "pulse", "native"))
		if err != nil {
			t.Fatal(err)
		}
		defer server.Close()
		go func() {
			for {
				conn, err := server.Accept()
				if err != nil {
					return
				}
				go fakeServer{conn, 0, message(proto.OpRequest, unasked, values("Ps")), ""}.serve()
			}
		}()
		var said bytes.Buffer
		cmd.Stderr = &said
		out, _ := cmd.Output()
		if got := string(out) + said.String(); !strings.HasPrefix(got, want) || strings.Index(got, "\n") != len(got)-1 {
			t.Errorf("%s:\ngot  %swant one line that begins %s", name, got, want)
		}
	}
}

// Every sample reaches an ALSA card once and in order, and Play returns when
// the last has been heard.
func TestALSAExact(t *testing.T) {
	t.Parallel()
	needPulsePlugin(t)
	server := soundservertest.Start(t, soundservertest.Float32)
	recording := server.Record(t)
	const n = 2*48000 + 1
	cmd := child(t, Auto, n, `pcm.!default { type pulse server "unix:`+server.Socket()+`" }`)
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
	for play := range 2 {
		for len(heard) > 0 && heard[0] == [2]float32{} {
			heard = heard[1:]
		}
		for i := range n {
			if i == len(heard) || heard[i] != countedFrame(i) {
				t.Fatalf("play %d: frame %d of %d was not heard in its place", play+1, i, n)
			}
		}
		heard = heard[n:]
	}
}

// A card that goes away ends Play, for good: this process cannot have it again.
func TestALSALost(t *testing.T) {
	needPulsePlugin(t)
	busy := soundservertest.Watch(t)
	server := soundservertest.Start(t, soundservertest.S16)
	cmd := child(t, Oto, 60*48000, `pcm.!default { type pulse server "unix:`+server.Socket()+`" }`)
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Second)
	server.Kill()
	start := time.Now()
	cmd.Wait()
	if took := time.Since(start); took > busy.Allow(300*time.Millisecond) {
		t.Errorf("ended %v after the loss", took)
	}
	const want = "sound output lost for good: ALSA: Input/output error\n" +
		"no sound output: ALSA: lost, and not to be had again by this process\n"
	if got := said.String(); got != want {
		t.Errorf("standard error: got %q, want %q", got, want)
	}
}
