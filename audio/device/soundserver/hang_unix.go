//go:build unix

package soundserver

import "syscall"

// Stop makes the server hang: it keeps its socket and answers nothing.
func (s *Server) Stop() { s.signal(syscall.SIGSTOP) }

// Cont lets a server that hangs go on.
func (s *Server) Cont() { s.signal(syscall.SIGCONT) }

func (s *Server) signal(sig syscall.Signal) {
	for _, p := range s.runs {
		p.Process.Signal(sig)
	}
}
