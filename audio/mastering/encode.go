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

// EncodeMP3 encodes mono samples at 48 kHz, full scale ±1, as MPEG-1 Layer III at
// a constant kbps kilobits a second, with LAME's gapless tag and no ID3. Decoding
// gives as many samples again, in the same places, at the same level; samples
// beyond full scale are clipped. The encoder is lame, found on the PATH; if there
// is none, the error is a [*process.Missing]. The same samples give the same bytes
// from the same version of it.
func EncodeMP3(ctx context.Context, samples []float64, kbps int) ([]byte, error) {
	if len(samples) == 0 {
		return nil, errors.New("nothing to encode")
	}
	// lame goes back to its first frame to write the gapless tag, which a pipe
	// cannot do: so its output is a file, and only its input is a pipe.
	file, err := process.NewScratch("uncramp-*.mp3", nil)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lame := process.Command{
		Name: "lame",
		Args: []string{
			"--quiet",
			"-r", "-s", "48", "--bitwidth", "24", "--signed", "--little-endian", "-m", "m",
			"--cbr", "-b", strconv.Itoa(kbps), "-q", "0", "--resample", "48",
			"--scale", strconv.FormatFloat(1/presetScale(kbps), 'f', 6, 64),
			"--noreplaygain", "-", file.Name(0),
		},
		Files: []*process.Scratch{file},
		Feed:  func(w io.Writer) error { _, err := w.Write(pcm24(samples)); return err },
	}
	if err := lame.Run(ctx); err != nil {
		return nil, err
	}
	const most = 16 << 20 // bytes; a clip has a hundred times less
	return file.Bytes(most)
}

// presetScale is the factor by which lame 3.100 turns down what it encodes at
// a constant bit rate in mono, unasked (column "scale" of abr_switch_map in
// its presets.c, against clipping; found again by decoding a sine). A clip is
// levelled before it gets there, so EncodeMP3 asks for the inverse.
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

// pcm24 is samples as signed 24-bit little-endian integers. 24 bits leave the
// rounding 48 dB under that of the 16 bits a recording is decoded to, so it
// needs no dither.
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
