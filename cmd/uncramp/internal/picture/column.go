package picture

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"uncramp/routine"
)

// column is a part of a plan, from its top down.
type column struct {
	*svg
	plan  *routine.Plan
	part  routine.Interval
	scale float64 // units per second
	x     float64
}

// y returns the height at which an offset lies.
func (c *column) y(at routine.Samples) float64 {
	return top + c.scale*(at-c.part.From).Duration().Seconds()
}

// has reports whether an offset lies in the part that the column shows.
func (c *column) has(at routine.Samples) bool { return at >= c.part.From && at < c.part.To }

// draw draws the column and returns how far down it goes.
func (c *column) draw() (bottom float64) {
	for _, p := range c.plan.Phases {
		if c.has(p.Start) {
			c.band(p)
		}
	}
	c.times()
	c.breaths()
	c.chimes()
	return max(c.y(c.part.To), c.words()) + 20
}

// times draws the scale of time, with labels at least 40 units apart.
func (c *column) times() {
	step := 10 * time.Second
	for _, s := range []int{20, 30, 60, 120, 300, 600} {
		if c.scale*step.Seconds() < 40 {
			step = time.Duration(s) * time.Second
		}
	}
	for at := c.part.From.Duration().Truncate(step); at <= c.part.To.Duration(); at += step {
		if n := routine.SamplesIn(at); n >= c.part.From {
			c.line(c.x+bandsAt-6, c.y(n), c.x+bandsAt, c.y(n), "tick")
			c.text(c.x+bandsAt-10, c.y(n)+4, "time", fmt.Sprintf("%d:%02d", at/time.Minute, at/time.Second%60))
		}
	}
}

// band draws a phase, with as much of its name, length, side and round as it has
// room for.
func (c *column) band(p routine.Phase) {
	const line = 16
	y, height := c.y(p.Start), c.scale*(p.End-p.Start).Duration().Seconds()
	class := "phase"
	if p.Name == routine.PhaseHold || p.Name == routine.PhaseRest {
		class = p.Name
	}
	c.f(`<rect x="%.1f" y="%.1f" width="%.0f" height="%.1f" rx="3" class="%s"/>`, c.x+bandsAt, y+0.5, bandLong, max(1, height-1), class)
	name, round := bandTexts(p, c.plan.Rounds)
	for i, text := range append(name, round) {
		class := "name"
		if i == len(name) {
			class = ""
		}
		if needs := float64(i+1) * line; text != "" && (height >= needs || i == 0 && height >= 12) {
			c.text(c.x+bandsAt+8, y+min(needs-2, height-3), class, text)
		}
	}
}

// bandTexts returns the lines for the band of a phase: those with its name and length,
// and the one with its side and round, or "" if it has none.
func bandTexts(p routine.Phase, rounds int) (name []string, round string) {
	const room = bandLong - 16
	for _, line := range wrap(cmp.Or(p.Title, p.Name), room) {
		if textWidth(line, wordSize) > room { // a long word
			line = string([]rune(line)[:int(room/textWidth("m", wordSize))-1]) + "…"
		}
		name = append(name, line)
	}
	length := fmt.Sprintf("%.1f s", (p.End - p.Start).Duration().Seconds())
	if last := len(name) - 1; last >= 0 && textWidth(name[last]+"  "+length, 12) <= room {
		name[last] += "  " + length
	} else {
		name = append(name, length)
	}
	switch {
	case p.Round > 0 && p.Side != "":
		round = fmt.Sprintf("%s, round %d of %d", p.Side, p.Round, rounds)
	case p.Round > 0 && rounds > 1:
		round = fmt.Sprintf("round %d of %d", p.Round, rounds)
	}
	return name, round
}

// breaths draws the planned breath: out to the right with a breath in, and back.
func (c *column) breaths() {
	var curve strings.Builder
	x := c.x + breathAt
	fmt.Fprintf(&curve, "M%.1f %.1f", x, c.y(c.part.From))
	for _, b := range c.plan.Breaths {
		if !c.has(b.In) {
			continue
		}
		in, full, out, empty := c.y(b.In), c.y(b.Full), c.y(b.Out), c.y(min(b.Empty, c.part.To))
		fmt.Fprintf(&curve, "V%.1fC%.1f %.1f %.1f %.1f %.1f %.1f", in, x, (in+full)/2, x+breathIn, (in+full)/2, x+breathIn, full)
		if b.Full < b.Out {
			fmt.Fprintf(&curve, "V%.1f", out)
		}
		fmt.Fprintf(&curve, "C%.1f %.1f %.1f %.1f %.1f %.1f", x+breathIn, (out+empty)/2, x, (out+empty)/2, x, empty)
	}
	fmt.Fprintf(&curve, "V%.1f", c.y(c.part.To))
	c.f(`<path d="%s" class="breath"/>`, curve.String())
}

// chimes draws a mark for each chime. The two of the breath point the way that
// the curve goes.
func (c *column) chimes() {
	for _, e := range c.plan.Events {
		if e.Bus == routine.BusChime && c.has(e.At) {
			c.mark(c.x+chimesAt, c.y(e.At), e.Cue)
		}
	}
}

// mark draws one chime.
func (s *svg) mark(x, y float64, cue string) {
	switch cue {
	case "chime-in":
		s.f(`<path d="M%.1f %.1fl7 4l-7 4z" class="chime"/>`, x, y-4)
	case "chime-out":
		s.f(`<path d="M%.1f %.1fl-7 4l7 4z" class="chime"/>`, x+7, y-4)
	case "chime-pause":
		s.f(`<path d="M%.1f %.1fh7v3h-7z" class="chime"/>`, x, y-1.5)
	default:
		s.f(`<circle cx="%.1f" cy="%.1f" r="5" class="bell"/>`, x+3.5, y)
	}
}
