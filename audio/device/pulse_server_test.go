package device

import (
	"os"
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
