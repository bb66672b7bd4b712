package audio

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestWriteFileIntoDevices: what is no ordinary file is written in its place.
func TestWriteFileIntoDevices(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	got := make(chan []byte)
	go func() { b, _ := os.ReadFile(fifo); got <- b }()
	for _, path := range []string{"/dev/null", fifo} {
		if err := WriteFile(t.Context(), path, WAV, false, counting(1000), 1000, nil); err != nil {
			t.Error(err)
		}
	}
	if b := <-got; len(b) != 4044 {
		t.Errorf("%d bytes came out of the FIFO", len(b))
	}
}
