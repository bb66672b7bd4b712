package desktop

import (
	"os"
	"os/exec"
	"strconv"
	"syscall"
)

// StayAwake prevents idle sleep until release is called. caffeinate watches this
// process and ends with it, however it ends, but not by Ctrl-C: the machine stays
// awake through the words that stop a session.
func StayAwake(string) (release func()) {
	c := exec.Command("/usr/bin/caffeinate", "-i", "-w", strconv.Itoa(os.Getpid()))
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // out of reach of Ctrl-C
	if c.Start() != nil {
		return func() {}
	}
	return func() {
		c.Process.Kill() //nolint:errcheck // it may have ended
		c.Wait()         //nolint:errcheck
	}
}
