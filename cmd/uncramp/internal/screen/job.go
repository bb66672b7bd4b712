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

// frontWithin is how long a shell's fg takes to bring a job to the front.
const frontWithin = 400 * time.Millisecond

// ours reports whether the terminal is this job's.
func (s *Screen) ours() bool {
	if s.keyboard {
		return inFront(s.options.In)
	}
	return s.out.file == nil || inFront(s.out.file)
}

// take takes the terminal: keys come one by one, and a picture is drawn.
func (s *Screen) take() {
	s.restore() // a stop may have left the terminal as it was taken
	giveBack := takeModes(s.options.In, s.out.file)
	s.giveBack.Store(&giveBack)
	s.tell(tellPastes)
	s.taken, s.behindAt, s.cursor, s.decoder = true, time.Time{}, cursorWriter{}, decoder{}
	s.lines.again()
	if !s.drawn {
		s.begin()
	}
}

// lose notes that another job has the terminal, with the modes that it wants.
func (s *Screen) lose(now time.Time) {
	s.taken, s.behindAt, s.cursor = false, now.Add(frontWithin), cursorWriter{}
	if s.drawn {
		s.out.queue(showCursor)
	}
}

// leave gives the terminal back as it was. It waits no longer than stuckAfter.
func (s *Screen) leave() {
	if s.taken && s.ours() {
		s.tell(anyPastes)
		s.out.queue(s.cursor.erase())
	}
	s.taken = false
	s.out.wait()
	s.restore()
}

// restore sets the terminal's modes as they were.
func (s *Screen) restore() {
	if giveBack := s.giveBack.Swap(nil); giveBack != nil {
		(*giveBack)()
	}
}

// tell asks the terminal for something.
func (s *Screen) tell(sequence string) {
	if s.out.file != nil && s.style.draws {
		s.out.queue(sequence)
	}
}

// behind says that there are no keys any more, unless the end is near.
func (s *Screen) behind() {
	switch s.session.Now().State {
	case routine.Running:
		s.out.queue("In the background; fg brings it back, and its keys.\n")
	case routine.Paused:
		s.out.queue("Paused, in the background; fg brings it back, and its keys.\n")
	}
}

// suspend stops the program once the session is silent, and returns when it goes
// on.
func (s *Screen) suspend() {
	s.leave()
	s.options.Suspending()
	if s.closing.Err() != nil {
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
	s.behindAt = time.Now().Add(frontWithin)
	s.options.Resumed()
}

// read reads the keyboard. A read from a terminal cannot be given up, so read may go
// on after the screen was closed. Reads fail while the terminal is another job's.
func (s *Screen) read() {
	for {
		input := make([]byte, 1<<10)
		n, err := s.options.In.Read(input)
		if n > 0 {
			select {
			case s.input <- input[:n]:
			case <-s.closing.Done():
				return
			}
		}
		if err != nil {
			select {
			case <-time.After(200 * time.Millisecond):
			case <-s.closing.Done():
				return
			}
		}
	}
}
