package desktop

import (
	"os"
	"os/exec"
	"strconv"
)

// StayAwake prevents idle sleep until release is called. caffeinate watches this
// process and ends with it, however it ends.
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
