package screen

import (
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

// cursorWriter draws pictures in place. Between two of them the cursor is on the
// picture's first cell, hidden. That cell is the one place that a terminal keeps
// track of when it is made narrower and breaks what stands there into more lines,
// or lower and drops some: what is drawn next begins there, and covers it all.
// The zero value draws all of its next picture.
type cursorWriter struct {
	lines         []string // that stand there; nil if none
	width, height int      // of the terminal, for which they do
}

// draw returns what makes lines of those that stand there, for a terminal of a size.
func (c *cursorWriter) draw(lines []string, width, height int) string {
	if lines == nil {
		return c.erase()
	}
	var b strings.Builder
	if c.lines == nil || c.width != width || c.height != height {
		b.WriteString(hideCursor + eraseBelow)
		*c = cursorWriter{width: width, height: height}
	}
	row := 0
	for i := range max(len(lines), len(c.lines)) {
		text := ""
		if i < len(lines) {
			text = lines[i]
		}
		if i < len(c.lines) && text == c.lines[i] {
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
	c.lines = lines
	return b.String()
}

// erase returns what takes the lines away that stand there.
func (c *cursorWriter) erase() string {
	if c.lines == nil {
		return ""
	}
	*c = cursorWriter{}
	return eraseBelow + showCursor
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
