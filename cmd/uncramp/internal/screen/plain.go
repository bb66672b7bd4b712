package screen

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"uncramp/routine"
)

// plain shows a session in one line a phase.
type plain struct {
	session Session
	out     io.Writer
	in      *os.File
	style   style

	mu      sync.Mutex
	was     *term.State // of in, while it is raw
	last    string
	news    string
	failure error
	done    chan struct{}
}

// often is how often a phase that has begun is looked for.
const often = 50 * time.Millisecond

func newPlain(s Session, out io.Writer, in *os.File, st style) *plain {
	p := &plain{session: s, out: out, in: in, style: st, done: make(chan struct{})}
	p.raw()
	return p
}

// raw makes keys come one by one; cooked gives the terminal back. Both do
// nothing for a picture, which bubbletea takes care of.
func (p *plain) raw() {
	if p == nil || !p.style.keys {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.was == nil {
		p.was, _ = term.MakeRaw(int(p.in.Fd()))
	}
}

func (p *plain) cooked() {
	if p == nil || !p.style.keys {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.was != nil {
		term.Restore(int(p.in.Fd()), p.was) //nolint:errcheck // the terminal is gone, then
		p.was = nil
	}
}

func (p *plain) run() {
	if p.style.keys {
		p.write(safety + " Space pauses, q stops, w tells where you are.")
	} else {
		p.write(safety + " Ctrl-C stops.")
	}
	tick := time.NewTicker(often)
	defer tick.Stop()
	for {
		p.look()
		select {
		case <-tick.C:
		case <-p.done:
			p.look()
			p.cooked()
			return
		}
	}
}

func (p *plain) close() { close(p.done) }

func (p *plain) err() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.failure
}

// look looks at the session. What goes wrong there costs a line, and not the
// sound.
func (p *plain) look() {
	defer func() { recover() }() //nolint:errcheck // nobody is there to read it
	p.show(p.session.Now(), p.session.News())
}

func (p *plain) show(m routine.Moment, news string) {
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
	if line != p.last {
		p.last = line
		place := on.Start
		if m.State != routine.Running {
			place = m.Place
		}
		p.write(fmt.Sprintf("%s  %s", down(place), line))
	}
}

// down is a clock of whole seconds that have passed.
func down(n routine.Samples) string {
	s := n / routine.Rate
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

func (p *plain) write(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failure != nil {
		return
	}
	end := "\n"
	if p.was != nil {
		end = "\r\n"
	}
	if _, p.failure = io.WriteString(p.out, p.style.clean(line)+end); p.failure != nil {
		p.session.Do(routine.Command{Verb: routine.Stop}) // nobody reads any longer
	}
}
