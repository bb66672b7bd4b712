//go:build !linux

package desktop

// Show does nothing here: MPRIS is a Linux desktop's.
func Show(Session, string) (hide func()) { return func() {} }
