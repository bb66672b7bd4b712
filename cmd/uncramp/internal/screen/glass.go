package screen

import (
	"bytes"
	"os"
	"slices"
	"sync/atomic"

	"golang.org/x/term"
)

// glass is the terminal that a picture is drawn on. The cursor stays on the
// picture's first cell, hidden, because it is the one place that a terminal
// keeps track of when it is made narrower and breaks what stands there into more
// lines, or lower and drops some: what is drawn next begins there, and covers it
// all. bubbletea leaves the cursor there if it shows it, so this is turned round
// on the way.
//
// What was drawn for another size than the terminal now has is dropped, and all
// of it drawn anew: it would leave lines behind. So is what is drawn in the
// background, where another job's lines are.
type glass struct {
	*os.File
	size    atomic.Pointer[[2]int] // that is drawn for
	bare    atomic.Bool            // no picture: as it was
	dropped atomic.Bool
}

var (
	showCursor = []byte("\x1b[?25h")
	hideCursor = []byte("\x1b[?25l")
	eraseBelow = []byte("\x1b[J")

	// otherKeys and pushedKeys are what bubbletea makes of the keyboard.
	otherKeys  = []byte("\x1b[>4m")
	pushedKeys = []byte("\x1b[<1u")

	// tmux takes what is erased from the first line on for a page that is over,
	// and keeps it in the scrollback. From the second cell on it does not.
	eraseHere = []byte("\x1b[K\x1b7\x1b[C\x1b[J\x1b8")
	// The form of the cursor is the user's.
	cursorForms = [][]byte{[]byte("\x1b[0 q"), []byte("\x1b[1 q")}
)

func (g *glass) Write(p []byte) (int, error) {
	bare := g.bare.Load()
	if !inFront(g.File) {
		return len(p), nil
	}
	if size := g.size.Load(); size != nil && !bare {
		w, h, err := term.GetSize(int(g.Fd()))
		if err == nil && w > 0 && h > 0 && [2]int{w, h} != *size {
			g.dropped.Store(true)
			return len(p), nil
		}
	}
	if _, err := g.File.Write(throughGlass(p, bare)); err != nil {
		return 0, err
	}
	return len(p), nil
}

// leave sees to what bubbletea leaves as it was: the cursor, and where it ended in
// the background and could not do it, the keyboard.
func (g *glass) leave() {
	last := showCursor
	if !inFront(g.File) {
		last = slices.Concat(otherKeys, pushedKeys, showCursor)
	}
	g.File.Write(last) //nolint:errcheck // the terminal is gone, then
}

func throughGlass(p []byte, bare bool) []byte {
	p = bytes.ReplaceAll(p, eraseBelow, eraseHere)
	for _, form := range cursorForms {
		p = bytes.ReplaceAll(p, form, nil)
	}
	if !bare {
		p = bytes.ReplaceAll(p, showCursor, hideCursor)
	}
	return p
}

// WriteString hides the file's, which would pass by Write.
func (g *glass) WriteString(s string) (int, error) { return g.Write([]byte(s)) }
