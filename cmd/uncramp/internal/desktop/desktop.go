// Package desktop connects a session to the desktop around it: [Show] offers it
// to media keys and headset buttons, [StayAwake] keeps the machine awake. If
// there is no desktop, both do nothing.
package desktop

import "uncramp/routine"

// Session is what Show offers to the desktop. Its methods are called from
// several goroutines and must return at once.
type Session interface {
	Now() routine.Moment // the moment that is heard now
	Do(routine.Command)
	Title(routine.Moment) string // what the session is at a moment, in one line
}
