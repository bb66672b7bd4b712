package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"uncramp/audio/device"
	"uncramp/cmd/uncramp/internal/screen"
)

// deviceFlags adds the flags that say where sound goes.
func deviceFlags(c *cobra.Command, o *device.Options) {
	c.Flags().StringVar(&o.Name, "device", device.Auto, "`WHERE` sound goes: auto, pulse, oto (the system's own sound) or none")
	completes(c, "device", noFiles, device.Names()...)
	c.Flags().StringVar(&o.Sink, "sink", "", "`NAME` of the sound server's output, for this program alone; uncramp soundcheck --list lists them")
	_ = c.RegisterFlagCompletionFunc("sink", func(c *cobra.Command, _ []string, _ string) (names []string, _ cobra.ShellCompDirective) {
		sinks, _ := device.Sinks(c.Context())
		for _, s := range sinks {
			names = append(names, described(s.Name, s.Description))
		}
		return names, noFiles
	})
}

// listSinks prints the sound server's outputs, the default one marked.
func listSinks(c *cobra.Command, w io.Writer) error {
	sinks, err := device.Sinks(c.Context())
	if err != nil {
		return err
	}
	for _, s := range sinks {
		mark := " "
		if s.Default {
			mark = "*"
		}
		fmt.Fprintf(w, "%s %s  %s\n", mark, screen.Clean(s.Name), screen.Clean(s.Description))
	}
	return nil
}
