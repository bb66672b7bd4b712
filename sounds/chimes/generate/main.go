// Generate makes the chimes and bells of a session: it synthesises each one
// from the score, brings it to its loudness, encodes it, and measures what the
// MP3 decodes to. Only when all of them meet their figures are they written.
//
// It needs lame on PATH. The recordings are in the repository, so that nobody
// else does.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"text/tabwriter"

	"uncramp/audio"
	"uncramp/audio/mastering"
)

//go:generate go run . -out ..

// kbps keeps the codec's noise within a few steps of 16 bit from the sound, and
// all the recordings together at about half a megabyte.
const kbps = 96

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// run makes every chime, prints its figures, and writes NAME.mp3 for each into
// the folder that -out names. Where one misses its figures nothing is written.
func run(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("generate", flag.ContinueOnError)
	out := flags.String("out", "", "the folder to write to (required)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *out == "" || flags.NArg() > 0 {
		return errors.New("usage: generate -out FOLDER")
	}

	table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "name\tlength s\tt60 s\tLUFS-M\tdBTP\tattack ms\tbytes\t")
	recordings := make([][]byte, len(score))
	var faults []error
	for i, c := range score {
		data, err := mastering.EncodeMP3(ctx, "", level(render(c), c.loudness), kbps)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		decoded, err := decode(data)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		f := measure(decoded)
		fmt.Fprintf(table, "%s\t%.2f\t%.2f\t%.2f\t%.2f\t%.1f\t%d\t\n",
			c.name, f.length.Seconds(), f.t60, f.loudness, f.truePeak, f.attack*1000, len(data))
		if err := c.judge(f); err != nil {
			faults = append(faults, err)
		}
		recordings[i] = data
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if len(faults) > 0 {
		return errors.Join(faults...)
	}
	for i, c := range score {
		if err := os.WriteFile(filepath.Join(*out, c.name+".mp3"), recordings[i], 0o644); err != nil {
			return err
		}
	}
	return nil
}

// decode is what a recording holds, full scale ±1.
func decode(data []byte) ([]float64, error) {
	pcm, err := audio.DecodeMP3(data)
	if err != nil {
		return nil, err
	}
	s := make([]float64, len(pcm))
	for i, v := range pcm {
		s[i] = float64(v) * step
	}
	return s, nil
}
