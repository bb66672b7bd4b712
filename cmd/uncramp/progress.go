package main

// The rules of the terminal.
//
// Progress goes to standard error. On a terminal it is one line that is
// rewritten in place and cleared at the end; it is never wider than the
// terminal and never turns anything on that would have to be turned off, so a
// program that is killed leaves the terminal as it was. No colour is used.
// Anywhere else, and on a dumb terminal, it is one line a phase.

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"uncramp/routine"
)

// every is how often the line is looked at; it is written when it changes,
// once a second.
const every = 200 * time.Millisecond

// progress shows what is on, until it is closed.
type progress struct {
	out      io.Writer
	width    func() int // of the terminal; nil where there is none
	session  *session
	position func() int
	gone     func() // called once when nobody reads any longer

	last    string
	phase   int
	told    bool // that the bed was lost
	failure error
	done    chan struct{}
	ended   sync.WaitGroup
}

func newProgress(out io.Writer, s *session, position func() int, gone func()) *progress {
	p := &progress{out: out, session: s, position: position, gone: gone, phase: -1, done: make(chan struct{})}
	if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb" {
		p.width = func() int {
			w, _, err := term.GetSize(int(f.Fd()))
			if err != nil || w < 1 {
				return 80
			}
			return w
		}
	}
	p.write("%s\nStop at once if anything hurts. Ctrl-C ends the session.\n", p.session.title)
	p.ended.Go(p.run)
	return p
}

func (p *progress) run() {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		p.show(routine.Samples(p.position()))
		select {
		case <-tick.C:
		case <-p.done:
			return
		}
	}
}

// close clears the line and waits until nothing more is written.
func (p *progress) close() {
	close(p.done)
	p.ended.Wait()
	if p.width != nil && p.last != "" {
		p.write("\r\x1b[K")
	}
}

// err is why progress could not be shown.
func (p *progress) err() error { return p.failure }

func (p *progress) show(at routine.Samples) {
	plan := p.session.plan
	if lost := p.session.lostBed(); lost != "" && !p.told {
		p.told = true
		if p.width != nil && p.last != "" {
			p.last = ""
			p.write("\r\x1b[K")
		}
		p.write("%s\n", lost)
	}
	i := plan.PhaseAt(at)
	phase := plan.Phases[i]
	if p.width == nil {
		// A phase that was too short to be seen is told all the same.
		for p.phase < i {
			p.phase++
			p.write("%s  %s\n", clock(plan.Phases[p.phase].Start), phaseName(plan, plan.Phases[p.phase]))
		}
		return
	}
	left, all := clockSeconds(int(phase.End-at)), clockSeconds(int(plan.Length-at))
	line := fmt.Sprintf("%s · %s left · %s in all", strings.ReplaceAll(phaseName(plan, phase), ", ", " · "), left, all)
	room := p.width() - 3 // a ^C that the terminal adds must not wrap it
	if len([]rune(line)) > room {
		line = fmt.Sprintf("%s %s · %s", phase.Name, left, all)
	}
	if len([]rune(line)) > room {
		line = string([]rune(line)[:max(0, room)])
	}
	if line != p.last {
		p.last = line
		p.write("\r%s\x1b[K", line)
	}
}

func (p *progress) write(format string, args ...any) {
	if p.failure != nil {
		return
	}
	if _, p.failure = fmt.Fprintf(p.out, format, args...); p.failure != nil {
		p.gone()
	}
}

// clockSeconds writes samples as minutes and whole seconds, rounded down.
func clockSeconds(samples int) string {
	s := max(0, samples) / routine.Rate
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}
