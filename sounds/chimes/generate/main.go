// Generate makes the chimes and bells of a session: it synthesises each one from
// the score, brings it to its loudness, and encodes it. The tests measure what
// comes out.
//
// It needs lame on PATH. The recordings are in the repository, so that nobody
// else does.
package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"uncramp/audio/encode"
	"uncramp/audio/meter"
)

// kbps keeps the codec's noise within a few steps of 16 bit, and all recordings
// together at half a megabyte.
const kbps = 96

func main() {
	if err := run(context.Background(), "chimes"); err != nil { // as go generate starts it
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// run writes NAME.mp3 for each chime of the score into a folder.
func run(ctx context.Context, folder string) error {
	for _, c := range score {
		data, err := encode.Clip(ctx, rendered(c), kbps)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		if err := os.WriteFile(filepath.Join(folder, c.name+".mp3"), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// rendered returns a chime at its loudness.
func rendered(c chime) []float64 {
	samples := render(c)
	gain := decibels(c.loudness - float64(meter.Measure(samples).Momentary))
	for i := range samples {
		samples[i] *= gain
	}
	return samples
}

// decibels returns the ratio of amplitudes for a gain in dB.
func decibels(dB float64) float64 { return math.Pow(10, dB/20) }
