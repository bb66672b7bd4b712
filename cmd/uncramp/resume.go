package main

import (
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"uncramp/routine"
)

// howToResume says how to resume a session that ended early, at a moment of its course.
// In the opening nothing is lost.
func (s *session) howToResume(c *routine.Course, end routine.Moment) string {
	called := s.called(c.Side())
	from := c.From(end.Clock).Truncate(time.Second)
	if from == 0 {
		return "to start again: " + called
	}
	return fmt.Sprintf("to resume: %s%s --from %s", called, s.resumeWith, routine.FormatTime(from))
}

// asCalled returns the command line as it was, without --from.
func asCalled(c *cobra.Command, args []string) string {
	words := append([]string{"uncramp"}, args...)
	c.Flags().Visit(func(f *pflag.Flag) {
		switch {
		case f.Name == "from", f.Value.String() == "false":
		case f.Value.Type() == "bool":
			words = append(words, "--"+f.Name)
		default:
			words = append(words, "--"+f.Name, f.Value.String())
		}
	})
	for i, w := range words {
		words[i] = shellWord(w)
	}
	return strings.Join(words, " ")
}

// shellWord returns a word as it is typed in this system's shell.
func shellWord(w string) string { return quote(runtime.GOOS, w) }

// quote returns a word as it is typed in a Unix shell, or in both cmd and
// PowerShell. What only PowerShell would replace is quoted for PowerShell alone.
func quote(system, w string) string {
	if system != "windows" {
		if !strings.ContainsAny(w, " \t\n\"'\\$&|;()<>*?`!#~{}[]") {
			return w
		}
		return "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
	}
	switch {
	case strings.ContainsAny(w, "$`"):
		return "'" + strings.ReplaceAll(w, "'", "''") + "'"
	case strings.ContainsAny(w, " \t'&|;,()<>^@#{}[]~%!="):
		if strings.HasSuffix(w, `\`) {
			w += `\` // one before a quote would belong to it
		}
		return `"` + w + `"`
	}
	return w
}
