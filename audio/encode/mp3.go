package encode

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"strconv"

	"uncramp/audio/process"
	"uncramp/audio/tags"
)

// MP3 writes s through lame or ffmpeg at LAME's quality V2, with its gapless tag.
func MP3(ctx context.Context, w io.Writer, s Sound, t *tags.Tags) error {
	const quality = "2" // about 190 kbit/s for music
	return layer3(ctx, w, t.ID3(), s,
		[]string{"--bitwidth", "16", "-m", "j", "-V", quality},
		append(samplesToFFmpeg(16, 2), "-q:a", quality))
}

// Clip encodes mono samples at 48 kHz, full scale ±1, as an MP3 of a constant bit rate of
// at most 160 kbit/s, with a gapless tag and without ID3. Decoding gives as many samples,
// at the same times and the same level; what ffmpeg encoded can have a millisecond of
// silence behind it. Samples beyond full scale are clipped. The same version of an encoder
// makes the same bytes of the same samples. No samples are an error.
func Clip(ctx context.Context, samples []float64, kbps int) ([]byte, error) {
	if len(samples) == 0 {
		return nil, errors.New("nothing to encode")
	}
	feed := func(w io.Writer) error { _, err := w.Write(pcm24(samples)); return err }
	// At these rates lame 3.100 turns mono down to 0.95 (its presets.c, abr_switch_map,
	// column "scale"; decoding a sine shows it, too).
	rate, scale := strconv.Itoa(kbps), "1.052632" // 1/0.95
	var file bytes.Buffer
	err := layer3(ctx, &file, nil, feed,
		[]string{"--bitwidth", "24", "-m", "m", "--cbr", "-b", rate, "-q", "0", "--resample", "48", "--scale", scale},
		append(samplesToFFmpeg(24, 1), "-af", "aformat=sample_fmts=fltp,volume="+scale, "-b:a", rate+"k", "-compression_level", "0"))
	return file.Bytes(), err
}

// layer3 writes front, and then the MP3 that lame, or else ffmpeg, makes of the samples that
// feed writes. The arguments lame and ffmpeg are those of the two programs for these samples.
func layer3(ctx context.Context, w io.Writer, front []byte, feed Sound, lame, ffmpeg []string) error {
	name, err := process.Find("lame", "ffmpeg")
	if err != nil {
		return err
	}
	// An encoder goes back to its first frame to write the gapless tag, which a
	// pipe does not allow.
	files, err := process.NewScratch(nil)
	if err != nil {
		return err
	}
	defer files.Close()
	args := append([]string{"--quiet", "-r", "-s", "48", "--signed", "--little-endian", "--noreplaygain"}, append(lame, "-", files.Name(0))...)
	if name == "ffmpeg" {
		args = append(ffmpeg, "-c:a", "libmp3lame", "-id3v2_version", "0", "-f", "mp3", "-y", files.Name(0))
	}
	if err := (process.Command{Name: name, Args: args, Feed: feed}).Run(ctx); err != nil {
		return err
	}
	if _, err := w.Write(front); err != nil {
		return err
	}
	_, err = io.Copy(w, files[0])
	return err
}

// pcm24 returns samples as signed 24-bit little-endian integers. Their rounding is 48 dB
// under that of the 16 bits of a decoder, so it needs no dither.
func pcm24(samples []float64) []byte {
	const scale = 1 << 23
	out := make([]byte, 0, 3*len(samples)+1)
	for _, s := range samples {
		v := int32(math.RoundToEven(min(max(s*scale, -scale), scale-1)))
		out = binary.LittleEndian.AppendUint32(out, uint32(v))
		out = out[:len(out)-1]
	}
	return out
}
