//go:build unix

package main

import (
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
)

// patience is how long tests wait for what should happen at once.
const patience = 30 * time.Second

// await waits until so returns true.
func await(t *testing.T, what string, within time.Duration, so func() bool) {
	t.Helper()
	for end := time.Now().Add(within); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within %v: %s", within, what)
		}
	}
}

// runnable returns the names of all commands that do something.
func runnable(c *cobra.Command) (paths []string) {
	if c.Runnable() && c.HasParent() {
		_, path, _ := strings.Cut(c.CommandPath(), " ")
		paths = append(paths, path)
	}
	for _, sub := range c.Commands() {
		paths = append(paths, runnable(sub)...)
	}
	return paths
}
