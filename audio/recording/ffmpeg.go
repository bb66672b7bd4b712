package recording

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/process"
)

// ffmpegRate is the rate that ffmpeg converts to if a file's own is not known.
const ffmpegRate beep.SampleRate = 48000

// ffmpegPatience is how long ffmpeg may give nothing.
var ffmpegPatience = 10 * time.Second

// ffmpeg is a running program that decodes one file.
type ffmpeg struct {
	pcm
	program io.Closer
	why     error
	none    bool // it has not given sound
	ended   error
}

// startFFmpeg starts to decode a file to stereo at a rate. why says why it cannot be read
// here.
func startFFmpeg(ctx context.Context, path string, rate beep.SampleRate, why error) (*ffmpeg, error) {
	out := process.Command{Name: "ffmpeg", Patience: ffmpegPatience, Args: []string{
		"-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe", "-i", "file:" + path,
		"-map", "0:a:0", "-ac", "2", "-ar", strconv.Itoa(int(rate)), "-f", "f32le", "pipe:1",
	}}.Open(ctx)
	f := &ffmpeg{program: out, why: why, none: true}
	f.pcm = pcm{channels: 2, frame: 8, decode: float32LE, src: bufio.NewReaderSize(out, 64<<10)}
	if _, err := f.src.Peek(1); err != nil {
		f.stop()
		return nil, f.end(err)
	}
	return f, nil
}

func (f *ffmpeg) read(frames [][2]float64) (n int, err error) {
	if f.ended != nil {
		return 0, f.ended
	}
	n, err = f.pcm.read(frames)
	f.none = f.none && n == 0
	if err != nil {
		f.ended = f.end(err)
	}
	return n, f.ended
}

// end returns what the end of the program's output means: io.EOF if all went well.
func (f *ffmpeg) end(err error) error {
	failure, missing := (*process.Failure)(nil), (*process.Missing)(nil)
	switch {
	case errors.As(err, &missing):
		return fmt.Errorf("%w: to read it, install ffmpeg (apt install ffmpeg), or convert it to WAV, FLAC or MP3", f.why)
	case errors.Is(err, process.ErrStandsStill):
		return fmt.Errorf("%w, and ffmpeg gave nothing for %v", f.why, ffmpegPatience)
	case errors.As(err, &failure) && failure.Said != "":
		return fmt.Errorf("%w, and ffmpeg cannot read it: %s", f.why, withoutName(failure.Said))
	case err != io.EOF:
		return fmt.Errorf("%w, and %w", f.why, err)
	case f.none:
		return fmt.Errorf("%w, and ffmpeg finds no sound in it: save it as WAV or FLAC of 16 or 24 bits with another program", f.why)
	}
	return io.EOF
}

func (f *ffmpeg) stop() { f.program.Close() }

// withoutName returns a complaint without the file's name in front, which its reader knows.
func withoutName(said string) string {
	if i := strings.LastIndex(said, ": "); strings.HasPrefix(said, "file:") && i > 0 {
		return said[i+2:]
	}
	return said
}
