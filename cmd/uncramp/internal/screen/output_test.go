package screen

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestStuckOutput: an output that takes nothing keeps nobody waiting, and once it
// takes something again it is given all of it.
func TestStuckOutput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		o := NewOutput(w)
		if NewOutput(o) != o {
			t.Error("an output of an output is another one")
		}
		start := time.Now()
		for _, text := range []string{"one\n", "two\n", "three\n"} {
			if n, err := io.WriteString(o, text); n != len(text) || err != nil {
				t.Errorf("%q: %d, %v", text, n, err)
			}
		}
		if took := time.Since(start); took != stuckAfter || !o.busy() {
			t.Errorf("three writes take %v", took)
		}
		io.WriteString(o, "four\n")
		io.WriteString(o, strings.Repeat("x", mostQueued)) // too much
		got := make(chan string)
		go func() {
			all, _ := io.ReadAll(r)
			got <- string(all)
		}()
		o.wait()
		synctest.Wait()
		if o.stuck || o.busy() {
			t.Error("it is still stuck")
		}
		w.Close()
		if got, want := <-got, "one\ntwo\nthree\nfour\n"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if _, err := io.WriteString(o, "five"); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("then the error is %v", err)
		}
	})
}
