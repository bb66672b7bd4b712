//go:build !unix

package screen

// wakeUp does nothing: nothing is stopped here.
func wakeUp() {}
