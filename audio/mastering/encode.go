package mastering

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"strconv"

	"uncramp/audio/process"
)

// EncodeMP3 encodes mono samples at 48 kHz, full scale ±1, as MPEG-1 Layer III at a
// constant bit rate in kbit/s, with a gapless tag and without ID3. Decoding gives as many
// samples, at the same times and the same level. Samples beyond full scale are clipped.
// The encoder is the program lame, or ffmpeg with its library, which can add a
// millisecond of silence at the end. If the PATH has neither,
// the error is a [*process.Missing]. The same version makes the same bytes of the same
// samples.
func EncodeMP3(ctx context.Context, samples []float64, kbps int) ([]byte, error) {
	if len(samples) == 0 {
		return nil, errors.New("nothing to encode")
	}
	name, err := process.Find("lame", "ffmpeg")
	if err != nil {
		return nil, err
	}
	// An encoder seeks back to its first frame to write the gapless tag, so its output is
	// a file and not a pipe.
	file, err := process.NewScratch("uncramp-*.mp3", nil)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	scale := strconv.FormatFloat(1/presetScale(kbps), 'f', 6, 64)
	args := []string{
		"--quiet",
		"-r", "-s", "48", "--bitwidth", "24", "--signed", "--little-endian", "-m", "m",
		"--cbr", "-b", strconv.Itoa(kbps), "-q", "0", "--resample", "48",
		"--scale", scale,
		"--noreplaygain", "-", file.Name(0),
	}
	if name == "ffmpeg" {
		args = []string{
			"-v", "error", "-nostdin", "-protocol_whitelist", "file,pipe", "-bitexact",
			"-f", "s24le", "-ar", "48000", "-ac", "1", "-i", "pipe:0",
			"-af", "aformat=sample_fmts=fltp,volume=" + scale, "-c:a", "libmp3lame", "-b:a", strconv.Itoa(kbps) + "k", "-compression_level", "0",
			"-id3v2_version", "0", "-f", "mp3", "-y", file.Name(0),
		}
	}
	encoder := process.Command{
		Name: name, Args: args, Files: []*process.Scratch{file},
		Feed: func(w io.Writer) error { _, err := w.Write(pcm24(samples)); return err },
	}
	if err := encoder.Run(ctx); err != nil {
		return nil, err
	}
	const most = 16 << 20 // bytes; a clip has a hundred times less
	return file.Bytes(most)
}

// presetScale returns the factor by which lame 3.100 turns down what it encodes in mono
// at a constant bit rate (its presets.c, abr_switch_map, column "scale"; measured, too,
// by decoding a sine). EncodeMP3 asks for the inverse, because clips are levelled.
func presetScale(kbps int) float64 {
	switch {
	case kbps <= 160:
		return 0.95
	case kbps <= 192:
		return 0.97
	case kbps <= 224:
		return 0.98
	}
	return 1
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
