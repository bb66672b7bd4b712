package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// version is the number of the next release, and of its tag.
const version = "0.1.0"

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version and how it was built", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			info, _ := debug.ReadBuildInfo()
			_, err := fmt.Fprint(c.OutOrStdout(), built(info))
			return err
		},
	}
}

// built describes a build in lines of a name and a value. info may be nil.
func built(info *debug.BuildInfo) string {
	settings := map[string]string{}
	if info != nil {
		for _, s := range info.Settings {
			settings[s.Key] = s.Value
		}
	}
	commit := settings["vcs.revision"]
	if commit == "" {
		commit = "unknown" // as with go run
	}
	if settings["vcs.modified"] == "true" {
		commit += ", with changes"
	}
	system := runtime.GOOS + "/" + runtime.GOARCH
	for _, tag := range strings.Split(settings["-tags"], ",") {
		if tag == "static" {
			system += ", static: sound through PulseAudio and PipeWire only"
		}
	}
	return fmt.Sprintf("uncramp %s\ncommit  %s\ngo      %s\nsystem  %s\n", version, commit, runtime.Version(), system)
}
