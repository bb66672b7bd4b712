package audio

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestWriteFileIntoDevices(t *testing.T) {
	if err := WriteFile(t.Context(), "/dev/null", WAV, false, counting(10), 10, nil); err != nil {
		t.Error(err)
	}
	for _, f := range []Format{WAV, FLAC} {
		if err := WriteFile(t.Context(), "/dev/full", f, false, counting(10), 10, nil); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("%s on a full disk: %v", f, err)
		}
	}
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	got := make(chan []byte)
	go func() { b, _ := os.ReadFile(fifo); got <- b }()
	if err := WriteFile(t.Context(), fifo, WAV, false, counting(1000), 1000, nil); err != nil {
		t.Error(err)
	}
	if b := <-got; len(b) != 4044 {
		t.Errorf("%d bytes came out of the FIFO", len(b))
	}
}
