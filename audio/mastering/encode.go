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

// ErrNoLame is what encoding returns where there is no encoder.
var ErrNoLame = errors.New("lame not found: recordings are encoded with it (to install it: apt install lame, or brew install lame)")

// EncodeMP3 encodes mono samples at 48 kHz, full scale ±1, as MPEG-1 Layer III
// at a constant kbps kilobits a second, with LAME's gapless tag and no ID3:
// what audio.DecodeMP3 decodes to as many samples again, sample 0 the first.
// Their level is kept; samples beyond full scale are clipped. The encoder is lame, found on PATH;
// the same samples give the same bytes from the same version of it.
// It is killed when ctx is done, whose cause is returned, and if it stands still.
func EncodeMP3(ctx context.Context, samples []float64, kbps int) ([]byte, error) {
	if len(samples) == 0 {
		return nil, errors.New("nothing to encode")
	}
	if _, err := process.Find("lame"); err != nil {
		return nil, ErrNoLame
	}
	// lame goes back to its first frame to write the gapless tag, which a pipe
	// cannot do: so its output is a file, and only its input is a pipe.
	out, err := process.NewScratch("uncramp-*.mp3", nil)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	err = process.Command{Name: "lame", Files: []*process.Scratch{out}, Args: []string{"--quiet",
		"-r", "-s", "48", "--bitwidth", "24", "--signed", "--little-endian", "-m", "m",
		"--cbr", "-b", strconv.Itoa(kbps), "-q", "0", "--resample", "48",
		"--scale", strconv.FormatFloat(1/presetScale(kbps), 'f', 6, 64),
		"--noreplaygain", "-", out.Name(0)},
		Feed: func(w io.Writer) error {
			_, err := w.Write(pcm24(samples))
			return err
		}}.Run(ctx)
	if err != nil {
		return nil, err
	}
	const most = 16 << 20 // bytes; a clip has a hundred times less
	return out.Bytes(most)
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
