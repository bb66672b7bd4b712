//go:build !linux && !darwin && !windows

package desktop

// StayAwake does nothing on this system.
func StayAwake(string) (release func()) { return func() {} }
