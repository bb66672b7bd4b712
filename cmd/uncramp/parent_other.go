//go:build !unix

package main

// endWithParent does nothing: a console that is closed ends what runs in it.
func endWithParent() (stop func()) { return func() {} }
