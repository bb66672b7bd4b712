package screen

import (
	"bytes"
	"os"
	"regexp"
	"sync/atomic"
	"time"
)

// keyboard is what keys are read from. A key like an arrow is an escape sequence,
// and a slow link may deliver it in pieces. What follows is waited for, longer
// than the 50 ms that bubbletea waits; after an escape alone hardly so, because
// that is the escape key too, which is to be answered within 100 ms. Of pieces
// that are further apart the first one still stops, and the others are any keys.
//
// In the background it has no file: there a program is stopped that reads from a
// terminal, or gives it other modes, as bubbletea does at its end.
type keyboard struct {
	*os.File
	began atomic.Pointer[time.Time]
}

// Fd is the file's, or none.
func (k *keyboard) Fd() uintptr {
	if !inFront(k.File) {
		return ^uintptr(0)
	}
	return k.File.Fd()
}

const (
	pieceWithin  = 200 * time.Millisecond
	secondWithin = 60 * time.Millisecond // after an escape
)

var (
	// unfinished is an escape sequence that goes on. Two escapes at the end are
	// the escape key, held down.
	unfinished = regexp.MustCompile("(?:^|[^\x1b])\x1b(?:\\[[0-?]*[ -/]*|O)?$")
	escapes    = regexp.MustCompile("\x1b+$")
)

// escape is the escape key for a reader that is not to wait any longer.
var escape = []byte("\x1b[27u")

func (k *keyboard) Read(p []byte) (n int, err error) {
	n, err = k.File.Read(p)
	now := time.Now()
	k.began.Store(&now)
	for err == nil && n < len(p) && unfinished.Match(p[:n]) {
		wait := pieceWithin
		if p[n-1] == '\x1b' {
			wait = secondWithin
		}
		if !readable(k.File, wait) {
			break
		}
		var more int
		more, err = k.File.Read(p[n:])
		n += more
	}
	if at := escapes.FindIndex(p[:n]); at != nil {
		if keys := bytes.Repeat(escape, n-at[0]); at[0]+len(keys) <= len(p) {
			n = at[0] + copy(p[at[0]:], keys)
		}
	}
	return n, err
}

// waits tells whether there is something to be read.
func (k *keyboard) waits() bool { return k != nil && readable(k.File, 0) }

// when is when the last key was pressed; that of no keyboard now.
func (k *keyboard) when() time.Time {
	if k != nil {
		if at := k.began.Load(); at != nil {
			return *at
		}
	}
	return time.Now()
}
