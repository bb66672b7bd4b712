package screen

import (
	"time"

	"uncramp/routine"
)

// A terminal marks what is pasted if it is asked to, which xterm calls bracketed paste.
// A dumb terminal would print the question.
const (
	tellPastes = "\x1b[?2004h"
	anyPastes  = "\x1b[?2004l"
)

// ours reports whether the terminal is this job's.
func (s *Screen) ours() bool {
	return !(s.keyboard && !inFront(s.options.In) || s.out.file != nil && !inFront(s.out.file))
}

// take takes the terminal: keys come one by one, and a picture is drawn.
func (s *Screen) take() {
	if s.suspended {
		s.suspended = false
		guarded(s.options.Resumed)
	}
	s.restore() // a stop may have left the terminal as it was taken
	s.mu.Lock()
	s.giveBack = takeModes(s.options.In, s.out.file)
	s.mu.Unlock()
	s.tell(tellPastes)
	s.taken, s.cursor, s.decoder = true, cursorWriter{}, decoder{}
	s.lines.again()
	if !s.drawn && s.told {
		s.begin()
	}
}

// leave gives the terminal back as it was. It waits no longer than stuckAfter.
func (s *Screen) leave() {
	if s.taken && s.ours() {
		s.tell(anyPastes)
		s.out.queue(s.cursor.draw(nil, 0, 0))
	}
	s.taken = false
	s.out.wait()
	s.restore()
}

// restore sets the terminal's modes as they were.
func (s *Screen) restore() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.giveBack != nil {
		s.giveBack()
	}
	s.giveBack = nil
}

// tell asks the terminal for something.
func (s *Screen) tell(sequence string) {
	if s.out.file != nil && s.style.draws {
		s.out.queue(sequence)
	}
}

// behind says that there are no keys any more, unless the end is near.
func (s *Screen) behind() {
	is := "In the background"
	var state routine.State
	guarded(func() { state = s.session.Now().State })
	switch state {
	case routine.Paused:
		is = "Paused, in the background"
	case routine.Stopping, routine.Over:
		return
	}
	s.out.queue(is + "; fg brings it back, and its keys.\n")
}

// suspend stops the program once the session is silent, and returns when it goes
// on.
func (s *Screen) suspend() {
	s.leave()
	silent := make(chan struct{})
	go func() {
		guarded(s.options.Suspending)
		close(silent)
	}()
	select {
	case <-silent:
	case <-time.After(silentWithin):
	case <-s.closing:
		return
	}
	if !s.drawn {
		s.show()
	}
	select {
	case <-s.continued: // from an earlier stop
	default:
	}
	stop(s.continued)
	s.suspended, s.since, s.told = true, time.Now(), false
}

// read reads the keyboard. A read from a terminal cannot be given up, so read may go
// on after the screen was closed. Reads fail while the terminal is another job's, and
// when it is gone.
func (s *Screen) read() {
	buf := make([]byte, 1<<10)
	for failed := 0; failed < 3; {
		n, err := s.options.In.Read(buf)
		if n > 0 {
			failed = 0
			select {
			case s.input <- chunk{append([]byte(nil), buf[:n]...), time.Now()}:
			case <-s.closing:
				return
			}
		}
		if err == nil {
			continue
		}
		select {
		case <-time.After(200 * time.Millisecond):
		case <-s.closing:
			return
		}
		if failed++; !inFront(s.options.In) {
			failed = 0
		}
	}
}
