//go:build !unix

package main

// withParent does nothing: a console that is closed ends what runs in it.
func withParent() (end func()) { return func() {} }
