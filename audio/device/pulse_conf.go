package device

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// clientConf is the configuration of a sound server's clients, as
// pulse-client.conf(5) documents it.
type clientConf struct {
	server, sink, cookie string
	localhost, display   bool // connect to these as well
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
	c.load(main, 0)
	more, _ := filepath.Glob(main + ".d/*.conf")
	slices.Sort(more)
	for _, file := range more {
		c.load(file, 0)
	}
	for variable, value := range map[string]*string{"PULSE_SERVER": &c.server, "PULSE_SINK": &c.sink} {
		if set := os.Getenv(variable); set != "" {
			*value = set
		}
	}
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

// load applies the settings of a file. It ignores what it does not know.
func (c *clientConf) load(file string, depth int) {
	const longest, deepest = 1 << 16, 5
	text, err := readStart(file, longest)
	if err != nil || depth > deepest {
		return
	}
	for line := range strings.Lines(string(text)) {
		if end := strings.IndexAny(line, ";#"); end >= 0 {
			line = line[:end]
		}
		line = strings.TrimSpace(line)
		if included, ok := strings.CutPrefix(line, ".include"); ok {
			if included = strings.TrimSpace(included); !filepath.IsAbs(included) {
				included = filepath.Join(filepath.Dir(file), included)
			}
			c.load(included, depth+1)
			continue
		}
		name, value, _ := strings.Cut(line, "=")
		c.set(strings.TrimSpace(name), strings.TrimSpace(value))
	}
}

func (c *clientConf) set(name, value string) {
	on := slices.Contains([]string{"1", "y", "yes", "t", "true", "on"}, strings.ToLower(value))
	switch name {
	case "default-server":
		c.server = value
	case "default-sink":
		c.sink = value
	case "cookie-file":
		c.cookie = value
	case "auto-connect-localhost":
		c.localhost = on
	case "auto-connect-display":
		c.display = on
	}
}

// pulseCookie returns the secret by which a server recognizes its user's
// programs, or zeros if there is none. A local server accepts any cookie from
// its own user.
func pulseCookie() []byte {
	const size = 256
	home, _ := os.UserHomeDir()
	for _, path := range []string{
		os.Getenv("PULSE_COOKIE"), loadClientConf().cookie,
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
	var start bytes.Buffer
	_, err = io.CopyN(&start, file, n)
	if err == io.EOF {
		err = nil
	}
	return start.Bytes(), err
}
