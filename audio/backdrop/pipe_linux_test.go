package backdrop

import (
	"path/filepath"
	"syscall"
	"testing"
)

// TestPipe: one that nobody writes to is refused and not waited for.
func TestPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	refuse(t, "a pipe", path, "pipe")
	refuse(t, "a device", "/dev/zero", "device")
}
