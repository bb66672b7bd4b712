// Package encode writes MP3, M4A and Opus files through encoders on the PATH: LAME,
// ffmpeg and opusenc. They read the samples from a pipe. The error of an encoder that
// fails, stands still or is missing is one line; see [process.Command].
//
// [MP3], [M4A] and [Opus] write a session with its tags, and [Clip] a sentence.
package encode

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"uncramp/audio/process"
	"uncramp/audio/tags"
)

// Sound writes samples: 48 kHz, two channels, 16 bit, little-endian.
type Sound func(io.Writer) error

const (
	aacRate  = "128k" // bits a second
	opusRate = "64"   // kbit a second
)

// M4A writes s through ffmpeg, as AAC.
func M4A(ctx context.Context, w io.Writer, s Sound, t *tags.Tags) error {
	files, err := process.NewScratch(nil, tags.FFMetadata(t.Texts(), t.Chapters), t.Cover.Data)
	if err != nil {
		return err
	}
	defer files.Close()
	c := process.Command{Name: "ffmpeg", Feed: s, Args: append(samplesToFFmpeg(16, 2),
		"-f", "ffmetadata", "-i", files.Name(1),
		"-f", strings.TrimPrefix(t.Cover.MIME, "image/")+"_pipe", "-i", files.Name(2),
		"-map", "0:a", "-map", "2:v", "-map_metadata", "1", "-map_chapters", "1",
		"-c:a", "aac", "-b:a", aacRate, "-metadata:s:a:0", "language="+t.ISO639(),
		"-c:v", "copy", "-disposition:v:0", "attached_pic",
		"-movflags", "+faststart", "-f", "ipod", "-y", files.Name(0))}
	if err := c.Run(ctx); err != nil {
		return err
	}
	_, err = io.Copy(w, files[0])
	return err
}

// Opus writes s through opusenc or ffmpeg. What ffmpeg 5.1 makes of chapters has wrong
// times, and it writes no cover, so it gets both as comments.
func Opus(ctx context.Context, w io.Writer, s Sound, t *tags.Tags) error {
	name, err := process.Find("opusenc", "ffmpeg")
	if err != nil {
		return err
	}
	comments := append(t.Vorbis(), [2]string{"METADATA_BLOCK_PICTURE", t.Cover.Block()})
	files, err := process.NewScratch(t.Cover.Data, tags.FFMetadata(comments, nil))
	if err != nil {
		return err
	}
	defer files.Close()
	args := []string{"--quiet", "--raw", "--raw-bits", "16", "--raw-rate", "48000", "--raw-chan", "2",
		"--bitrate", opusRate, "--picture", files.Name(0)}
	for _, tag := range t.Vorbis() {
		args = append(args, "--comment", tag[0]+"="+tag[1])
	}
	args = append(args, "-", "-")
	if name == "ffmpeg" {
		args = append(samplesToFFmpeg(16, 2), "-f", "ffmetadata", "-i", files.Name(1), "-map", "0:a", "-map_metadata", "1",
			"-c:a", "libopus", "-b:a", opusRate+"k", "-f", "opus", "pipe:1")
	}
	return process.Command{Name: name, Args: args, Feed: s, Output: w}.Run(ctx)
}

// samplesToFFmpeg begins the arguments of ffmpeg with its first input.
func samplesToFFmpeg(bits, channels int) []string {
	return []string{"-v", "error", "-nostdin", "-protocol_whitelist", "file,pipe", "-bitexact",
		"-f", fmt.Sprintf("s%dle", bits), "-ar", "48000", "-ac", strconv.Itoa(channels), "-i", "pipe:0"}
}
