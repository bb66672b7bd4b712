//go:build unix

package device

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// ownHome sets up an empty home, system folder and environment, and returns a
// function that writes files in them.
func ownHome(t *testing.T) (write func(path, text string) string) {
	dir := t.TempDir()
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "PULSE_") || name == "XDG_CONFIG_HOME" || name == "DISPLAY" {
			t.Setenv(name, "")
		}
	}
	t.Setenv("HOME", dir)
	t.Setenv("XDG_RUNTIME_DIR", "/run/me")
	before := systemConf
	systemConf = filepath.Join(dir, "etc")
	t.Cleanup(func() { systemConf = before })
	return func(path, text string) string {
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
}

func TestClientConf(t *testing.T) {
	const user, system = ".config/pulse/", "etc/"
	own := []server{{"unix", "/run/me/pulse/native"}, {"unix", "/run/pulse/native"}}
	for name, c := range map[string]struct {
		files   map[string]string
		env     map[string]string
		sink    string
		servers []server
	}{
		"nothing":              {servers: own},
		"the system's":         {files: map[string]string{system + "client.conf": "default-sink = a\n"}, sink: "a", servers: own},
		"the user's instead":   {files: map[string]string{system + "client.conf": "default-sink=a\ndefault-server=x", user + "client.conf": "default-sink=b"}, sink: "b", servers: own},
		"the system's folder":  {files: map[string]string{system + "client.conf.d/2.conf": "default-sink=b", system + "client.conf.d/1.conf": "default-sink=a", system + "client.conf.d/3.txt": "default-sink=c"}, sink: "b", servers: own},
		"the user's folder":    {files: map[string]string{user + "client.conf": "default-sink=a", user + "client.conf.d/1.conf": "default-sink=b", system + "client.conf.d/1.conf": "default-sink=c"}, sink: "b", servers: own},
		"comments and strange": {files: map[string]string{user + "client.conf": "; default-sink=a\n# x\n[general]\ndefault-sink =  b # or c\nwhatever\n=\n"}, sink: "b", servers: own},
		"included":             {files: map[string]string{user + "client.conf": ".include more\n", user + "more": "default-sink=b\n.include more"}, sink: "b", servers: own},
		"connect to others": {files: map[string]string{user + "client.conf": "auto-connect-localhost=yes\nauto-connect-display = on"}, env: map[string]string{"DISPLAY": "desk:0"},
			servers: append(slices.Clone(own), server{"tcp4", "127.0.0.1:4713"}, server{"tcp6", "[::1]:4713"}, server{"tcp", "desk:4713"})},
		"and not":         {files: map[string]string{user + "client.conf": "auto-connect-display=no"}, env: map[string]string{"DISPLAY": "desk:0"}, servers: own},
		"a server":        {files: map[string]string{user + "client.conf": "default-server = tcp:living-room unix:/b"}, servers: []server{{"tcp", "living-room:4713"}, {"unix", "/b"}}},
		"the environment": {files: map[string]string{user + "client.conf": "default-sink=a\ndefault-server=x"}, env: map[string]string{"PULSE_SINK": "b", "PULSE_SERVER": "/c"}, sink: "b", servers: []server{{"unix", "/c"}}},
		"XDG_CONFIG_HOME": {files: map[string]string{"x/pulse/client.conf": "default-sink=a"}, env: map[string]string{"XDG_CONFIG_HOME": "HOME/x"}, sink: "a", servers: own},
		"another file":    {files: map[string]string{"y": "default-sink=a", user + "client.conf": "default-sink=b"}, env: map[string]string{"PULSE_CLIENTCONFIG": "HOME/y"}, sink: "a", servers: own},
	} {
		t.Run(name, func(t *testing.T) {
			write := ownHome(t)
			for path, text := range c.files {
				write(path, text)
			}
			for name, value := range c.env {
				t.Setenv(name, strings.Replace(value, "HOME", os.Getenv("HOME"), 1))
			}
			if got := loadClientConf().sink; got != c.sink {
				t.Errorf("got sink %q, want %q", got, c.sink)
			}
			if got := loadClientConf().servers(); !slices.Equal(got, c.servers) {
				t.Errorf("got servers %v, want %v", got, c.servers)
			}
		})
	}
}

// The cookie is the first regular file of 256 bytes. Anything else is neither
// read nor waited for.
func TestPulseCookie(t *testing.T) {
	write := ownHome(t)
	cookie := func() byte {
		t.Helper()
		start := time.Now()
		got := loadClientConf().cookieBytes()
		if took := time.Since(start); len(got) != 256 || took > time.Second {
			t.Errorf("got %d bytes in %v, want 256 at once", len(got), took)
		}
		return got[0]
	}
	check := func(what string, want byte) {
		t.Helper()
		if got := cookie(); got != want {
			t.Errorf("%s: got a cookie of %ds, want %ds", what, got, want)
		}
	}
	secret := func(n byte) string { return strings.Repeat(string(rune(n)), 256) }
	check("no cookie", 0)
	write(".pulse-cookie", secret(1))
	check("an old one", 1)
	write(".config/pulse/cookie", secret(2))
	check("the user's", 2)
	write(".config/pulse/client.conf", "cookie-file = other")
	write(".config/pulse/other", secret(3))
	check("a configured one", 3)
	t.Setenv("PULSE_COOKIE", write("mine", secret(4)+"and more"))
	check("PULSE_COOKIE", 4)
	t.Setenv("PULSE_COOKIE", "/dev/zero")
	check("a device", 3)
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := unix.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PULSE_COOKIE", fifo)
	check("a FIFO", 3)
	t.Setenv("PULSE_COOKIE", write("short", "x"))
	check("a short one", 3)
}
