//go:build !unix

package sessionlog

const nonblock = 0
