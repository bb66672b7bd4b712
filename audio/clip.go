package audio

import (
	"errors"
	"fmt"
	"io"

	"uncramp/audio/recording"
)

// ClipLength returns the length in samples of a voice's or a chime's recording: a FLAC,
// WAV or MP3 file, mono at 48 kHz. It decodes nothing. A file of another kind is an
// error.
func ClipLength(data []byte) (int64, error) {
	f, _, err := openClip(data)
	return int64(f.Length), err
}

// DecodeClip returns the samples of a file that [ClipLength] knows the length of,
// rounded to 16 bits. A damaged file is an error.
func DecodeClip(data []byte) ([]int16, error) {
	f, read, err := openClip(data)
	if err != nil {
		return nil, err
	}
	samples := make([]int16, 0, f.Length)
	var frames [piece][2]float64
	for err == nil {
		var n int
		n, err = read(frames[:])
		for _, v := range frames[:n] {
			samples = append(samples, quantise(v[0]))
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
