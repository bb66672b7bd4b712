package mastering

import (
	"bytes"
	"crypto/md5"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/mewkiz/flac"
)

// readFLAC reads a FLAC file. The decoder checks each frame's sum; that none is
// missing shows in the file's own MD5 and number of samples.
func readFLAC(file []byte, c *collector) error {
	stream, err := flac.New(bytes.NewReader(file))
	if err != nil {
		return fmt.Errorf("corrupt: %w", err)
	}
	info := stream.Info
	channels, bits := int(info.NChannels), int(info.BitsPerSample)
	if err := c.format(int(info.SampleRate), channels, info.NSamples); err != nil {
		return err
	}
	if bits != 16 && bits != 24 && bits != 32 {
		return fmt.Errorf("samples of %d bits: it takes 16, 24 and 32", bits)
	}
	scale := 1 / math.Exp2(float64(bits-1))
	sum := md5.New()
	values := make([]float64, channels)
	for {
		frame, err := stream.ParseNext()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("corrupt: %w", err)
		}
		if len(frame.Subframes) != channels || int(frame.BitsPerSample) != bits {
			return errors.New("corrupt: the format changes within the file")
		}
		frame.Hash(sum)
		for i := range int(frame.BlockSize) {
			for ch := range values {
				values[ch] = float64(frame.Subframes[ch].Samples[i]) * scale
			}
			if err := c.frame(values...); err != nil {
				return err
			}
		}
	}
	if n := info.NSamples; n != 0 && n != uint64(len(c.samples)) {
		return fmt.Errorf("corrupt: %d samples of %d", len(c.samples), n)
	}
	if unknown := [md5.Size]byte{}; info.MD5sum != unknown && !bytes.Equal(info.MD5sum[:], sum.Sum(nil)) {
		return errors.New("corrupt: not the samples that were encoded")
	}
	return nil
}
