package main

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"uncramp/cmd/uncramp/internal/picture"
	"uncramp/cmd/uncramp/internal/sessionlog"
	"uncramp/routine"
)

// lastSessions is how many sessions the table shows without --since.
const lastSessions = 20

func logCommand() *cobra.Command {
	var asJSON, asCSV, force bool
	var since, file string
	c := &cobra.Command{
		Use: "log", Short: "Show the sessions that you have played", Args: noArgs,
		Long: `Show the last sessions, and on how many days there was one. The log is a file on
this machine that only you can read: a line of JSON for each session. Nothing is
sent anywhere. --no-log plays a session that is not remembered.`,
		Example: `  uncramp log --since 2026-11-01
  uncramp log --picture weeks.svg
  uncramp log forget --before 2026-01-01`,
		RunE: func(c *cobra.Command, _ []string) error {
			if asJSON && asCSV {
				return usageError("--json or --csv, not both")
			}
			if file != "" && file != "-" && !isSVG(file) {
				return hint(usageError("%q: not an .svg file", file), "name one: uncramp log --picture weeks.svg")
			}
			from, err := parseDay("since", since)
			if err != nil {
				return err
			}
			path, err := sessionlog.Path()
			if err != nil {
				return err
			}
			now := time.Now()
			var log sessionlog.Log
			if since != "" || asJSON || asCSV || file != "" {
				log, err = sessionlog.Read(path)
			} else {
				log, err = sessionlog.Recent(path, now)
			}
			if err != nil {
				return err
			}
			if log.Damaged > 0 {
				tell(c.ErrOrStderr(), "Damaged lines in the log, which are left out: %d.", log.Damaged)
			}
			shown := log.Since(from)
			switch out := c.OutOrStdout(); {
			case file != "":
				return drawWeeks(c, file, force, log, from, now)
			case asJSON:
				return logJSON(out, shown, log.Damaged)
			case asCSV:
				return logCSV(out, shown)
			default:
				if since == "" {
					shown = shown[max(0, len(shown)-lastSessions):]
				}
				return printLog(out, log, shown, now)
			}
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON, for programs")
	c.Flags().BoolVar(&asCSV, "csv", false, "print CSV, for spreadsheets")
	c.Flags().StringVar(&since, "since", "", "only sessions since a `DATE`, such as 2026-11-01")
	completes(c, "since", noFiles, time.Now().AddDate(0, 0, -28).Format(time.DateOnly))
	c.Flags().StringVar(&file, "picture", "", "draw the weeks into an SVG `FILE`, or - for standard output")
	c.Flags().BoolVar(&force, "force", false, "replace a file that exists")
	c.AddCommand(forgetCommand())
	return c
}

func forgetCommand() *cobra.Command {
	var before string
	var yes bool
	c := &cobra.Command{
		Use: "forget", Short: "Remove sessions from the log", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			day, err := parseDay("before", before)
			if err != nil {
				return err
			}
			what := "all sessions"
			if before == "" {
				day = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
			} else {
				what = "the sessions before " + before
			}
			if !yes {
				if sure, err := confirmed(c, "Forget "+what+"?"); err != nil || !sure {
					return err
				}
			}
			path, err := sessionlog.Path()
			if err != nil {
				return err
			}
			n, err := sessionlog.Forget(path, day)
			if err != nil {
				return fmt.Errorf("nothing was forgotten: %w", err)
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "Sessions forgotten: %d.\n", n)
			return err
		},
	}
	c.Flags().StringVar(&before, "before", "", "only those before a `DATE`, such as 2026-11-01")
	completes(c, "before", noFiles)
	c.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return c
}

// confirmed asks a question on a terminal. Only y and yes confirm.
func confirmed(c *cobra.Command, question string) (bool, error) {
	in, ok := c.InOrStdin().(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return false, hint(usageError("nobody can be asked: standard input is no terminal"), "--yes does not ask")
	}
	fmt.Fprintf(c.ErrOrStderr(), "%s [y/N] ", question)
	answers := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(in).ReadString('\n')
		answers <- strings.ToLower(strings.TrimSpace(line))
	}()
	select {
	case answer := <-answers:
		return answer == "y" || answer == "yes", nil
	case <-c.Context().Done():
		return false, errInterrupted
	}
}

// parseDay reads a date in the local time zone. An empty text is the zero time.
func parseDay(flag, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, text, time.Local)
	if err != nil {
		return day, usageError("%s %q: must be a date, such as 2026-11-01", flag, text)
	}
	return day, nil
}

// printLog writes sessions as a table, and on how many days there was one.
func printLog(w io.Writer, log sessionlog.Log, shown []sessionlog.Session, now time.Time) error {
	out := bufio.NewWriter(w)
	if len(log.Sessions) == 0 {
		fmt.Fprintln(out, "No session yet: uncramp plays one.")
		return out.Flush()
	}
	for _, s := range shown {
		fmt.Fprintf(out, "%s  %-5s  %-24s  %s\n", s.Start.Format("Mon 2006-01-02 15:04"), cmp.Or(s.Side, "-"), heldWords(s), endWords(s))
	}
	last, before := log.Days(now)
	fmt.Fprintf(out, "\nIn the last four weeks you stretched on %s.\nIn the four weeks before, on %s.\n", counted(last, "day"), counted(before, "day"))
	return out.Flush()
}

// counted returns a number of things, as in "no day", "1 day" and "2 days".
func counted(n int, thing string) string {
	switch n {
	case 0:
		return "no " + thing
	case 1:
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// heldWords says how long the holds of a session were, as in "90 s in 3 holds". If there
// were none, and the routine has no sides, it is the routine's name.
func heldWords(s sessionlog.Session) string {
	words := counted(s.Whole+s.Cut, "hold")
	switch {
	case s.Whole+s.Cut > 0:
		words = fmt.Sprintf("%d s in %s", s.HeldLeft+s.HeldRight+s.Held, words)
	case s.Side == "":
		return s.Routine
	}
	if s.Cut > 0 {
		words += fmt.Sprintf(", %d cut", s.Cut)
	}
	return words
}

// endWords says how a session ended, as in "stopped at 2:30".
func endWords(s sessionlog.Session) string {
	at := "at " + routine.FormatTime(time.Duration(s.StoppedAt)*time.Second)
	if s.StoppedAt == 0 {
		at = "in the opening"
	}
	switch s.Ended {
	case sessionlog.Done:
		return "to its end"
	case sessionlog.Stopped:
		return "stopped " + at
	case sessionlog.Lost:
		return "sound lost " + at
	case sessionlog.Started:
		return "its end is not known"
	}
	return string(s.Ended)
}

func logJSON(w io.Writer, shown []sessionlog.Session, damaged int) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	if shown == nil {
		shown = []sessionlog.Session{}
	}
	return out.Encode(map[string]any{"sessions": shown, "damaged_lines": damaged})
}

func logCSV(w io.Writer, shown []sessionlog.Session) error {
	out := csv.NewWriter(w)
	out.Write([]string{"start", "end", "routine", "side", "held_left", "held_right", "holds", "holds_cut", "ended", "stopped_at"})
	for _, s := range shown {
		stopped := ""
		if s.Ended != sessionlog.Done && s.Ended != sessionlog.Started {
			stopped = strconv.Itoa(s.StoppedAt)
		}
		out.Write([]string{s.Start.Format(time.RFC3339), s.End.Format(time.RFC3339), s.Routine, s.Side, strconv.Itoa(s.HeldLeft),
			strconv.Itoa(s.HeldRight), strconv.Itoa(s.Whole), strconv.Itoa(s.Cut), string(s.Ended), stopped})
	}
	out.Flush()
	return out.Error()
}

// drawWeeks draws the calendar into a file, or to standard output.
func drawWeeks(c *cobra.Command, path string, force bool, log sessionlog.Log, from, now time.Time) error {
	var all []picture.Day
	for _, s := range log.Since(from) {
		all = append(all, picture.Day{Date: s.Start, Left: s.HeldLeft+s.Held > 0, Right: s.HeldRight+s.Held > 0})
	}
	return drawTo(c, path, force, func(w io.Writer) error { return picture.WriteWeeks(w, all, now) })
}
