//go:build unix

package program

import (
	"os/exec"
	"syscall"
)

// ownGroup gives a command a process group of its own, which is killed as a
// whole. Ctrl-C on a terminal reaches only us, and we kill it.
func ownGroup(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return killGroup(c) }
}

func killGroup(c *exec.Cmd) error {
	if c.Process == nil {
		return nil
	}
	return syscall.Kill(-c.Process.Pid, syscall.SIGKILL)
}
