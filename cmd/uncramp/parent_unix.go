//go:build unix

package main

import (
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// parentEvery is how often the parent is looked for.
const parentEvery = time.Second

// endWithParent sends the program SIGHUP, as a closed terminal does, when the process
// that started it is gone: killed, or lost with its connection. The returned function
// stops looking.
//
// Some parents leave on purpose, and the program goes on: one that was gone before
// the session began, as with setsid, (uncramp &) and whatever starts programs for a
// desktop; one that told it to ignore SIGHUP, as nohup does; and the shell of a
// terminal in which it is in the background. With systemd-run, and in a container,
// the parent stays.
func endWithParent() (stop func()) {
	stopped := make(chan struct{})
	p := parent{id: os.Getppid(), background: inBackground()}
	go func() {
		tick := time.NewTicker(parentEvery)
		defer tick.Stop()
		for {
			select {
			case <-stopped:
				return
			case <-tick.C:
			}
			if !p.gone(os.Getppid(), inBackground()) {
				continue
			}
			if !p.background {
				syscall.Kill(os.Getpid(), syscall.SIGHUP) //nolint:errcheck // ourselves
			}
			return
		}
	}()
	return func() { close(stopped) }
}

// parent is the process that started this one, and whether this one was in the
// background of a terminal when the parent was seen last.
type parent struct {
	id         int
	background bool
}

// gone reports whether the parent is gone, given the id of the present one. A terminal
// goes back to its shell when a script is killed that had it, so a gone parent leaves
// background as it was.
func (p *parent) gone(id int, background bool) bool {
	if id == p.id {
		p.background = background
	}
	return id != p.id
}

// inBackground reports whether there is a terminal, and another job has it.
func inBackground() bool {
	tty, err := os.OpenFile("/dev/tty", os.O_RDONLY|unix.O_NOCTTY, 0)
	if err != nil {
		return false
	}
	defer tty.Close()
	group, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCGPGRP)
	own, _ := unix.Getpgid(0)
	return err == nil && group != own
}
