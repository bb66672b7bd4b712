package device

import (
	"bytes"
	"encoding/binary"
	"io"
	"testing"
)

// Reads of any size give the same bytes, and all of them.
func TestFramesReadSizes(t *testing.T) {
	const n = 5003
	var want bytes.Buffer
	for i := range n {
		binary.Write(&want, binary.LittleEndian, countedFrame(i))
	}
	for _, size := range []int{8, 9, 15, 7 * 8, 479 * 8, 4096 * 8, n * 8, 2 * n * 8} {
		f := newFrames(&counted{n: n})
		var got []byte
		buf := make([]byte, size)
		for {
			k, err := f.Read(buf)
			got = append(got, buf[:k]...)
			if err == io.EOF {
				break
			}
			if k%frameBytes != 0 || err != nil {
				t.Fatalf("reads of %d: got %d bytes, %v", size, k, err)
			}
		}
		if !bytes.Equal(got, want.Bytes()) {
			t.Errorf("reads of %d: got %d bytes that differ from the %d wanted", size, len(got), want.Len())
		}
		if read := f.read.Load(); read != n || !f.drained.Load() {
			t.Errorf("reads of %d: counted %d frames of %d", size, read, n)
		}
	}
}
