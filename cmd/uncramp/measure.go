package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"uncramp/audio/meter"
	"uncramp/audio/recording"
	"uncramp/audio/whole"
)

func measureCommand() *cobra.Command {
	var asJSON, force bool
	var chartFile, planFile string
	c := &cobra.Command{
		Use:   "measure FILE...",
		Short: "Measure the loudness of sound files, and find faults in them",
		Long: `Measure WAV, FLAC and MP3 files: loudness after ITU-R BS.1770 and EBU R 128,
true peak, and what would be heard as a fault. A click is a jump that stands
alone, a gap of ten samples or more, or a buffer that was sent twice; a clipped
sample is one of three or more in a row at full scale; quiet is where every
sample is under -60 dBFS. More than two channels are folded down to stereo
first, after ITU-R BS.775.`,
		Example: `  uncramp measure session.wav
  uncramp measure --json *.flac | jq .integrated_lufs
  uncramp plan --json > plan.json
  uncramp measure session.wav --chart session.svg --plan plan.json`,
		Args: func(c *cobra.Command, files []string) error {
			switch {
			case len(files) == 0:
				return usageError("%s takes one file or more", name(c))
			case chartFile != "" && len(files) > 1:
				return usageError("a chart is of one file, not of %d", len(files))
			case chartFile == "-" && asJSON:
				return usageError("standard output is for the chart or for --json, not for both")
			case planFile != "" && chartFile == "":
				return hint(usageError("a plan is for a chart"), "--chart session.svg names the chart")
			}
			return nil
		},
		RunE: func(c *cobra.Command, files []string) error {
			if err := chartApart(chartFile, files[0], planFile); err != nil {
				return err
			}
			reports, failed := measureFiles(files)
			for _, err := range failed[:max(0, len(failed)-1)] {
				complain(c.ErrOrStderr(), err)
			}
			print := printMeasured
			switch {
			case asJSON:
				print = printMeasuredJSON
			case chartFile == "-":
				print = func(io.Writer, []measurement) error { return nil } // the chart has its place
			}
			if err := print(c.OutOrStdout(), reports); err != nil {
				return err
			}
			if len(failed) > 0 {
				return unmeasured(failed[len(failed)-1])
			}
			if chartFile == "" {
				return nil
			}
			return drawChart(c, reports[0], chartFile, planFile, force)
		},
	}
	flags := c.Flags()
	flags.SortFlags = false
	flags.BoolVar(&asJSON, "json", false, "for programs, one line for each file")
	flags.StringVar(&chartFile, "chart", "", "draw the loudness over time into an SVG `FILE`; - is standard output")
	flags.StringVar(&planFile, "plan", "", "draw the phases and cues of this `FILE` on it, which uncramp plan --json has printed")
	flags.BoolVar(&force, "force", false, "replace a chart that exists")
	return c
}

// measurement is a file and what was measured of it.
type measurement struct {
	file   string
	format recording.Format
	*meter.Report
	damaged int // frames of an MP3
}

// measureFiles measures what can be measured, and returns why the others
// cannot.
func measureFiles(files []string) (reports []measurement, failed []error) {
	for _, file := range files {
		m, err := measureFile(file)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		reports = append(reports, m)
	}
	return reports, failed
}

// measureFile reads a file once, a third of a second at a time.
func measureFile(file string) (measurement, error) {
	r, err := recording.Open(file)
	if err != nil {
		return measurement{}, err
	}
	defer r.Close()
	a, err := meter.NewAnalysis(r.Rate, min(2, r.Channels))
	if err != nil {
		return measurement{}, fmt.Errorf("%s: %w", file, err)
	}
	frames := make([][2]float64, 16384)
	for {
		n, ok := r.Stream(frames)
		if !ok {
			break
		}
		a.Write(frames[:n])
	}
	if err := r.Err(); err != nil {
		return measurement{}, fmt.Errorf("%s: %w", file, err)
	}
	return measurement{file, r.Format, a.Report(), r.Damaged()}, nil
}

// unmeasured adds to an error what can be done about it.
func unmeasured(err error) error {
	if errors.Is(err, recording.ErrFormat) {
		return hint(err, "ffmpeg makes a WAV file of most other kinds: ffmpeg -i FILE out.wav")
	}
	return err
}

// chartApart refuses a chart that would take the place of what it is drawn from.
func chartApart(chart string, from ...string) error {
	there, err := os.Stat(chart)
	if err != nil {
		return nil // nothing is there, then, or writing it will say what is wrong
	}
	for _, file := range from {
		if info, err := os.Stat(file); err == nil && os.SameFile(there, info) {
			return hint(usageError("the chart would take the place of %s", file), "--chart session.svg names another file")
		}
	}
	return nil
}

// drawChart writes the chart of a measurement.
func drawChart(c *cobra.Command, m measurement, file, planFile string, force bool) error {
	drawing := chartOf(m)
	if planFile != "" {
		plan, err := readPlan(c.Context(), planFile)
		if err != nil {
			return err
		}
		if d := plan.Length.Duration() - drawing.Length; d.Abs() > drawing.Step {
			tell(c.ErrOrStderr(), "uncramp: the plan lasts %v, the file %v", clock(plan.Length), lasts(m))
		}
		layPlan(drawing, plan)
	}
	if file == "-" {
		return drawing.WriteSVG(c.OutOrStdout())
	}
	err := whole.Write(file, force, drawing.WriteSVG)
	if errors.Is(err, fs.ErrExist) {
		return hint(fmt.Errorf("%s exists", file), "--force replaces it")
	}
	if err != nil {
		return err
	}
	tell(c.ErrOrStderr(), "wrote %s", filepath.Clean(file))
	return nil
}
