package device

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestParseServers(t *testing.T) {
	host, err := os.Hostname()
	if err != nil {
		t.Skip(err)
	}
	for _, c := range []struct {
		in   string
		want []server
	}{
		{"/run/user/1000/pulse/native", []server{{"unix", "/run/user/1000/pulse/native"}}},
		{"unix:/mnt/wslg/PulseServer", []server{{"unix", "/mnt/wslg/PulseServer"}}},
		{"living-room", []server{{"tcp", "living-room:4713"}}},
		{"tcp:10.0.0.7", []server{{"tcp", "10.0.0.7:4713"}}},
		{"tcp4:living-room:4000", []server{{"tcp4", "living-room:4000"}}},
		{"tcp6:[::1]:4000", []server{{"tcp6", "[::1]:4000"}}},
		{"tcp6:[::1]", []server{{"tcp6", "[::1]:4713"}}},
		{"{" + host + "}unix:/a unix:/b", []server{{"unix", "/a"}, {"unix", "/b"}}},
		{"{another}unix:/a unix:/b", []server{{"unix", "/b"}}},
		{"{" + host + "} {", nil},
		{" ", nil},
	} {
		if got := parseServers(c.in); !slices.Equal(got, c.want) {
			t.Errorf("%q: got %v, want %v", c.in, got, c.want)
		}
	}
}

func TestPulseCookie(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("PULSE_COOKIE", "")
	if got := pulseCookie(); len(got) != 256 || slices.Max(got) != 0 {
		t.Errorf("without a cookie got %d bytes, want 256 zeros", len(got))
	}
	secret := slices.Repeat([]byte{7}, 256)
	path := filepath.Join(home, "cookie")
	if err := os.WriteFile(path, secret, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PULSE_COOKIE", path)
	if got := pulseCookie(); !slices.Equal(got, secret) {
		t.Errorf("PULSE_COOKIE's file was not taken")
	}
}
