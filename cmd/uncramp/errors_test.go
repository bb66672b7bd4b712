package main

import (
	"errors"
	"strings"
	"testing"
)

// TestReport: a line of an error is a line on the terminal, whatever is in it.
func TestReport(t *testing.T) {
	x := strings.Repeat("x", 100_000)
	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"a fact", errors.New("no"), "uncramp: no\n"},
		{"a fact and its source", errors.New("no\n    - say: x"), "uncramp: no\n    - say: x\n"},
		{"what a terminal obeys", errors.New("\x1b]0;mine\aa\r\nb\tc\u202e\x9b2J"), "uncramp: ]0;minea \nb c?2J\n"},
		{"a hint", hint(errors.New("no"), "try %s", "\x1b[2Jthis\nand that"), "uncramp: no\nhint: try [2Jthis and that\n"},
		{"a long line", errors.New("no " + x + " yes"), "uncramp: no " + x[:168] + " ... " + x[:116] + " yes\n"},
	} {
		var out strings.Builder
		if code := report(&out, tt.err); code != exitFailed || out.String() != tt.want {
			t.Errorf("%s: exit %d, %q, want %q", tt.name, code, out.String(), tt.want)
		}
	}
}
