//go:build unix

package soundserver

import "syscall"

// Stop makes the server hang: it keeps its socket and answers nothing.
func (s *Server) Stop() { s.cmd.Process.Signal(syscall.SIGSTOP) }

// Cont lets a server that hangs go on.
func (s *Server) Cont() { s.cmd.Process.Signal(syscall.SIGCONT) }
