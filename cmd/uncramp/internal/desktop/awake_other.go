//go:build !linux && !darwin && !windows

package desktop

// StayAwake does nothing here.
func StayAwake(string) (release func()) { return func() {} }
