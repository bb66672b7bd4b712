//go:build unix && !linux

package screen

// Where SIGTSTP could not stop the program any more once it was caught, it does so
// at once, as SIGSTOP does.
const waits = false

func byDefault() (undo func()) { return func() {} }
