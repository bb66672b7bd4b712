// Package remind reminds a user of a session at a time. [Set] has systemd show a
// notification, and [WriteICS] writes a calendar entry for systems without it.
// Neither ever starts a session.
package remind

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"uncramp/audio/process"
)

// What a reminder says.
const (
	Title = "Time for another stretch?"
	Words = "If you still have a cramp, type uncramp for the next session."
)

// After is how long after a session its reminder comes if the user names no time.
const After = 3*time.Hour + 30*time.Minute

const (
	unitPrefix = "uncramp-remind-"
	unitTime   = "20060102T150405Z" // in a unit's name, in UTC
	calendar   = "2006-01-02 15:04:05 UTC"
)

// patience bounds the wait for systemd, which answers in some milliseconds.
const patience = 3 * time.Second

// Set has the user's systemd show a notification at a time. A timer by the
// calendar also elapses during a suspend, and is caught up with after it.
func Set(ctx context.Context, at time.Time) error {
	show, err := notifier()
	if err != nil {
		return err
	}
	at = at.UTC()
	args := append([]string{
		"--user", "--collect", "--quiet", "--unit=" + unitPrefix + at.Format(unitTime), "--description=uncramp: a reminder",
		"--timer-property=AccuracySec=1s", "--on-calendar=" + at.Format(calendar), "--",
	}, show...)
	_, err = run(ctx, "systemd-run", args...)
	return err
}

// notifier returns the command that shows the notification: notify-send, or this
// program.
func notifier() ([]string, error) {
	if path, err := exec.LookPath("notify-send"); err == nil {
		return []string{path, "--app-name=uncramp", "--hint=boolean:suppress-sound:true", "--", Title, Words}, nil
	}
	path, err := os.Executable()
	return []string{path, "notify"}, err
}

// List returns the times of the reminders that are set, in the order of systemd.
func List(ctx context.Context) ([]time.Time, error) {
	out, err := run(ctx, "systemctl", "--user", "list-units", "--type=timer", "--all", "--plain", "--no-legend", unitPrefix+"*")
	var all []time.Time
	for line := range strings.Lines(out) {
		unit, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		name := strings.TrimSuffix(strings.TrimPrefix(unit, unitPrefix), ".timer")
		if at, err := time.Parse(unitTime, name); err == nil {
			all = append(all, at)
		}
	}
	return all, err
}

// Cancel removes all reminders, and returns how many there were.
func Cancel(ctx context.Context) (int, error) {
	all, err := List(ctx)
	if err != nil || len(all) == 0 {
		return 0, err
	}
	args := []string{"--user", "stop"}
	for _, at := range all {
		args = append(args, unitPrefix+at.Format(unitTime)+".timer")
	}
	_, err = run(ctx, "systemctl", args...)
	return len(all), err
}

func run(ctx context.Context, name string, args ...string) (string, error) {
	var out strings.Builder
	c := process.Command{Name: name, Args: args, Output: &out, Patience: patience}
	if err := c.Run(ctx); err != nil {
		return "", fmt.Errorf("systemd sets no reminder here: %w", err)
	}
	return out.String(), nil
}
