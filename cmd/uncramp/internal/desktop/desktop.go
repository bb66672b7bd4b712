// Package desktop is what a session has to do with the desktop around it: the
// buttons of a headset and the media keys, which reach it there, and the sleep
// that it holds off. Where there is no desktop it does nothing.
package desktop

import "uncramp/routine"

// Session is what the desktop shows and controls. It is called from several
// goroutines, and returns at once.
type Session interface {
	Now() routine.Moment // what is heard at this moment
	Do(routine.Command)
}
