package desktop

import (
	"os"
	"os/exec"
	"strconv"
)

// StayAwake holds off idle sleep until it is released: caffeinate watches this
// process, and so lets go at every kind of end.
func StayAwake(string) (release func()) {
	c := exec.Command("/usr/bin/caffeinate", "-i", "-w", strconv.Itoa(os.Getpid()))
	if c.Start() != nil {
		return func() {}
	}
	return func() {
		c.Process.Kill() //nolint:errcheck // it may have ended
		c.Wait()         //nolint:errcheck
	}
}
