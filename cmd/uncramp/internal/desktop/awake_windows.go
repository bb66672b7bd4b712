package desktop

import (
	"runtime"

	"golang.org/x/sys/windows"
)

// The states of SetThreadExecutionState.
const (
	esContinuous     = 0x80000000
	esSystemRequired = 0x00000001
)

// StayAwake prevents idle sleep until release is called. The state belongs to a
// thread and ends with it.
func StayAwake(string) (release func()) {
	set := windows.NewLazySystemDLL("kernel32.dll").NewProc("SetThreadExecutionState")
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		runtime.LockOSThread() // never unlocked, so that the thread ends with the goroutine
		if set.Find() != nil {
			return
		}
		set.Call(esContinuous | esSystemRequired) //nolint:errcheck // it returns the state before
		<-done
		set.Call(esContinuous) //nolint:errcheck
	}()
	return func() {
		close(done)
		<-ended
	}
}
