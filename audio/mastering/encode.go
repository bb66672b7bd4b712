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
// constant bit rate in kbit/s, with LAME's gapless tag and without ID3. Decoding gives
// as many samples, at the same times and the same level. Samples beyond full scale are
// clipped. The encoder is the program lame. If the PATH has none, the error is a
// [*process.Missing]. The same version of lame makes the same bytes of the same samples.
func EncodeMP3(ctx context.Context, samples []float64, kbps int) ([]byte, error) {
	if len(samples) == 0 {
		return nil, errors.New("nothing to encode")
	}
	// lame seeks back to its first frame to write the gapless tag, so its output is a
	// file and not a pipe.
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
