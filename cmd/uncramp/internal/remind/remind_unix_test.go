//go:build unix

package remind

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// standIn puts a program on the PATH, and nothing else, that writes its arguments
// to a file, a line each, and then does what a script says.
func standIn(t *testing.T, folder, name, script string) (args func() []string) {
	t.Helper()
	file := filepath.Join(folder, name+".args")
	text := "#!/bin/sh\nprintf '%s\\n' \"$@\" >> " + file + "\n" + script + "\n"
	if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder)
	return func() []string {
		b, _ := os.ReadFile(file)
		return strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
	}
}

func TestSet(t *testing.T) {
	at := time.Date(2026, 11, 27, 18, 5, 0, 0, time.FixedZone("", 3600))
	folder := t.TempDir()
	args := standIn(t, folder, "systemd-run", "")
	if err := Set(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	self, _ := os.Executable()
	want := []string{
		"--user", "--collect", "--quiet", "--unit=uncramp-remind-20261127T170500Z", "--description=uncramp: a reminder",
		"--timer-property=AccuracySec=1s", "--on-calendar=2026-11-27 17:05:00 UTC", "--", self, "notify",
	}
	if got := args(); !slices.Equal(got, want) {
		t.Errorf("systemd-run %q, want %q", got, want)
	}
	os.Remove(filepath.Join(folder, "systemd-run.args"))
	standIn(t, folder, "notify-send", "")
	if err := Set(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	want = append(want[:8], filepath.Join(folder, "notify-send"), "--app-name=uncramp", "--hint=boolean:suppress-sound:true", "--", Title, Words)
	if got := args(); !slices.Equal(got, want) {
		t.Errorf("systemd-run %q, want %q", got, want)
	}
}

// TestNoSystemd asks a systemd that is not there, or fails: the error says so in
// a line.
func TestNoSystemd(t *testing.T) {
	folder := t.TempDir()
	for name, make := range map[string]func(){
		"not there": func() { t.Setenv("PATH", folder) },
		"no bus": func() {
			standIn(t, folder, "systemd-run", "echo 'Failed to connect to bus: No medium found' >&2; exit 1")
		},
	} {
		make()
		err := Set(t.Context(), time.Now())
		if err == nil || !strings.HasPrefix(err.Error(), "systemd sets no reminder here: ") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestListAndCancel(t *testing.T) {
	folder := t.TempDir()
	for _, tt := range []struct {
		out  string
		want []string
	}{
		{"", nil},
		{"uncramp-remind-20261127T170500Z.timer loaded active waiting uncramp: a reminder\n" +
			"  uncramp-remind-20261128T000000Z.timer loaded active waiting x\nuncramp-remind-odd.timer loaded\n",
			[]string{"2026-11-27T17:05:00Z", "2026-11-28T00:00:00Z"}},
	} {
		args := standIn(t, folder, "systemctl", `[ "$2" = stop ] || printf '`+strings.ReplaceAll(tt.out, "\n", `\n`)+`'`)
		all, err := List(t.Context())
		var got []string
		for _, at := range all {
			got = append(got, at.Format(time.RFC3339))
		}
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("got %q, %v; want %q", got, err, tt.want)
		}
		os.Remove(filepath.Join(folder, "systemctl.args"))
		n, err := Cancel(t.Context())
		stopped := strings.Join(args(), " ")
		if err != nil || n != len(tt.want) || strings.Contains(stopped, "--user stop uncramp-remind-20261127T170500Z.timer uncramp-remind-20261128T000000Z.timer") != (n == 2) {
			t.Errorf("cancelled %d, %v: systemctl %s", n, err, stopped)
		}
	}
}
