package screen

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"
)

const (
	hideCursor = "\x1b[?25l"
	showCursor = "\x1b[?25h"
	eraseLine  = "\r\x1b[K"

	// eraseBelow erases from the cursor on. tmux takes what is erased from the first
	// cell of a screen on for a page that is over, and keeps it in the scrollback.
	// From the second cell on it does not.
	eraseBelow = "\r\x1b[K\x1b7\x1b[C\x1b[J\x1b8"
)

// frame is a picture to be drawn on a terminal of a size; nil lines take it away.
type frame struct {
	lines         []string
	width, height int  // of the terminal
	whole         bool // what stands there is not what was drawn last
}

// cursorWriter draws pictures in place. Between two of them the cursor is on the
// picture's first cell, hidden. That cell is the one place that a terminal keeps
// track of when it is made narrower and breaks what stands there into more lines,
// or lower and drops some: what is drawn next begins there, and covers it all.
type cursorWriter struct {
	last          []string // the lines that stand there; nil if none
	width, height int      // of the terminal, for which they do
}

// draw returns what makes the terminal show f. It is nothing while the terminal is
// another job's, or has another size than f is for: that would leave lines behind.
func (c *cursorWriter) draw(tty *os.File, f frame) []byte {
	if tty != nil && !inFront(tty) {
		c.last = nil
		return nil
	}
	if f.lines == nil {
		shown := c.last != nil
		c.last = nil
		if !shown {
			return nil
		}
		return []byte(eraseBelow + showCursor)
	}
	if w, h := size(tty); tty != nil && (w != f.width || h != f.height) {
		return nil
	}
	return c.redraw(f)
}

// redraw returns what changes the lines that stand there into those of f.
func (c *cursorWriter) redraw(f frame) []byte {
	var b bytes.Buffer
	if f.whole || c.last == nil || c.width != f.width || c.height != f.height {
		b.WriteString(hideCursor + eraseBelow)
		c.last, c.width, c.height = nil, f.width, f.height
	}
	row := 0
	for i := range max(len(f.lines), len(c.last)) {
		text := ""
		if i < len(f.lines) {
			text = f.lines[i]
		}
		if i < len(c.last) && text == c.last[i] {
			continue
		}
		b.WriteString(strings.Repeat("\r\n", i-row) + eraseLine + text)
		row = i
	}
	if row > 0 {
		fmt.Fprintf(&b, "\x1b[%dA", row)
	}
	if b.Len() > 0 {
		b.WriteString("\r")
	}
	c.last = f.lines
	return b.Bytes()
}

// size returns a terminal's columns and rows. One that does not tell has 80 by 24.
func size(tty *os.File) (width, height int) {
	if tty != nil {
		w, h, err := term.GetSize(int(tty.Fd()))
		if err == nil && w > 0 && h > 0 {
			return w, h
		}
	}
	return 80, 24
}
