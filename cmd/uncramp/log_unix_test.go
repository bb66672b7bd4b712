//go:build unix

package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"uncramp/cmd/uncramp/internal/screen/terminaltest"
	"uncramp/cmd/uncramp/internal/sessionlog"
)

// TestForgetAsks answers the question on a terminal. Only yes forgets.
func TestForgetAsks(t *testing.T) {
	for answer, left := range map[string]int{"\n": 1, "n\n": 1, "yess\n": 1, "y\n": 0, "YES\n": 0} {
		path := home(t)
		if err := sessionlog.Append(path, ago(time.Hour)); err != nil {
			t.Fatal(err)
		}
		x := terminaltest.Open(t)
		if _, err := x.Keys.WriteString(answer); err != nil {
			t.Fatal(err)
		}
		var stdout, stderr bytes.Buffer
		err := run(t.Context(), []string{"log", "forget"}, x.TTY, &stdout, &stderr)
		if log, _ := sessionlog.Read(path); err != nil || len(log.Sessions) != left || !strings.HasPrefix(stderr.String(), "Forget all sessions? [y/N]") {
			t.Errorf("%q: %d sessions left, %v, %s; want %d", answer, len(log.Sessions), err, &stderr, left)
		}
	}
}
