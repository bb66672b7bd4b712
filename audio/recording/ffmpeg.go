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

// ffmpeg is the output of a program that decodes a file.
type ffmpeg struct {
	io.ReadCloser
	why error // why the file cannot be read here
}

// startFFmpeg starts to decode a file to stereo at a rate. why says why it cannot be read
// here.
func startFFmpeg(ctx context.Context, path string, rate beep.SampleRate, why error) (decoder, io.Closer, error) {
	out := ffmpeg{process.Command{Name: "ffmpeg", Patience: ffmpegPatience, Args: []string{
		"-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe", "-i", "file:" + path,
		"-map", "0:a:0", "-ac", "2", "-ar", strconv.Itoa(int(rate)), "-f", "f32le", "pipe:1",
	}}.Open(ctx), why}
	sound := &pcm{channels: 2, frame: 8, decode: float32LE, src: bufio.NewReaderSize(out, 64<<10)}
	_, err := sound.src.Peek(1)
	if err == io.EOF {
		err = fmt.Errorf("%w, and ffmpeg finds no sound in it: save it as WAV or FLAC of 16 or 24 bits with another program", why)
	}
	if err != nil {
		out.Close()
		return nil, nil, err
	}
	return sound, out, nil
}

// Read reads the output. Its error, but for io.EOF, says what is wrong with the file.
func (f ffmpeg) Read(p []byte) (n int, err error) {
	n, err = f.ReadCloser.Read(p)
	failure, missing := (*process.Failure)(nil), (*process.Missing)(nil)
	switch {
	case err == nil || err == io.EOF:
		return n, err
	case errors.As(err, &missing):
		return n, fmt.Errorf("%w: to read it, install ffmpeg (apt install ffmpeg), or convert it to WAV, FLAC or MP3", f.why)
	case errors.Is(err, process.ErrStandsStill):
		return n, fmt.Errorf("%w, and ffmpeg gave nothing for %v", f.why, ffmpegPatience)
	case errors.As(err, &failure) && failure.Said != "":
		return n, fmt.Errorf("%w, and ffmpeg cannot read it: %s", f.why, withoutName(failure.Said))
	}
	return n, fmt.Errorf("%w, and %w", f.why, err)
}

// withoutName returns a complaint without the file's name in front, which its reader knows.
func withoutName(said string) string {
	if i := strings.LastIndex(said, ": "); strings.HasPrefix(said, "file:") && i > 0 {
		return said[i+2:]
	}
	return said
}
