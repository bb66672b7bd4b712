package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"uncramp/cmd/uncramp/internal/screen"
	"uncramp/cmd/uncramp/internal/voicemaker"
	"uncramp/routine"
	"uncramp/sounds"
)

func voiceCheckCommand() *cobra.Command {
	var file string
	c := &cobra.Command{
		Use:   "check NAME|FOLDER",
		Short: "Measure a voice or recordings, and say what is wrong",
		Long: `Measure every recording of a built-in voice, of a voice in a folder, or of a
folder of recordings from which a voice can be made, as they are after trimming:
length, loudness, true peak, the gain that makes it as loud as the others, and
what the limiter takes off the highest peak then. If a recording is missing or
something falls short, the exit code is 1. Recordings may need gain. What a
voice lacks, another one speaks.`,
		Example: `  uncramp voice check heart
  uncramp voice check ~/recordings`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError("%s takes one voice or folder", name(c))
			}
			return nil
		},
		ValidArgsFunction: completeVoices,
		RunE: func(c *cobra.Command, args []string) error {
			voice, err := expandPath(args[0])
			if err != nil {
				return err
			}
			needs, _, err := openNeeds(file)
			if err != nil {
				return err
			}
			report, err := voicemaker.Check(c.Context(), voicePath(voice), needs)
			if err != nil {
				return unknownVoice(args[0], err)
			}
			if err := printReport(c.OutOrStdout(), report); err != nil {
				return err
			}
			if n := len(report.Faults); n > 0 {
				return fmt.Errorf("%s: %s", args[0], counted(n, "problem"))
			}
			return nil
		},
	}
	routineFlag(c, &file)
	return c
}

func printReport(w io.Writer, r *voicemaker.Report) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "%-16s  %8s  %10s  %10s  %8s", "cue", "length", "loudness", "true peak", "gain")
	if !r.Made {
		fmt.Fprintf(out, "  %8s", "limiter")
	}
	fmt.Fprintln(out)
	for _, clip := range r.Clips {
		if clip.Length == 0 {
			fmt.Fprintf(out, "%-16s  %8s  %10s  %10s  %8s\n", screen.Clean(clip.ID), "-", "-", "-", "-")
			continue
		}
		fmt.Fprintf(out, "%-16s  %6.2f s  %5.1f LUFS  %5.1f dBTP  %+5.1f dB", screen.Clean(clip.ID),
			routine.Samples(clip.Length).Duration().Seconds(), float64(clip.Loudness), float64(clip.TruePeak), clip.Gain)
		if !r.Made {
			fmt.Fprintf(out, "  %5.1f dB", clip.Limiter)
		}
		if clip.Notes != "" {
			fmt.Fprintf(out, "  %s", clip.Notes)
		}
		fmt.Fprintln(out)
	}
	if n := len(r.Lacks); n > 0 {
		fmt.Fprintf(out, "\nNot in it, so %s speaks them: %s\n", cmp.Or(r.Extends, sounds.DefaultVoice), strings.Join(r.Lacks, ", "))
	}
	if len(r.Faults) > 0 {
		fmt.Fprintln(out)
	}
	for _, f := range r.Faults {
		fmt.Fprintln(out, screen.Clean(fmt.Sprintf("%s: %v", f.Where, f.Err)))
	}
	return out.Flush()
}
