package soundserver

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"
)

// tail is how much more is recorded once a recording is to stop. The recorder
// gets blocks of 25 ms; what has been played by then is in it well before.
const tail = 500 * time.Millisecond

// Recording is what the sink plays, from first to last, silence included.
type Recording struct {
	format Format
	cmd    *exec.Cmd

	mu    sync.Mutex
	more  *sync.Cond // data has grown, or ended is set
	data  bytes.Buffer
	ended bool
}

// Record starts recording what the sink plays, and returns when the first
// frames have arrived: what is played from now on will be in it.
func (s *Server) Record(t testing.TB) *Recording {
	t.Helper()
	return s.RecordSink(t, sink)
}

// RecordSink is Record for the sink of that name.
func (s *Server) RecordSink(t testing.TB, name string) *Recording {
	t.Helper()
	r := &Recording{format: s.format}
	r.more = sync.NewCond(&r.mu)
	r.cmd = exec.Command(before[0], append(slices.Clone(before[1:]), "parec", "-d", name+".monitor", "--format="+string(s.format),
		"--rate=48000", "--channels=2", "--raw", "--latency-msec=25")...)
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
		t.Fatal("the recorder ended before it heard anything")
	}
	return r
}

// read collects what the recorder writes until it ends.
func (r *Recording) read(out io.Reader) {
	block := make([]byte, 1<<14)
	for {
		n, err := out.Read(block)
		r.mu.Lock()
		r.data.Write(block[:n])
		r.ended = err != nil
		r.more.Broadcast()
		r.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// await returns the bytes recorded once there are n, or the recorder has ended.
func (r *Recording) await(n int) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.data.Len() < n && !r.ended {
		r.more.Wait()
	}
	return r.data.Len()
}

// Frames is how many frames have been recorded so far.
func (r *Recording) Frames() int { return r.await(0) / r.frameSize() }

// Stop ends the recording and returns its bytes: everything played before the
// call, and some silence. When the server is gone it is what was heard of it.
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

// Frames16 reads stereo frames of 16 bit little-endian samples.
func Frames16(data []byte) [][2]int16 {
	frames := make([][2]int16, len(data)/4)
	for i := range frames {
		frames[i][0] = int16(binary.LittleEndian.Uint16(data[4*i:]))
		frames[i][1] = int16(binary.LittleEndian.Uint16(data[4*i+2:]))
	}
	return frames
}

// Frames32 reads stereo frames of 32 bit little-endian floats.
func Frames32(data []byte) [][2]float32 {
	frames := make([][2]float32, len(data)/8)
	for i := range frames {
		frames[i][0] = math.Float32frombits(binary.LittleEndian.Uint32(data[8*i:]))
		frames[i][1] = math.Float32frombits(binary.LittleEndian.Uint32(data[8*i+4:]))
	}
	return frames
}
