package screen

import (
	"os"
	"time"

	tea "charm.land/bubbletea/v2"

	"uncramp/routine"
)

// A program is a job of its shell, which gives the terminal to one of them at a
// time, and stops each other one that reads from it or changes its modes. Ctrl-Z,
// and SIGTSTP from elsewhere, give the terminal back, and stop the program once the
// session is silent. What goes on then may be in the background, and waits. SIGSTOP
// stops a program at once, with the terminal as it is by then: it is taken anew when
// it goes on.

// always is how bubbletea is run everywhere; without input, if none is given.
func always() []tea.ProgramOption {
	return []tea.ProgramOption{tea.WithoutSignalHandler(), tea.WithFPS(flushes), tea.WithInput(nil)}
}

// askEvery is how often it is asked whether the terminal has become ours.
const askEvery = 200 * time.Millisecond

// run runs the picture and the keys while the terminal is ours. That there are
// none before has been told.
func (s *Screen) run(ours bool) {
	defer ignore(s.signals)
	if !ours && s.comesToFront(true) && s.glass == nil {
		s.plain.write(s.plain.keys())
	}
	for again := false; s.comesToFront(false); again = true {
		if s.paused {
			s.paused = false
			guarded(s.options.Resumed)
		}
		if again && s.plain != nil {
			s.plain.anew()
		}
		s.take()
		switch {
		case s.model.left == suspended:
			if !s.suspend() {
				return
			}
		case s.model.left == stays && inFront(s.options.In):
			return // it was closed, or there is no terminal any more
		}
		s.model.left, s.model.closed, s.model.width = stays, false, 0
		s.bare(false)
	}
}

// comesToFront waits until the terminal is ours, or else the end. Unless it is
// known, it is told that it is not.
func (s *Screen) comesToFront(told bool) bool {
	for n := 0; !inFront(s.options.In); n++ {
		if n == 2 && !told { // by then fg would have brought it here
			told = true
			s.behind()
		}
		select {
		case <-s.closing:
			return false
		case is := <-s.signals:
			if stops(is) && !s.suspend() {
				return false
			}
		case <-time.After(askEvery):
		}
	}
	return true
}

// behind tells that there are no keys any more, unless the end is near.
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
	lines := s.plain
	if lines == nil {
		lines = newPlain(s.session, s.options.Out, s.model.style)
	}
	lines.write(is + "; fg brings it back, and its keys.")
}

// suspend stops the program, and returns when it goes on: false if the session was
// over before.
func (s *Screen) suspend() bool {
	guarded(s.options.Suspending)
	select {
	case <-s.closing:
		return false
	default:
		if s.glass == nil {
			s.plain.look() // and not only when it goes on
		}
		stop(s.signals)
		s.paused = true
		return true
	}
}

// guarded does something that may go wrong, and ends nothing then.
func guarded(f func()) {
	defer func() { recover() }() //nolint:errcheck // as above
	if f != nil {
		f()
	}
}

// take takes the terminal, until the end or a stop, and gives it back.
func (s *Screen) take() {
	options := append(always(), tea.WithInput(s.keyboard))
	if s.glass == nil {
		options = append(options, tea.WithOutput(s.options.Out), tea.WithoutRenderer())
		s.plain.raw(s.options.In)
		defer s.plain.cooked()
	} else {
		if s.plain != nil {
			s.plain.close()
		}
		options = append(options, tea.WithOutput(s.glass))
		defer withoutTabs(s.options.In).giveBack()
	}
	s.show(options)
}

// show runs the picture and the keys. A screen that is gone ends no session; the
// sound goes on.
func (s *Screen) show(options []tea.ProgramOption) {
	s.mu.Lock()
	select {
	case <-s.closing:
		s.mu.Unlock()
		return
	default:
	}
	s.program = tea.NewProgram(s.model, options...)
	s.mu.Unlock()
	ended := make(chan struct{})
	go s.pass(s.program, ended)
	s.program.Run() //nolint:errcheck // as above
	close(ended)
	if s.glass != nil {
		s.glass.leave()
	}
}

// pass passes signals on to the program.
func (s *Screen) pass(program *tea.Program, ended chan struct{}) {
	for {
		select {
		case is := <-s.signals:
			program.Send(jobMsg{is})
		case <-ended:
			return
		}
	}
}

// bare tells whether the terminal is to be as it was, without a picture.
func (s *Screen) bare(is bool) {
	if s.glass != nil {
		s.glass.bare.Store(is)
	}
}

// jobMsg is a signal of job control; leaving is what became of it.
type (
	jobMsg  struct{ os.Signal }
	leaving int
)

const (
	stays     leaving = iota
	suspended         // it is to be stopped
	continued         // it was, and the terminal is to be taken anew
)
