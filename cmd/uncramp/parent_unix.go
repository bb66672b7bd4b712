//go:build unix

package main

import (
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// parentEvery is how often it is asked whether the parent is still there.
const parentEvery = time.Second

// withParent ends the program as a closed terminal does, with SIGHUP, when the
// process that started it is gone: killed, or lost with its connection. Nobody
// is left to wait for it. What it returns ends that.
//
// Some parents leave on purpose, and the program goes on: one that was gone
// before the session began, as with setsid, (uncramp &) and whatever starts
// programs for a desktop; one that told it to ignore SIGHUP, as nohup does; and the
// shell of a terminal in which it is in the background, with or without disown.
// A script without a terminal that wants to end before it needs nohup or setsid.
// With systemd-run, and in a container, the parent is the one that stays.
func withParent() (end func()) {
	ended := make(chan struct{})
	p := parent{id: os.Getppid(), behind: behind()}
	go func() {
		tick := time.NewTicker(parentEvery)
		defer tick.Stop()
		for {
			select {
			case <-ended:
				return
			case <-tick.C:
			}
			switch id := os.Getppid(); p.look(id, behind()) {
			case gone:
				syscall.Kill(os.Getpid(), syscall.SIGHUP) //nolint:errcheck // ourselves
				return
			case left:
				return
			}
		}
	}()
	return func() { close(ended) }
}

// parent is the process that started this one, and whether this one was in the
// background of a terminal then.
type parent struct {
	id     int
	behind bool
}

// there, gone and left say where a parent is.
type whereabouts int

const (
	there whereabouts = iota
	gone              // and the program is to end
	left              // and the program is to go on
)

// look looks for the parent. A terminal goes back to its shell when a script is
// killed that it was given to: what counts is how it was while that was there.
func (p *parent) look(id int, behind bool) whereabouts {
	switch {
	case id == p.id:
		p.behind = behind
		return there
	case p.behind:
		return left
	}
	return gone
}

// behind tells whether there is a terminal, and another job has it.
func behind() bool {
	tty, err := os.OpenFile("/dev/tty", os.O_RDONLY|unix.O_NOCTTY, 0)
	if err != nil {
		return false
	}
	defer tty.Close()
	group, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCGPGRP)
	return err == nil && group != unix.Getpgrp()
}
