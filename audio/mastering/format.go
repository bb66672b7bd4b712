package mastering

import (
	"context"
	"math"

	"uncramp/audio"
	"uncramp/audio/encode"
	"uncramp/audio/meter"
)

// Format is a kind of file, named as its extension.
type Format string

const (
	FLAC Format = ".flac" // needs no other program, and changes nothing
	MP3  Format = ".mp3"  // through lame, or else ffmpeg
)

// Check returns an error if no clip of the format can be encoded here: it encodes a
// silent one.
func (f Format) Check(ctx context.Context) error {
	_, err := f.encode(ctx, make([]float64, Rate.N(lookAhead)))
	return err
}

func (f Format) encode(ctx context.Context, samples []float64) ([]byte, error) {
	if f == MP3 {
		return encode.Clip(ctx, samples, bitrate)
	}
	steps := make([]int16, len(samples))
	for i, s := range samples {
		steps[i] = int16(math.RoundToEven(min(max(s*(1<<15), math.MinInt16), math.MaxInt16)))
	}
	return audio.EncodeFLAC(steps)
}

// aim returns the limit of peaks at the first try. For MP3 it is well under Ceiling,
// because encoding raises some peaks.
func (f Format) aim() meter.DBTP {
	if f == MP3 {
		return Ceiling - 0.3
	}
	return Ceiling - 0.05 // the limiter may pass its limit by less than that
}
