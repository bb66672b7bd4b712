package recording_test

import (
	"path/filepath"
	"syscall"
	"testing"

	"uncramp/audio/recording"
)

// A pipe that nobody writes to would be waited for without end.
func TestOpenPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := recording.Open(pipe); err == nil || err.Error() != pipe+": is a pipe or a device, not a file" {
		t.Errorf("got %v", err)
	}
}
