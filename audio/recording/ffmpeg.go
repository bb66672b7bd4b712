package recording

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unicode"

	"github.com/gopxl/beep/v2"
)

// ffmpegRate is the rate that ffmpeg converts to if a file's own is not known.
const ffmpegRate beep.SampleRate = 48000

// ffmpegPatience is how long ffmpeg may give nothing.
var ffmpegPatience = 10 * time.Second

// ffmpeg is a running program that decodes one file.
type ffmpeg struct {
	cmd    *exec.Cmd
	out    *bufio.Reader
	said   lastLine
	why    error
	idle   *time.Timer // kills it
	late   atomic.Bool
	none   bool // it has not given sound
	ended  error
	raw    [8 << 10]byte
	cancel context.CancelFunc
}

// startFFmpeg starts to decode a file to stereo at a rate; why is what keeps it
// from being read here.
func startFFmpeg(ctx context.Context, path string, rate beep.SampleRate, why error) (*ffmpeg, error) {
	program, err := exec.LookPath("ffmpeg")
	if err != nil {
		return nil, fmt.Errorf("%w: to read it, install ffmpeg (apt install ffmpeg), or convert it to WAV, FLAC or MP3", why)
	}
	ctx, cancel := context.WithCancel(ctx)
	f := &ffmpeg{why: why, cancel: cancel, none: true}
	f.cmd = exec.CommandContext(ctx, program, "-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe", "-i", "file:"+path,
		"-map", "0:a:0", "-ac", "2", "-ar", strconv.Itoa(int(rate)), "-f", "f32le", "pipe:1")
	f.cmd.Stderr, f.cmd.WaitDelay = &f.said, time.Second
	dieWithParent(f.cmd)
	out, err := f.cmd.StdoutPipe()
	if err == nil {
		err = f.cmd.Start()
	}
	if err != nil {
		cancel()
		return nil, fmt.Errorf("%w, and ffmpeg: %w", why, err)
	}
	f.out = bufio.NewReaderSize(out, 64<<10)
	f.idle = time.AfterFunc(ffmpegPatience, func() {
		f.late.Store(true)
		cancel()
	})
	if _, err := f.out.Peek(1); err != nil {
		return nil, f.end()
	}
	f.idle.Stop()
	return f, nil
}

func (f *ffmpeg) read(frames [][2]float64) (n int, err error) {
	const frame = 8
	for n < len(frames) && err == nil {
		f.idle.Reset(ffmpegPatience)
		var got int
		got, err = io.ReadFull(f.out, f.raw[:min(len(f.raw), frame*(len(frames)-n))])
		f.idle.Stop()
		for b := f.raw[:got-got%frame]; len(b) > 0; b = b[frame:] {
			frames[n] = [2]float64{
				float64(math.Float32frombits(binary.LittleEndian.Uint32(b))),
				float64(math.Float32frombits(binary.LittleEndian.Uint32(b[4:]))),
			}
			n++
		}
	}
	f.none = f.none && n == 0
	if err != nil {
		err = f.end()
	}
	return n, err
}

// end waits for the program, whose output has ended, and returns io.EOF if all went
// well.
func (f *ffmpeg) end() error {
	if f.ended != nil {
		return f.ended
	}
	f.idle.Stop()
	waited := f.cmd.Wait()
	f.cancel()
	said := f.said.String()
	switch {
	case f.late.Load():
		f.ended = fmt.Errorf("%w, and ffmpeg gave nothing for %v", f.why, ffmpegPatience)
	case waited == nil && !f.none:
		f.ended = io.EOF
	case said != "":
		f.ended = fmt.Errorf("%w, and ffmpeg cannot read it: %s", f.why, said)
	case waited != nil:
		f.ended = fmt.Errorf("%w, and ffmpeg: %w", f.why, waited)
	default:
		f.ended = fmt.Errorf("%w, and ffmpeg finds no sound in it: save it as WAV or FLAC of 16 or 24 bits with another program", f.why)
	}
	return f.ended
}

func (f *ffmpeg) stop() {
	f.cancel()
	f.end()
}

// lastLine keeps the end of what a program says.
type lastLine struct{ said []byte }

func (l *lastLine) Write(p []byte) (int, error) {
	const most = 4 << 10
	l.said = append(l.said, p...)
	l.said = l.said[max(0, len(l.said)-most):]
	return len(p), nil
}

// String returns the last line, without what no line has and without the file's
// name in front, which its reader knows.
func (l *lastLine) String() string {
	said := bytes.TrimSpace(l.said)
	line := string(said[bytes.LastIndexByte(said, '\n')+1:])
	if i := strings.LastIndex(line, ": "); strings.HasPrefix(line, "file:") && i > 0 {
		line = line[i+2:]
	}
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, line)
}
