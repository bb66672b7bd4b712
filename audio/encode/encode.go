// Package encode writes MP3, M4A and Opus files through encoders on the PATH: LAME,
// ffmpeg and opusenc. They read the samples from a pipe. The error of an encoder that
// fails, stands still or is missing is one line; see [process.Command].
package encode

import (
	"context"
	"fmt"
	"io"

	"uncramp/audio/process"
	"uncramp/audio/tags"
)

// Sound writes samples: 48 kHz, two channels, 16 bit, little-endian.
type Sound func(io.Writer) error

const (
	vbrQuality = "2"    // of LAME, about 190 kbit/s for music
	aacRate    = "128k" // bits a second
	opusRate   = "64"   // kbit a second
)

// MP3 writes s through lame or ffmpeg at LAME's quality V2, with its gapless tag.
func MP3(ctx context.Context, w io.Writer, s Sound, t *tags.Tags) error {
	name, err := process.Find("lame", "ffmpeg")
	if err != nil {
		return err
	}
	// An encoder goes back to its first frame to write the gapless tag, which a
	// pipe does not allow.
	out, err := process.NewScratch("uncramp-*.mp3", nil)
	if err != nil {
		return err
	}
	defer out.Close()
	args := []string{"--quiet", "-r", "-s", "48", "--bitwidth", "16", "--signed", "--little-endian",
		"-m", "j", "-V", vbrQuality, "--noreplaygain", "-", out.Name(0)}
	if name == "ffmpeg" {
		args = append(samplesToFFmpeg(), "-c:a", "libmp3lame", "-q:a", vbrQuality,
			"-id3v2_version", "0", "-f", "mp3", "-y", out.Name(0))
	}
	if err := (process.Command{Name: name, Args: args, Files: []*process.Scratch{out}, Feed: s}).Run(ctx); err != nil {
		return err
	}
	if _, err := w.Write(t.ID3()); err != nil {
		return err
	}
	_, err = out.WriteTo(w)
	return err
}

// M4A writes s through ffmpeg, as AAC.
func M4A(ctx context.Context, w io.Writer, s Sound, t *tags.Tags) error {
	files, closeAll, err := scratches(nil, tags.FFMetadata(t.Texts(), t.Chapters), t.Cover.Data)
	if err != nil {
		return err
	}
	defer closeAll()
	c := process.Command{Name: "ffmpeg", Files: files, Feed: s, Args: append(samplesToFFmpeg(),
		"-f", "ffmetadata", "-i", files[1].Name(1),
		"-f", imageDemuxer(t.Cover), "-i", files[2].Name(2),
		"-map", "0:a", "-map", "2:v", "-map_metadata", "1", "-map_chapters", "1",
		"-c:a", "aac", "-b:a", aacRate, "-metadata:s:a:0", "language="+t.ISO639(),
		"-c:v", "copy", "-disposition:v:0", "attached_pic",
		"-movflags", "+faststart", "-f", "ipod", "-y", files[0].Name(0))}
	if err := c.Run(ctx); err != nil {
		return err
	}
	_, err = files[0].WriteTo(w)
	return err
}

// Opus writes s through opusenc or ffmpeg.
func Opus(ctx context.Context, w io.Writer, s Sound, t *tags.Tags) error {
	name, err := process.Find("opusenc", "ffmpeg")
	if err != nil {
		return err
	}
	if name == "ffmpeg" {
		return opusByFFmpeg(ctx, w, s, t)
	}
	files, closeAll, err := scratches(t.Cover.Data)
	if err != nil {
		return err
	}
	defer closeAll()
	args := []string{"--quiet", "--raw", "--raw-bits", "16", "--raw-rate", "48000", "--raw-chan", "2",
		"--bitrate", opusRate, "--picture", files[0].Name(0)}
	for _, tag := range t.Vorbis() {
		args = append(args, "--comment", tag[0]+"="+tag[1])
	}
	return process.Command{Name: name, Args: append(args, "-", "-"), Files: files, Feed: s, Output: w}.Run(ctx)
}

// opusByFFmpeg writes chapters and cover as comments: those that ffmpeg 5.1 makes of
// its own chapters have wrong times, and it writes no cover.
func opusByFFmpeg(ctx context.Context, w io.Writer, s Sound, t *tags.Tags) error {
	comments := append(t.Vorbis(), [2]string{"METADATA_BLOCK_PICTURE", t.Cover.Block()})
	files, closeAll, err := scratches(tags.FFMetadata(comments, nil))
	if err != nil {
		return err
	}
	defer closeAll()
	return process.Command{Name: "ffmpeg", Files: files, Feed: s, Output: w, Args: append(samplesToFFmpeg(),
		"-f", "ffmetadata", "-i", files[0].Name(0), "-map", "0:a", "-map_metadata", "1",
		"-c:a", "libopus", "-b:a", opusRate+"k", "-f", "opus", "pipe:1")}.Run(ctx)
}

// samplesToFFmpeg begins the arguments of ffmpeg with its first input.
func samplesToFFmpeg() []string {
	return []string{"-v", "error", "-nostdin", "-protocol_whitelist", "file,pipe", "-bitexact",
		"-f", "s16le", "-ar", "48000", "-ac", "2", "-i", "pipe:0"}
}

// imageDemuxer names what reads the picture from a file whose name says nothing.
func imageDemuxer(p *tags.Picture) string {
	if p.MIME == "image/jpeg" {
		return "jpeg_pipe"
	}
	return "png_pipe"
}

func scratches(contents ...[]byte) (files []*process.Scratch, closeAll func(), err error) {
	closeAll = func() {
		for _, f := range files {
			f.Close()
		}
	}
	for _, content := range contents {
		f, err := process.NewScratch("uncramp-*.tmp", content)
		if err != nil {
			closeAll()
			return nil, nil, fmt.Errorf("a temporary file: %w", err)
		}
		files = append(files, f)
	}
	return files, closeAll, nil
}
