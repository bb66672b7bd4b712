package soundservertest

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"os/exec"
	"sync"
	"testing"
	"time"
)

// tail is recorded after Stop. The recorder gets blocks of 25 ms.
const tail = 500 * time.Millisecond

// Recording is what a sink plays, silence included.
type Recording struct {
	format Format
	cmd    *exec.Cmd

	mu      sync.Mutex
	changed *sync.Cond // data has grown, or ended is set
	data    bytes.Buffer
	ended   bool
}

// Record starts to record the first sink, and returns when the first frames
// have arrived.
func (s *Server) Record(t testing.TB) *Recording {
	t.Helper()
	return s.RecordSink(t, sink)
}

// RecordSink starts to record the sink of that name.
func (s *Server) RecordSink(t testing.TB, name string) *Recording {
	t.Helper()
	r := &Recording{format: s.format}
	r.changed = sync.NewCond(&r.mu)
	r.cmd = Command("parec", "-d", name+".monitor", "--format="+string(s.format),
		"--rate=48000", "--channels=2", "--raw", "--latency-msec=25")
	r.cmd.Env = s.Env()
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.cmd.Process.Kill(); r.cmd.Wait() })
	go r.read(out)
	if r.await(1) == 0 {
		t.Fatal("the recorder ended before it recorded anything")
	}
	return r
}

// read collects what the recorder writes until the recorder ends.
func (r *Recording) read(out io.Reader) {
	block := make([]byte, 1<<14)
	for {
		n, err := out.Read(block)
		r.mu.Lock()
		r.data.Write(block[:n])
		r.ended = err != nil
		r.changed.Broadcast()
		r.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// await returns the number of bytes recorded, once it is n or the recorder has
// ended.
func (r *Recording) await(n int) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.data.Len() < n && !r.ended {
		r.changed.Wait()
	}
	return r.data.Len()
}

// Frames returns how many frames have been recorded so far.
func (r *Recording) Frames() int { return r.await(0) / r.frameSize() }

// Stop ends the recording and returns its bytes: all that was played before the
// call, and some silence. If the server is gone, they end with the server.
func (r *Recording) Stop() []byte {
	r.await(r.await(0) + int(tail.Seconds()*48000)*r.frameSize())
	r.cmd.Process.Kill()
	r.await(math.MaxInt)
	r.mu.Lock()
	defer r.mu.Unlock()
	data := r.data.Bytes()
	return data[:len(data)/r.frameSize()*r.frameSize()]
}

func (r *Recording) frameSize() int {
	if r.format == Float32 {
		return 8
	}
	return 4
}

// Frames16 decodes stereo frames of 16-bit little-endian samples.
func Frames16(data []byte) [][2]int16 {
	frames := make([][2]int16, len(data)/4)
	for i := range frames {
		frames[i][0] = int16(binary.LittleEndian.Uint16(data[4*i:]))
		frames[i][1] = int16(binary.LittleEndian.Uint16(data[4*i+2:]))
	}
	return frames
}

// Frames32 decodes stereo frames of 32-bit little-endian floats.
func Frames32(data []byte) [][2]float32 {
	frames := make([][2]float32, len(data)/8)
	for i := range frames {
		frames[i][0] = math.Float32frombits(binary.LittleEndian.Uint32(data[8*i:]))
		frames[i][1] = math.Float32frombits(binary.LittleEndian.Uint32(data[8*i+4:]))
	}
	return frames
}
