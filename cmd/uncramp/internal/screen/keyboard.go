package screen

import (
	"bytes"
	"os"
	"regexp"
	"sync/atomic"
	"time"
)

// keyboard is what keys are read from. A key like an arrow is an escape sequence,
// and a slow link may deliver it in pieces, of which the first one is the escape
// key, which stops the session. So what follows is waited for, longer than the
// 50 ms that bubbletea waits, and so much later the escape key itself is answered.
// Of pieces that are further apart the first one still stops, and the others are
// any keys.
type keyboard struct {
	*os.File
	began atomic.Pointer[time.Time]
}

const pieceWithin = 200 * time.Millisecond

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
	for err == nil && n < len(p) && unfinished.Match(p[:n]) && readable(k.File, pieceWithin) {
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

// when is when the last key was pressed; that of no keyboard now.
func (k *keyboard) when() time.Time {
	if k != nil {
		if at := k.began.Load(); at != nil {
			return *at
		}
	}
	return time.Now()
}
