package recording

import (
	"os/exec"
	"syscall"
)

// dieWithParent has the program killed when this one is.
func dieWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
