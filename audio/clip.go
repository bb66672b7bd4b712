package audio

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"

	"uncramp/audio/recording"
)

// ClipLength returns the length in samples of a recording of a voice: a FLAC, WAV or
// MP3 file, mono at 48 kHz, an MP3 with a gapless tag. It reads the header and decodes
// nothing. A file of another kind is an error.
func ClipLength(data []byte) (int64, error) {
	if isMP3(data) {
		return MP3Length(data)
	}
	f, _, err := openClip(data)
	return int64(f.Length), err
}

// DecodeClip returns the samples of a file that [ClipLength] knows the length of. Those
// of FLAC and WAV are exact up to 16 bits, and rounded beyond. A damaged file is an
// error.
func DecodeClip(data []byte) ([]int16, error) {
	if isMP3(data) {
		return DecodeMP3(data)
	}
	f, read, err := openClip(data)
	if err != nil {
		return nil, err
	}
	samples := make([]int16, 0, f.Length)
	var frames [block][2]float64
	for err == nil {
		var n int
		n, err = read(frames[:])
		for _, v := range frames[:n] {
			samples = append(samples, int16(math.RoundToEven(min(max(v[0]*(1<<15), math.MinInt16), math.MaxInt16))))
		}
	}
	switch {
	case !errors.Is(err, io.EOF):
		return nil, err
	case len(samples) != f.Length:
		return nil, fmt.Errorf("damaged: ends %d samples early", f.Length-len(samples))
	}
	return samples, nil
}

// isMP3 reports whether a file is neither FLAC nor WAV.
func isMP3(data []byte) bool {
	return !bytes.HasPrefix(data, []byte("fLaC")) && !bytes.HasPrefix(data, []byte("RIFF"))
}

func openClip(data []byte) (f recording.Format, read func([][2]float64) (int, error), err error) {
	f, read, err = recording.Decode(data)
	const longest = 1 << 24 // samples, six minutes: an allocation of any size could fail
	switch {
	case err != nil:
	case f.Rate != Rate:
		err = errors.New("not at 48 kHz")
	case f.Channels != 1:
		err = errors.New("not mono")
	case f.Length > longest:
		err = fmt.Errorf("%d samples are too many", f.Length)
	}
	return f, read, err
}
