//go:build unix && !linux

package process

import "syscall"

// dieWithParent does nothing: here a program that is left alone notices that its
// input has ended.
func dieWithParent(*syscall.SysProcAttr) {}
