package device

import (
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// pulsePort is the TCP port that servers listen on by default.
const pulsePort = "4713"

// server is the address of a sound server, for net.Dial.
type server struct{ network, address string }

func (s server) String() string { return s.address }

// servers returns the servers to try, in order: those that are configured, or else
// the user's own, the system's and those that the configuration adds. Windows and
// macOS have none but configured ones.
func (conf clientConf) servers() (all []server) {
	if conf.server != "" {
		return parseServers(conf.server)
	}
	if runtime.GOOS != "windows" && runtime.GOOS != "darwin" {
		all = []server{{"unix", filepath.Join(pulseRuntime(), "native")}, {"unix", "/run/pulse/native"}}
	}
	if isOn(conf.localhost) {
		all = append(all, parseServers("tcp4:127.0.0.1 tcp6:[::1]")...)
	}
	if host, _, _ := strings.Cut(os.Getenv("DISPLAY"), ":"); isOn(conf.display) && host != "" {
		all = append(all, parseServer(host))
	}
	return all
}

// pulseRuntime returns the folder of the user's own server's socket.
func pulseRuntime() string {
	if dir := os.Getenv("PULSE_RUNTIME_PATH"); dir != "" {
		return dir
	}
	if dir := os.Getenv("XDG_RUNTIME_DIR"); dir != "" {
		return filepath.Join(dir, "pulse")
	}
	// systemd sets XDG_RUNTIME_DIR to this; su, cron and ssh may leave it unset.
	return filepath.Join("/run/user", strconv.Itoa(os.Getuid()), "pulse")
}

// parseServers parses a PULSE_SERVER: addresses separated by spaces, each with an
// optional {machine} that it is for. Addresses for other machines are left out.
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

// parseServer parses one address: a path, or a host with an optional port.
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

// isThisMachine reports whether a PULSE_SERVER's {machine} is this machine's host
// name or machine id.
func isThisMachine(machine string) bool {
	if host, err := os.Hostname(); err == nil && machine == host {
		return true
	}
	return machine != "" && machine == machineID()
}

// machineID returns this machine's id, or "" if it has none.
func machineID() string {
	id, _ := readStart("/etc/machine-id", 64)
	return strings.TrimSpace(string(id))
}
