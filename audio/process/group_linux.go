package process

import (
	"os"
	"os/exec"
	"syscall"
)

// ownGroup puts the program into a process group of its own: no Ctrl-C of the
// terminal reaches it, and it is killed with its children. The kernel kills it when
// the thread that started it ends, so even a SIGKILL of uncramp leaves no encoder.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

func killGroup(p *os.Process) error { return syscall.Kill(-p.Pid, syscall.SIGKILL) }
