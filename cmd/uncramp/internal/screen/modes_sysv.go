//go:build aix || linux || solaris

package screen

import "golang.org/x/sys/unix"

const (
	getModes = unix.TCGETS
	setModes = unix.TCSETS
	noTabs   = unix.TAB3
)
