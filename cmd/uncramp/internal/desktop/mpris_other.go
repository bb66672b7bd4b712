//go:build !linux

package desktop

// Show does nothing on this system.
func Show(Session) (hide func()) { return func() {} }
