//go:build unix

package soundservertest

import (
	"syscall"
	"testing"
)

// Stop stops the server's programs: clients can connect, and get no answer.
func (s *Server) Stop(testing.TB) { s.signal(syscall.SIGSTOP) }

// Continue continues a server that was stopped.
func (s *Server) Continue() { s.signal(syscall.SIGCONT) }

func (s *Server) signal(sig syscall.Signal) {
	for _, p := range s.programs {
		p.Process.Signal(sig)
	}
}
