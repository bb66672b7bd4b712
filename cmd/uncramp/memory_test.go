package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"uncramp/audio/device"
	"uncramp/cmd/uncramp/internal/sessionlog"
	"uncramp/routine"
)

// home gives a test a log and defaults of its own, and returns the log's file.
func home(t *testing.T) (log string) {
	t.Helper()
	folder := t.TempDir()
	t.Setenv("XDG_STATE_HOME", filepath.Join(folder, "state"))
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(folder, "config"))
	return filepath.Join(folder, "state", "uncramp", "sessions.jsonl")
}

// held is a moment after so many seconds of the hold of a session on the left side.
func held(position, seconds routine.Samples, whole int) routine.Moment {
	return routine.Moment{Position: position * routine.Rate, HeldLeft: seconds * routine.Rate, Whole: whole}
}

// TestRecord writes sessions that end in each way.
func TestRecord(t *testing.T) {
	path := home(t)
	s := &session{
		routine: &routine.Routine{Name: "buttock"}, settings: routine.Settings{Side: routine.Left},
		plan: &routine.Plan{Events: []routine.Event{
			{Cue: "welcome-left"}, {Cue: "too-soon", At: 5 * routine.Rate}, {Cue: "water", At: 300 * routine.Rate},
		}},
		changed: map[string]string{"rounds": "1"},
	}
	for _, tt := range []struct {
		name    string
		moments []routine.Moment // a second apart
		err     error
		early   bool
		want    sessionlog.Session
		lines   int
	}{
		{"to its end", []routine.Moment{held(1, 0, 0), held(400, 90, 3)}, nil, false,
			sessionlog.Session{HeldLeft: 90, Whole: 3, Ended: sessionlog.Done, Said: []string{"too-soon", "water"}}, 2},
		{"stopped before a hold", []routine.Moment{held(3, 0, 0)}, nil, true,
			sessionlog.Session{Ended: sessionlog.Stopped, StoppedAt: 153}, 1},
		{"sound lost", []routine.Moment{held(200, 30, 1)}, fmt.Errorf("x: %w", device.ErrLost), true,
			sessionlog.Session{HeldLeft: 30, Whole: 1, Ended: sessionlog.Lost, StoppedAt: 153, Said: []string{"too-soon"}}, 2},
		{"failed", []routine.Moment{held(200, 30, 1)}, errors.New("x"), false,
			sessionlog.Session{HeldLeft: 30, Whole: 1, Ended: sessionlog.Stopped, StoppedAt: 153, Said: []string{"too-soon"}}, 2},
		{"killed", []routine.Moment{held(1, 0, 0), held(200, 30, 1)}, nil, false,
			sessionlog.Session{HeldLeft: 30, Whole: 1, Ended: sessionlog.Started, Said: []string{"too-soon"}}, 1},
	} {
		os.Remove(path)
		synctest.Test(t, func(t *testing.T) {
			m := remember(time.Now())
			began, end := time.Now(), tt.moments[len(tt.moments)-1]
			now := func() routine.Moment { return tt.moments[min(int(time.Since(began)/time.Second)-1, len(tt.moments)-1)] }
			record := m.begin(s, now)
			time.Sleep(time.Duration(len(tt.moments))*time.Second + time.Millisecond)
			synctest.Wait()
			var stderr bytes.Buffer
			if tt.name == "killed" {
				close(record.stopped)
				return
			}
			if record.done(&stderr, end, ending(tt.err, tt.early), 153*time.Second); stderr.Len() > 0 {
				t.Errorf("%s: it says %s", tt.name, &stderr)
			}
		})
		text, _ := os.ReadFile(path)
		log, err := sessionlog.Read(path)
		if err != nil || len(log.Sessions) != 1 || strings.Count(string(text), "\n") != tt.lines {
			t.Errorf("%s: %v, %d lines\n%s", tt.name, err, tt.lines, text)
			continue
		}
		got, want := log.Sessions[0], tt.want
		if got.ID == "" || got.End.Before(got.Start) {
			t.Errorf("%s: %+v", tt.name, got)
		}
		got.ID, got.Start, got.End = "", time.Time{}, time.Time{}
		want.Version, want.Routine, want.Side, want.Settings = 1, "buttock", "left", s.changed
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n%+v, want\n%+v", tt.name, got, want)
		}
	}
}

// TestNoRecord writes where nothing can be written: one line says so.
func TestNoRecord(t *testing.T) {
	path := home(t)
	if err := os.MkdirAll(filepath.Dir(filepath.Dir(path)), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Dir(path), []byte("a file where the folder should be"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &session{routine: &routine.Routine{}, plan: &routine.Plan{}}
	record := remember(time.Now()).begin(s, func() routine.Moment { return routine.Moment{} })
	var stderr bytes.Buffer
	record.done(&stderr, routine.Moment{}, sessionlog.Done, 0)
	if got := stderr.String(); !strings.Contains(got, "log") || strings.Count(got, "\n") != 1 {
		t.Errorf("it says %q", got)
	}
	var none memory
	none.begin(s, nil).done(&stderr, routine.Moment{}, sessionlog.Done, 0)
	if none.isFirst() || none.tooSoon(routine.Left) != "" {
		t.Error("without a memory something is remembered")
	}
}

// TestFirst: the first session is known as such, and none after it.
func TestFirst(t *testing.T) {
	path := home(t)
	if !remember(time.Now()).isFirst() {
		t.Error("an empty log is not the first session's")
	}
	mark := oldMark()
	if err := errors.Join(os.MkdirAll(filepath.Dir(mark), 0o755), os.WriteFile(mark, nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	if remember(time.Now()).isFirst() {
		t.Error("the old mark is not seen")
	}
	s := &session{routine: &routine.Routine{}, plan: &routine.Plan{}, settings: routine.Settings{Side: routine.Left}}
	remember(time.Now()).begin(s, nil).done(&bytes.Buffer{}, routine.Moment{}, sessionlog.Done, 0)
	if _, err := os.Stat(mark); err == nil {
		t.Error("the old mark is still there")
	}
	if remember(time.Now()).isFirst() {
		t.Errorf("%s is not read", path)
	}
}

// TestNoSystemd: the hint for a reminder that cannot be set works as it stands.
func TestNoSystemd(t *testing.T) {
	home(t)
	t.Setenv("PATH", t.TempDir())
	r := uncramp(t, "remind", "at", "18:05")
	_, remedy, _ := strings.Cut(r.stderr, "hint: uncramp ")
	command, _, _ := strings.Cut(remedy, " writes")
	t.Chdir(t.TempDir())
	if again := uncramp(t, strings.Fields(command)...); r.code != exitFailed || again.code != exitDone || !strings.Contains(again.stderr, "18:05") {
		t.Errorf("it says %s, and then %s", r.stderr, again.stderr)
	}
}
