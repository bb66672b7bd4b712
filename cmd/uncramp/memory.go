package main

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"uncramp/audio/device"
	"uncramp/cmd/uncramp/internal/sessionlog"
	"uncramp/cmd/uncramp/internal/userfolder"
	"uncramp/routine"
)

// logWithin bounds every wait for the log: a home may be on a dead mount.
const logWithin = time.Second

// memory is the log of earlier sessions, as far as a new one needs it.
type memory struct {
	on   bool // whether the log is read and written
	path string
	log  sessionlog.Log
	now  time.Time
	err  error // why the log could not be read
}

// remember reads the log. If that fails, everything is as with an empty log.
func remember(now time.Time) memory {
	m := memory{on: true, now: now}
	if m.path, m.err = sessionlog.Path(); m.err != nil {
		return m
	}
	var log sessionlog.Log
	m.err = within(logWithin, func() (err error) {
		log, err = sessionlog.Recent(m.path, now)
		return err
	})
	if m.err == nil { // else log may still be written
		m.log = log
	}
	return m
}

// within returns what do returns, or an error if that takes too long.
func within(limit time.Duration, do func() error) error {
	done := make(chan error, 1)
	go func() { done <- do() }()
	select {
	case err := <-done:
		return err
	case <-time.After(limit):
		return fmt.Errorf("it takes over %v", limit)
	}
}

// isFirst reports whether this user has not played a session before.
func (m memory) isFirst() bool {
	_, none := os.Stat(oldMark())
	return m.on && m.err == nil && len(m.log.Sessions) == 0 && none != nil
}

// oldMark returns the file by which the program knew, before it had a log, that it had
// been played.
func oldMark() string {
	folder, _ := userfolder.Config() // "" for a user without a home
	return filepath.Join(folder, "played")
}

// tooSoon returns the advice to wait, and until when, if the last session on this side
// ended less than three hours ago; else "".
func (m memory) tooSoon(side routine.Side) string {
	fine := m.log.FineFrom(string(side), m.now)
	if fine.IsZero() {
		return ""
	}
	where := " on the " + string(side)
	if side == routine.Both {
		where = ""
	}
	return fmt.Sprintf("Less than 3 hours since your last session%s: better wait until %s.",
		where, fine.In(m.now.Location()).Add(time.Minute-1).Format("15:04"))
}

// record writes a session to the log: a line after its first hold, which finds a
// session that was killed, and a line when done is called.
type record struct {
	memory  memory
	entry   sessionlog.Session
	plan    *routine.Plan
	stopped chan struct{} // closed by done
	started chan struct{} // closed when nothing more is written before done's line
}

// begin begins the record of a session; it returns nil if sessions are not remembered.
// now returns the session's present moment.
func (m memory) begin(s *session, now func() routine.Moment) *record {
	if !m.on {
		return nil
	}
	r := &record{memory: m, plan: s.plan, stopped: make(chan struct{}), started: make(chan struct{})}
	r.entry = sessionlog.Session{
		ID: fmt.Sprintf("%016x", rand.Uint64()), Start: time.Now(),
		Routine: s.routine.Name, Side: string(s.settings.Side), Settings: s.changed,
	}
	go func() {
		defer close(r.started)
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-r.stopped:
				return
			case at := <-tick.C:
				if m := now(); m.Whole+m.Cut > 0 {
					sessionlog.Append(r.memory.path, r.at(m, at, sessionlog.Started)) //nolint:errcheck // done says it
					return
				}
			}
		}
	}()
	return r
}

// at returns the session's entry for the log at a moment of it.
func (r *record) at(m routine.Moment, now time.Time, how sessionlog.Ending) sessionlog.Session {
	s := r.entry
	s.End, s.Ended = now, how
	s.HeldLeft, s.HeldRight = int(m.HeldLeft/routine.Rate), int(m.HeldRight/routine.Rate)
	s.Held = int(m.Held / routine.Rate)
	s.Whole, s.Cut = m.Whole, m.Cut
	if s.Side != string(routine.Both) && len(m.Phases) > 0 { // the listener may have chosen the other one in the opening
		s.Side = string(m.Phases[0].Side)
	}
	for _, e := range r.plan.Events {
		if remembered(e.Cue) && e.At < m.Position {
			s.Said = append(s.Said, e.Cue)
		}
	}
	return s
}

// done writes the end of the session to the log, and removes the old mark. at is the
// time to resume an early end from. If that fails, or the log could not be read, done
// says so on stderr. A nil record does nothing.
func (r *record) done(stderr io.Writer, m routine.Moment, how sessionlog.Ending, at time.Duration) {
	if r == nil {
		return
	}
	close(r.stopped)
	s := r.at(m, time.Now(), how)
	if how != sessionlog.Done {
		s.StoppedAt = int(at.Seconds())
	}
	err := within(logWithin, func() error {
		<-r.started
		return sessionlog.Append(r.memory.path, s)
	})
	switch {
	case r.memory.err != nil:
		tell(stderr, "The log of sessions could not be read: %v.", r.memory.err)
	case err != nil:
		tell(stderr, "This session is not in the log: %v.", err)
	default:
		os.Remove(oldMark()) //nolint:errcheck // there may be none
	}
}

// remembered reports whether a cue is one that later sessions depend on.
func remembered(cue string) bool {
	switch cue {
	case "causes", "doctor", "food", "water", sessionlog.MoreCommon, "too-soon":
		return true
	}
	return false
}

// ending returns how a session ended.
func ending(err error, early bool) sessionlog.Ending {
	switch {
	case errors.Is(err, device.ErrLost):
		return sessionlog.Lost
	case err != nil || early:
		return sessionlog.Stopped
	}
	return sessionlog.Done
}
