//go:build man

// Built with the tag man, "uncramp man FOLDER" writes a manual page for every command
// and ends. No shipped program has it. The pages of cobra/doc do not name the values of
// flags, and mandoc -Tlint complains about them in 245 places.

package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func init() {
	if len(os.Args) != 3 || os.Args[1] != "man" {
		return
	}
	if err := writePages(rootCommand(), os.Args[2], today()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitFailed)
	}
	os.Exit(exitDone)
}

func writePages(c *cobra.Command, folder, date string) error {
	if !c.IsAvailableCommand() && c.HasParent() {
		return nil
	}
	file := filepath.Join(folder, pageName(c)+".1")
	if err := os.WriteFile(file, []byte(page(c, date)), 0o644); err != nil {
		return err
	}
	for _, sub := range c.Commands() {
		if err := writePages(sub, folder, date); err != nil {
			return err
		}
	}
	return nil
}

func pageName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// page returns the page of a command in the macros of man(7).
func page(c *cobra.Command, date string) string {
	c.InitDefaultHelpFlag()
	c.InitDefaultVersionFlag()
	var out strings.Builder
	section := func(title, body string) {
		if body != "" {
			fmt.Fprintf(&out, ".SH %s\n%s", title, body)
		}
	}
	fmt.Fprintf(&out, ".TH %s 1 %s \"uncramp %s\" \"User commands\"\n", strings.ToUpper(pageName(c)), date, version)
	short := strings.TrimSuffix(c.Short, ".")
	section("NAME", fmt.Sprintf("%s \\- %s\n", roff(pageName(c)), roff(strings.ToLower(short[:1])+short[1:])))
	synopsis := fmt.Sprintf(".B %s\n", roff(c.UseLine()))
	if !c.HasParent() {
		synopsis += ".br\n.B uncramp\n\\fICOMMAND\\fR ...\n"
	}
	section("SYNOPSIS", synopsis)
	if c.HasParent() {
		section("DESCRIPTION", paragraphs(cmp.Or(c.Long, c.Short+".")))
		section("OPTIONS", options(c.LocalFlags()))
	} else {
		section("DESCRIPTION", paragraphs(about))
		section("THE SESSION", paragraphs(theSession))
		section("KEYS", paragraphs(playKeys))
		section("COMMANDS", commands(c))
		section("OPTIONS", options(c.LocalFlags()))
		section("FILES", paragraphs(files))
		section("EXIT STATUS", paragraphs(strings.TrimPrefix(exitCodes, "Exit codes:\n")))
	}
	if c.Example != "" {
		section("EXAMPLES", paragraphs(c.Example))
	}
	section("SEE ALSO", seeAlso(c))
	return out.String()
}

const theSession = `You sit on the floor, let go, take the left knee with both hands and lift it
toward the right shoulder, find the angle at which the cramped muscle
stretches, hold it there with deep steady breaths, lower the leg, and rest. A
rising chime means breathe in, a falling one breathe out. A hold is counted
from its opening chime to its release chime, to the sample.

Stop at once if anything hurts sharply. The exercise is for a spine with
nothing medically wrong. If these cramps become more common, see a doctor
before you stretch. This program is no medical advice.`

const files = `  $XDG_CONFIG_HOME/uncramp/config.yaml     your defaults, the names of flags as keys
  $XDG_DATA_HOME/uncramp/voices/NAME       a voice of your own
  $XDG_STATE_HOME/uncramp/sessions.jsonl   the log of your sessions

Without these variables the folders are ~/.config, ~/.local/share and
~/.local/state. On macOS and Windows they are the system's own; uncramp config
says where. Only the log is written unasked, and --no-log prevents that.`

func commands(c *cobra.Command) string {
	var out strings.Builder
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			fmt.Fprintf(&out, ".TP\n.BR %s (1)\n%s\n", roff(pageName(sub)), roff(sub.Short))
		}
	}
	return out.String()
}

func options(flags *pflag.FlagSet) string {
	var out strings.Builder
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		fmt.Fprintf(&out, ".TP\n\\fB%s\\fR", roff(name))
		if value != "" {
			fmt.Fprintf(&out, " \\fI%s\\fR", roff(value))
		}
		fmt.Fprintf(&out, "\n%s", filled(usage))
	})
	return out.String()
}

func seeAlso(c *cobra.Command) string {
	var names []string
	if c.HasParent() {
		names = append(names, pageName(c.Parent()))
		for _, sub := range c.Commands() {
			names = append(names, pageName(sub))
		}
	}
	var out strings.Builder
	for i, name := range names {
		comma := ","
		if i == len(names)-1 {
			comma = ""
		}
		fmt.Fprintf(&out, ".BR %s (1)%s\n", roff(name), comma)
	}
	return out.String()
}

// paragraphs returns the text of a help in macros: lines that begin with two spaces keep
// their form, others are filled.
func paragraphs(text string) string {
	var all []string
	var lines []string // of one paragraph
	kept := false
	end := func() {
		switch {
		case len(lines) == 0:
		case kept:
			all = append(all, ".nf\n.RS 2\n"+strings.Join(lines, "\n")+"\n.RE\n.fi\n")
		default:
			all = append(all, filled(strings.Join(lines, " ")))
		}
		lines = nil
	}
	for line := range strings.SplitSeq(text, "\n") {
		keep := strings.HasPrefix(line, "  ")
		if line == "" || keep != kept {
			end()
		}
		kept = keep
		switch {
		case keep:
			lines = append(lines, roff(line[2:]))
		case line != "":
			lines = append(lines, line)
		}
	}
	end()
	return strings.Join(all, ".PP\n")
}

// filled returns text in lines as short as mandoc wants them, escapes included.
func filled(text string) string {
	const most = 72
	var out strings.Builder
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(roff(line+" "+word)) > most {
			out.WriteString(roff(line) + "\n")
			line = ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	if line != "" {
		out.WriteString(roff(line) + "\n")
	}
	return out.String()
}

// roff escapes what would be an escape, a request or a typographic sign.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`, "^", `\(ha`, "~", `\(ti`, "`", `\(ga`).Replace(s)
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		s = `\&` + s
	}
	return s
}
