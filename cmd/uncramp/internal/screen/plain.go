package screen

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"uncramp/routine"
)

// plain shows a session in one line a phase.
type plain struct {
	session Session
	out     io.Writer
	style   style

	looking sync.Mutex // one look after the other

	mu      sync.Mutex
	in      *os.File // whose keys come one by one, or nil
	was     modes    // of in, before that
	last    string
	midway  bool // what is on may have begun before it is told
	news    string
	stops   bool // the session does
	failure error
	end     sync.Once
	done    chan struct{} // nothing more is wanted
	ended   chan struct{} // nothing more is written
}

// seldom is how often the session is looked at, unless a phase ends before that:
// each look wakes the machine.
const (
	seldom = 250 * time.Millisecond
	soon   = 20 * time.Millisecond
)

// midPhase is how far into a phase it was not come to by itself.
const midPhase = 2 * routine.Rate

// begin writes the first line, which ends with what one can do.
func (p *plain) begin(can string) {
	if p.stretches() {
		can = safety + " " + can
	}
	p.write(can)
}

// keys names the keys that are needed most.
func (p *plain) keys() string {
	if p.stretches() {
		return "Space pauses, q stops, w tells where you are."
	}
	return "Space pauses, q stops."
}

func (p *plain) stretches() bool {
	yes := true
	guarded(func() { yes = stretches(p.session.Now()) })
	return yes
}

func newPlain(s Session, out io.Writer, st style) *plain {
	return &plain{session: s, out: out, style: st, done: make(chan struct{}), ended: make(chan struct{})}
}

// What is pasted is no key. A terminal that is asked to tells it apart, and a
// dumb one would show what it is asked.
const (
	tellPastes = "\x1b[?2004h"
	anyPastes  = "\x1b[?2004l"
)

// raw makes keys come one by one; cooked gives the terminal back.
func (p *plain) raw(in *os.File) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var err error
	if p.was, err = cbreak(in); err == nil {
		p.in = in
		p.terminal(tellPastes)
	}
}

func (p *plain) cooked() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.in != nil && inFront(p.in) {
		p.terminal(anyPastes)
	}
	p.was.giveBack()
	p.in = nil
}

// anew tells once more what is on.
func (p *plain) anew() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last, p.midway = "", true
}

// terminal writes to the terminal, where lines may go elsewhere.
func (p *plain) terminal(sequence string) {
	if !canDraw(os.Getenv) {
		return
	}
	to := p.in
	if out, ok := p.out.(*os.File); ok && isTerminal(out) {
		to = out
	}
	to.WriteString(sequence) //nolint:errcheck // a terminal that is gone needs none
}

func (p *plain) run() {
	defer close(p.ended)
	for {
		next := p.look()
		select {
		case <-time.After(min(seldom, max(soon, next))):
		case <-p.done:
			p.look()
			return
		}
	}
}

// close ends run, and waits for it.
func (p *plain) close() {
	p.end.Do(func() { close(p.done) })
	<-p.ended
}

func (p *plain) err() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.failure
}

// look looks at the session, and returns when the phase that is on will end. What
// goes wrong there costs a line, and not the sound.
func (p *plain) look() (next time.Duration) {
	p.looking.Lock()
	defer p.looking.Unlock()
	defer func() { recover() }() //nolint:errcheck // nobody is there to read it
	next = seldom
	m := p.session.Now()
	p.show(m, p.session.News())
	if m.State == routine.Running && len(m.Phases) > 0 {
		next = m.PhaseRemaining().Duration()
	}
	return next
}

func (p *plain) show(m routine.Moment, news string) {
	p.mu.Lock()
	p.stops = m.State == routine.Stopping
	last, midway := p.last, p.midway
	p.mu.Unlock()
	if news != "" && news != p.news {
		p.write(news)
	}
	p.news = news
	if m.State == routine.Over || len(m.Phases) == 0 {
		return
	}
	on := m.Phase()
	line := on.Name
	if on.Round > 0 {
		line = fmt.Sprintf("%s, %s, round %d", on.Name, on.Side, on.Round)
	}
	switch m.State {
	case routine.Paused:
		line = "paused: " + line
	case routine.Stopping:
		line = "stopping"
	}
	running := m.State == routine.Running
	if line != last {
		place := on.Start
		if midway || !running || m.Position-on.Start > midPhase {
			place = m.Position
		}
		p.write(fmt.Sprintf("%s  %s", clock(place), line))
		p.mu.Lock()
		p.last, p.midway = line, !running // it goes on somewhere in a phase
		p.mu.Unlock()
	}
}

func (p *plain) write(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failure != nil {
		return
	}
	if _, p.failure = io.WriteString(p.out, p.style.clean(line)+"\n"); p.failure != nil && !p.stops {
		p.session.Do(routine.Command{Verb: routine.Stop}) // nobody reads any longer
	}
}
