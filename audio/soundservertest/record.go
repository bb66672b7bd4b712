package soundservertest

import (
	"encoding/binary"
	"math"
	"os"
	"os/exec"
	"testing"
	"time"
)

// tail is recorded after Stop. The recorder gets blocks of 25 ms.
const tail = 500 * time.Millisecond

// Recording is what a sink plays, silence included. It is recorded to a file,
// because a recorder that had to wait for a busy test would lose samples.
type Recording struct {
	t      testing.TB
	format Format
	path   string
	cmd    *exec.Cmd
	ended  chan struct{}
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
	file, err := os.CreateTemp(t.TempDir(), "recording")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r := &Recording{t: t, format: s.format, path: file.Name(), ended: make(chan struct{})}
	r.cmd = Command("parec", "-d", name+".monitor", "--format="+string(s.format),
		"--rate=48000", "--channels=2", "--raw", "--latency-msec=25")
	r.cmd.Env = s.Env()
	r.cmd.Stdout = file
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		r.cmd.Wait()
		close(r.ended)
	}()
	t.Cleanup(func() { r.cmd.Process.Kill(); <-r.ended })
	if r.await(1) == 0 {
		t.Fatal("the recorder ended before it recorded anything")
	}
	return r
}

// Frames returns how many frames have been recorded so far.
func (r *Recording) Frames() int {
	info, err := os.Stat(r.path)
	if err != nil {
		r.t.Error(err)
		return 0
	}
	return int(info.Size()) / r.frameSize()
}

// await returns the number of frames recorded, once it is n or the recorder has
// ended.
func (r *Recording) await(n int) int {
	for {
		select {
		case <-r.ended:
			return r.Frames()
		case <-time.After(time.Millisecond):
		}
		if got := r.Frames(); got >= n {
			return got
		}
	}
}

// Stop ends the recording and returns its bytes: all that was played before the
// call, and some silence. If the server is gone, they end with the server.
func (r *Recording) Stop() []byte {
	r.await(r.Frames() + int(tail.Seconds()*48000))
	r.cmd.Process.Kill()
	<-r.ended
	data, err := os.ReadFile(r.path)
	if err != nil {
		r.t.Error(err)
	}
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
