//go:build !unix

package soundserver

// Stop does nothing: no server runs here.
func (s *Server) Stop() {}

// Cont does nothing either.
func (s *Server) Cont() {}
