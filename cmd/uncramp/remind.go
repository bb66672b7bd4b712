package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"uncramp/audio/atomicfile"
	"uncramp/cmd/uncramp/internal/desktop"
	"uncramp/cmd/uncramp/internal/remind"
	"uncramp/cmd/uncramp/internal/sessionlog"
)

func remindCommand() *cobra.Command {
	var file string
	c := &cobra.Command{
		Use: "remind [in 3h | at 18:05]", Short: "Be reminded of the next session",
		Long: `Be reminded of the next session by a silent notification on the desktop, three
and a half hours after the end of your last one or when you say. It never starts
a session by itself. It needs Linux with systemd; elsewhere --ics writes a
calendar entry with an alarm, which any phone takes.

uncramp --remind sets a reminder at the end of every session.`,
		Example: `  uncramp remind at 18:05
  uncramp remind in 4h --ics reminder.ics`,
		Args: cobra.ArbitraryArgs, // When has the better words
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			switch {
			case len(args) == 0:
				return []string{described("in", "after so long"), described("at", "at a time of day")}, noFiles
			case len(args) == 1 && args[0] == "in":
				return []string{"3h", "3h30m", "4h"}, noFiles
			}
			return nil, noFiles
		},
		RunE: func(c *cobra.Command, args []string) error {
			now := time.Now()
			lastEnd := time.Time{}
			if len(args) == 0 {
				path, err := sessionlog.Path()
				if err != nil {
					return err
				}
				log, err := sessionlog.Recent(path, now)
				if err != nil {
					return err
				}
				lastEnd = log.LastEnd(now)
			}
			at, err := remind.When(args, lastEnd, now)
			switch {
			case err != nil && len(args) == 0:
				return hint(err, "uncramp remind in 3h needs no log")
			case err != nil:
				return asUsage(err)
			}
			if file != "" {
				return writeReminder(c, file, at, now)
			}
			if err := setReminder(c.Context(), at, args); err != nil {
				return err
			}
			_, err = fmt.Fprintln(c.OutOrStdout(), reminderSet(at, now))
			return err
		},
	}
	c.Flags().StringVar(&file, "ics", "", "write a calendar entry into a `FILE` instead, or - for standard output")
	list := &cobra.Command{
		Use: "list", Short: "List the reminders that are set", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			all, err := remind.List(c.Context())
			if err != nil {
				return err
			}
			if len(all) == 0 {
				_, err = fmt.Fprintln(c.OutOrStdout(), "No reminder is set.")
			}
			for _, at := range all {
				if _, err := fmt.Fprintln(c.OutOrStdout(), at.Local().Format("Mon 2006-01-02 15:04")); err != nil {
					return err
				}
			}
			return err
		},
	}
	cancel := &cobra.Command{
		Use: "cancel", Short: "Cancel all reminders", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			n, err := remind.Cancel(c.Context())
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "Reminders cancelled: %d.\n", n)
			return err
		},
	}
	c.AddCommand(list, cancel)
	return c
}

func remindFlag(c *cobra.Command, on *bool) {
	c.Flags().BoolVar(on, "remind", false, "set a reminder at the end, for three and a half hours later")
}

// setReminder has a notification shown at a time. words are the arguments that asked for
// that time; the hint of an error repeats them.
func setReminder(ctx context.Context, at time.Time, words []string) error {
	err := remind.Set(ctx, at)
	if err == nil {
		return nil
	}
	again := append(append([]string{"uncramp remind"}, words...), "--ics reminder.ics")
	return hint(err, "%s writes a calendar entry that any phone or calendar takes", strings.Join(again, " "))
}

// reminderSet returns the line that says when a reminder comes.
func reminderSet(at, now time.Time) string {
	return "A notification on the desktop will remind you at " + remind.Clock(at, now) + "."
}

// writeReminder writes a calendar entry to a new file, or to standard output if path is
// "-".
func writeReminder(c *cobra.Command, path string, at, now time.Time) error {
	write := func(w io.Writer) error { return remind.WriteICS(w, at, now) }
	if path == "-" {
		return write(c.OutOrStdout())
	}
	err := atomicfile.Write(path, false, write)
	if errors.Is(err, fs.ErrExist) {
		return hint(fmt.Errorf("%s exists", path), "choose another name")
	}
	if err == nil {
		tell(c.ErrOrStderr(), "wrote %s: open it in a calendar, which will remind you at %s", path, remind.Clock(at, now))
	}
	return err
}

// remindAfter sets a reminder at the end of a session, and says when it comes or
// why none does.
func remindAfter(ctx context.Context, stderr io.Writer, end time.Time) {
	at := end.Add(remind.After)
	if err := setReminder(ctx, at, nil); err != nil {
		complain(stderr, fmt.Errorf("no reminder: %w", err))
		for _, h := range hints(err) {
			tell(stderr, "hint: %s", h)
		}
		return
	}
	tell(stderr, "%s", reminderSet(at, end))
}

// notifyCommand returns the command that systemd runs if there is no notify-send.
func notifyCommand() *cobra.Command {
	return &cobra.Command{
		Use: "notify", Short: "Show a reminder", Args: noArgs, Hidden: true,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := desktop.Notify(c.Context(), remind.Title, remind.Words); err != nil {
				return fmt.Errorf("no notification: %w", err)
			}
			return nil
		},
	}
}
