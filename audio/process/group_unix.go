//go:build unix

package process

import (
	"os"
	"os/exec"
	"syscall"
)

// ownGroup puts the program into a process group of its own: no Ctrl-C of the
// terminal reaches it, and it is killed with its children.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	dieWithParent(cmd.SysProcAttr)
}

func killGroup(p *os.Process) error { return syscall.Kill(-p.Pid, syscall.SIGKILL) }
