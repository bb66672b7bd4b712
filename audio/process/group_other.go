//go:build !unix

package process

import (
	"os"
	"os/exec"
)

// ownGroup does nothing: this system has no process groups.
func ownGroup(*exec.Cmd) {}

// killGroup kills the program alone.
func killGroup(p *os.Process) error { return p.Kill() }
