package device

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// pulsePort is where a server listens on TCP unless told otherwise.
const pulsePort = "4713"

// server is the address of a sound server, for net.Dial.
type server struct{ network, address string }

func (s server) String() string { return s.address }

// pulseServers lists where a server may be, in the order to try:
// what PULSE_SERVER names, else, where such servers are at home, the person's
// own and the system's. None is started when none is there.
func pulseServers() []server {
	if named := os.Getenv("PULSE_SERVER"); named != "" {
		return parseServers(named)
	}
	switch runtime.GOOS {
	case "windows", "darwin":
		return nil
	}
	var own string
	if dir := os.Getenv("PULSE_RUNTIME_PATH"); dir != "" {
		own = dir
	} else if dir := os.Getenv("XDG_RUNTIME_DIR"); dir != "" {
		own = filepath.Join(dir, "pulse")
	} else {
		// What it would be, for whoever comes by su, cron or ssh.
		own = filepath.Join("/run/user", strconv.Itoa(os.Getuid()), "pulse")
	}
	return []server{
		{"unix", filepath.Join(own, "native")},
		{"unix", "/run/pulse/native"},
	}
}

// parseServers reads a PULSE_SERVER: addresses parted by spaces, each perhaps
// after the {machine} it holds for. Addresses for other machines are left out.
// https://www.freedesktop.org/wiki/Software/PulseAudio/Documentation/User/ServerStrings/
func parseServers(list string) []server {
	var servers []server
	for _, s := range strings.Fields(list) {
		if rest, ok := strings.CutPrefix(s, "{"); ok {
			machine, address, closed := strings.Cut(rest, "}")
			if !closed || !isThisMachine(machine) {
				continue
			}
			s = address
		}
		if s != "" {
			servers = append(servers, parseServer(s))
		}
	}
	return servers
}

// parseServer reads one address: a path, or a host that may have a port.
func parseServer(s string) server {
	if strings.HasPrefix(s, "/") {
		return server{"unix", s}
	}
	if path, ok := strings.CutPrefix(s, "unix:"); ok {
		return server{"unix", path}
	}
	network := "tcp"
	for _, n := range []string{"tcp", "tcp4", "tcp6"} {
		if host, ok := strings.CutPrefix(s, n+":"); ok {
			network, s = n, host
		}
	}
	if _, _, err := net.SplitHostPort(s); err != nil {
		s = net.JoinHostPort(strings.Trim(s, "[]"), pulsePort)
	}
	return server{network, s}
}

// isThisMachine reports whether a PULSE_SERVER's {machine} is this one: its
// host name or its machine id.
func isThisMachine(machine string) bool {
	if host, err := os.Hostname(); err == nil && machine == host {
		return true
	}
	return machine != "" && machine == machineID()
}

// machineID is empty where a machine has none.
func machineID() string {
	id, _ := os.ReadFile("/etc/machine-id")
	return strings.TrimSpace(string(id))
}

// hideServers keeps oto, which tries a sound server before a card, from finding
// one, until show is called: that is what pulse is for, and what a server says
// goes unchecked to proto there. A variable can hide them from oto alone: in a
// build with cgo libasound sees it as well, and its default card may be a plug-in
// for a server. That knows this machine by its id, which oto does not.
func hideServers() (show func()) {
	const name = "PULSE_SERVER"
	list := "unix:" + os.DevNull
	if id := machineID(); id != "" {
		for _, s := range pulseServers() {
			list += fmt.Sprintf(" {%s}%s:%s", id, s.network, s.address)
		}
	}
	before, set := os.LookupEnv(name)
	os.Setenv(name, list)
	return func() {
		if set {
			os.Setenv(name, before)
		} else {
			os.Unsetenv(name)
		}
	}
}

// pulseCookie is the secret by which a server knows its own people. Without
// one it is zeros: a server on this machine sees by itself whose process this
// is, and takes any.
func pulseCookie() []byte {
	const size = 256
	paths := []string{os.Getenv("PULSE_COOKIE")}
	if dir, err := os.UserConfigDir(); err == nil {
		paths = append(paths, filepath.Join(dir, "pulse", "cookie"))
	}
	if home, err := os.UserHomeDir(); err == nil {
		paths = append(paths, filepath.Join(home, ".pulse-cookie"))
	}
	for _, path := range paths {
		if cookie, err := os.ReadFile(path); err == nil && len(cookie) == size {
			return cookie
		}
	}
	return make([]byte, size)
}
