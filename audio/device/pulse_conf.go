package device

import (
	"cmp"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// clientConf is the configuration of a sound server's clients, as far as it says
// where to play, as pulse-client.conf(5) documents it.
type clientConf struct {
	server, sink, cookie string
	localhost, display   string // whether to connect to these as well, as isOn reads it
}

// systemConf is the folder of the system's client.conf. Tests change it.
var systemConf = "/etc/pulse"

// loadClientConf reads the user's client.conf or, if there is none, the system's,
// then the files in client.conf.d next to it, and then the environment.
func loadClientConf() clientConf {
	var c clientConf
	main := os.Getenv("PULSE_CLIENTCONFIG")
	if main == "" {
		main = filepath.Join(pulseHome(), "client.conf")
		if _, err := os.Stat(main); err != nil {
			main = filepath.Join(systemConf, "client.conf")
		}
	}
	more, _ := filepath.Glob(main + ".d/*.conf") // sorted
	for _, file := range append([]string{main}, more...) {
		c.load(file, 0)
	}
	c.server = cmp.Or(os.Getenv("PULSE_SERVER"), c.server)
	c.sink = cmp.Or(os.Getenv("PULSE_SINK"), c.sink)
	return c
}

// pulseHome returns the folder of the user's own configuration.
func pulseHome() string {
	if dir := os.Getenv("XDG_CONFIG_HOME"); dir != "" {
		return filepath.Join(dir, "pulse")
	}
	home, _ := os.UserHomeDir()
	return filepath.Join(home, ".config", "pulse")
}

// load applies the settings of a file and of those that it includes. It ignores
// what it does not know.
func (c *clientConf) load(file string, depth int) {
	const longest, deepest = 1 << 16, 5
	text, err := readStart(file, longest)
	if err != nil || depth > deepest {
		return
	}
	settings := map[string]*string{
		"default-server": &c.server, "default-sink": &c.sink, "cookie-file": &c.cookie,
		"auto-connect-localhost": &c.localhost, "auto-connect-display": &c.display,
	}
	for line := range strings.Lines(string(text)) {
		if end := strings.IndexAny(line, ";#"); end >= 0 {
			line = line[:end]
		}
		if included, ok := strings.CutPrefix(strings.TrimSpace(line), ".include"); ok {
			if included = strings.TrimSpace(included); !filepath.IsAbs(included) {
				included = filepath.Join(filepath.Dir(file), included)
			}
			c.load(included, depth+1)
			continue
		}
		name, value, _ := strings.Cut(line, "=")
		if setting := settings[strings.TrimSpace(name)]; setting != nil {
			*setting = strings.TrimSpace(value)
		}
	}
}

func isOn(value string) bool {
	return slices.Contains([]string{"1", "y", "yes", "t", "true", "on"}, strings.ToLower(value))
}

// cookieBytes returns the secret by which a server recognizes its user's
// programs, or zeros if there is none. A local server accepts any cookie from
// its own user.
func (c clientConf) cookieBytes() []byte {
	const size = 256
	home, _ := os.UserHomeDir()
	for _, path := range []string{
		os.Getenv("PULSE_COOKIE"), c.cookie,
		filepath.Join(pulseHome(), "cookie"), filepath.Join(home, ".pulse-cookie"),
	} {
		if path == "" {
			continue
		}
		if !filepath.IsAbs(path) {
			path = filepath.Join(pulseHome(), path)
		}
		if cookie, err := readStart(path, size); err == nil && len(cookie) == size {
			return cookie
		}
	}
	return make([]byte, size)
}

// readStart returns the first n bytes of a regular file, or all if there are
// fewer. It does not wait for a FIFO or a device.
func readStart(path string, n int64) ([]byte, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, os.ErrInvalid
	}
	return io.ReadAll(io.LimitReader(file, n))
}
