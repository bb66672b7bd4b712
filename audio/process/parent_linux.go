package process

import "syscall"

// dieWithParent has the kernel kill the program when the thread that started it ends,
// so that even a SIGKILL of uncramp leaves no encoder behind.
func dieWithParent(a *syscall.SysProcAttr) { a.Pdeathsig = syscall.SIGKILL }
