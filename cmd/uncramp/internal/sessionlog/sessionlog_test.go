package sessionlog

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"
)

var berlin = time.FixedZone("", 3600)

// at returns a time of November 2026 in Berlin.
func at(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, berlin) }

// left is a session of three holds on the left side.
func left(id string, start time.Time) Session {
	return Session{Version: 1, ID: id, Start: start, End: start.Add(7 * time.Minute), Routine: "buttock", Side: "left", HeldLeft: 90, Whole: 3, Ended: Done}
}

func inFolder(t testing.TB) string { return filepath.Join(t.TempDir(), "state", "sessions.jsonl") }

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestAppend writes sessions and reads them back.
func TestAppend(t *testing.T) {
	t.Parallel()
	path := inFolder(t)
	first, second := left("a", at(27, 9, 0)), left("b", at(27, 13, 0).UTC())
	second.Ended, second.StoppedAt, second.Side, second.HeldRight, second.Cut = Stopped, 153, "both", 12, 1
	second.Said = []string{"too-soon", "water"}
	second.Settings = map[string]string{"bed": `my "own" rain.mp3`, "rounds": "1", "voice": "C:\\stimmen\\jörg"}
	for _, s := range []Session{first, second} {
		if err := Append(path, s); err != nil {
			t.Fatal(err)
		}
	}
	want := `{"v":1,"id":"a","start":"2026-11-27T09:00:00+01:00","end":"2026-11-27T09:07:00+01:00","routine":"buttock","side":"left",` +
		`"held_left":90,"held_right":0,"holds":3,"holds_cut":0,"ended":"done"}` + "\n"
	if got, _ := os.ReadFile(path); !strings.HasPrefix(string(got), want) {
		t.Errorf("the file begins\n%s\nwant\n%s", got, want)
	}
	log, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range []Session{first, second} {
		if got := log.Sessions[i]; !got.Start.Equal(s.Start) || !got.End.Equal(s.End) {
			t.Errorf("session %d from %v to %v, want %v to %v", i, got.Start, got.End, s.Start, s.End)
		}
		log.Sessions[i].Start, log.Sessions[i].End = s.Start, s.End
	}
	if want := (Log{Sessions: []Session{first, second}}); !reflect.DeepEqual(log, want) {
		t.Errorf("got %+v\nwant %+v", log, want)
	}
	if runtime.GOOS == "windows" {
		return
	}
	for name, want := range map[string]fs.FileMode{path: 0o600, filepath.Dir(path): 0o700 | fs.ModeDir} {
		if info, err := os.Stat(name); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v; want %v", name, info.Mode(), err, want)
		}
	}
}

// TestDamage reads files with all kinds of damage in front of a good line, which
// must survive.
func TestDamage(t *testing.T) {
	t.Parallel()
	line := func(s Session) string { b, _ := s.line(); return string(b) }
	good := line(left("good", at(27, 9, 0)))
	started := left("x", at(27, 8, 0))
	started.Ended = Started
	for _, tt := range []struct {
		name, text        string
		sessions, damaged int
	}{
		{"nothing", "", 1, 0},
		{"empty lines", "\n \n\r\n", 1, 0},
		{"half a line", good[:40] + "\n", 1, 1},
		{"a line that was never finished", good[:40], 1, 1},
		{"two lines in one", strings.TrimSpace(good) + good, 1, 1},
		{"zeros, as after a power failure", strings.Repeat("\x00", 5000) + "\n", 1, 1},
		{"zeros before a line", "\x00\x00" + good, 1, 1},
		{"no start", strings.Replace(good, `"start"`, `"begin"`, 1), 1, 1},
		{"no such day", strings.ReplaceAll(good, "11-27", "02-30"), 1, 1},
		{"no such side", strings.Replace(good, "left", "up", 1), 1, 1},
		{"a negative number", strings.Replace(good, "90", "-90", 1), 1, 1},
		{"a huge number", strings.Replace(good, "90", strings.Repeat("9", 400), 1), 1, 1},
		{"control characters", strings.Replace(good, "buttock", "\\u001b[2J", 1), 1, 1},
		{"a line of 10 MB", strings.Repeat("x", 10<<20) + "\n", 1, 1},
		{"Windows' line ends", strings.Replace(good, "}\n", "}\r\n", 1), 2, 0},
		{"white space", strings.NewReplacer(`":`, "\" :\t", ",", " , ", "{", " {\t").Replace(good), 2, 0},
		{"a later version", strings.Replace(good, `{"v":1`, `{"v":2,"mood":{"before":[1,null,true,"a\"b"]},"x":1.5e3`, 1), 2, 0},
		{"the 31st, UTC", strings.ReplaceAll(strings.ReplaceAll(good, "11-27", "10-31"), "+01:00", "Z"), 2, 0},
		{"one that was killed", line(started), 2, 0},
		{"one that was started and ended", line(started) + line(left("x", at(27, 8, 0))), 2, 0},
	} {
		path := inFolder(t)
		write(t, path, tt.text)
		if err := Append(path, left("last", at(27, 9, 0))); err != nil {
			t.Fatal(err)
		}
		log, err := Read(path)
		if err != nil || len(log.Sessions) != tt.sessions || log.Damaged != tt.damaged {
			t.Errorf("%s: %d sessions, %d damaged, %v; want %d, %d", tt.name, len(log.Sessions), log.Damaged, err, tt.sessions, tt.damaged)
		}
		if n := len(log.Sessions); n == 0 || log.Sessions[n-1].ID != "last" {
			t.Errorf("%s: what follows is lost", tt.name)
		}
	}
}

// TestNoFile reads and writes where there is no file, and where there can be none.
func TestNoFile(t *testing.T) {
	t.Parallel()
	if log, err := Read(inFolder(t)); err != nil || len(log.Sessions) > 0 {
		t.Errorf("no file: got %+v, %v", log, err)
	}
	folder := t.TempDir()
	if _, err := Read(folder); err == nil {
		t.Error("a folder is read")
	}
	if err := Append(folder, left("a", at(27, 9, 0))); err == nil {
		t.Error("a folder is written")
	}
	pipe := filepath.Join(folder, "pipe")
	if err := exec.Command("mkfifo", pipe).Run(); err != nil {
		t.Skip("no mkfifo here")
	}
	if _, err := Read(pipe); err == nil {
		t.Error("a pipe is read")
	}
	if err := Append(pipe, left("a", at(27, 9, 0))); err == nil {
		t.Error("a pipe is written")
	}
}

// TestTwoPrograms appends from two processes at once. No line is lost or torn.
func TestTwoPrograms(t *testing.T) {
	t.Parallel()
	const each = 200
	if path := os.Getenv("UNCRAMP_TEST_APPEND"); path != "" {
		for i := range each {
			if err := Append(path, left(fmt.Sprint(os.Getpid(), "-", i), at(27, 9, 0))); err != nil {
				t.Fatal(err)
			}
		}
		return
	}
	path := inFolder(t)
	var others []*exec.Cmd
	for range 2 {
		c := exec.Command(os.Args[0], "-test.run", "^TestTwoPrograms$")
		c.Env = append(os.Environ(), "UNCRAMP_TEST_APPEND="+path)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		others = append(others, c)
	}
	for _, c := range others {
		if err := c.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	if log, err := Read(path); err != nil || len(log.Sessions) != 2*each || log.Damaged > 0 {
		t.Errorf("%d sessions, %d damaged, %v; want %d", len(log.Sessions), log.Damaged, err, 2*each)
	}
}

// TestForget removes what is older than a day, and all of it.
func TestForget(t *testing.T) {
	t.Parallel()
	path := inFolder(t)
	if n, err := Forget(path, at(27, 0, 0)); n != 0 || err != nil {
		t.Errorf("no file: %d, %v", n, err)
	}
	for day := range 5 {
		if err := Append(path, left(fmt.Sprint(day), at(20+day, 9, 0))); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := Forget(path, at(23, 0, 0)); n != 3 || err != nil {
		t.Errorf("forgot %d, %v; want 3", n, err)
	}
	if log, err := Read(path); err != nil || len(log.Sessions) != 2 || log.Sessions[0].ID != "3" {
		t.Errorf("left is %+v, %v", log, err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); len(left) != 1 {
		t.Errorf("left in the folder: %q", left)
	}
}

// tenYears writes a log of n sessions, so far apart, the last one before 1 November.
func tenYears(t testing.TB, n int, apart time.Duration) string {
	path := inFolder(t)
	var all strings.Builder
	for i := range n {
		s := left(fmt.Sprintf("%08x", i), at(1, 0, 0).Add(time.Duration(i-n)*apart))
		s.Said = []string{"water"}
		line, err := s.line()
		if err != nil {
			t.Fatal(err)
		}
		all.Write(line)
	}
	write(t, path, all.String())
	return path
}

// TestRecent reads the end of a long file, as far back as the rules look, and all of
// a short one.
func TestRecent(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		sessions, daily int
		least, most     int // that are read
	}{
		{1, 1, 1, 1},
		{250, 1, 250, 250},
		{20_000, 1, 250, 400},
		{20_000, 36, 57 * 36, 20_000 / 2},
	} {
		path, now := tenYears(t, tt.sessions, 24*time.Hour/time.Duration(tt.daily)), at(1, 0, 0)
		all, err := Read(path)
		if err != nil || len(all.Sessions) != tt.sessions || all.Damaged > 0 {
			t.Fatalf("%d sessions, %d damaged, %v; want %d", len(all.Sessions), all.Damaged, err, tt.sessions)
		}
		recent, err := Recent(path, now)
		n := len(recent.Sessions)
		if err != nil || recent.Damaged > 0 || n < tt.least || n > tt.most || !reflect.DeepEqual(recent.Sessions, all.Sessions[tt.sessions-n:]) {
			t.Errorf("%+v: %d are recent, %d damaged, %v", tt, n, recent.Damaged, err)
		}
		if recent.MoreOften(now) {
			t.Errorf("%+v: more often, by what was not read", tt)
		}
	}
}

// TestHugeDamage reads logs with a hole between their first session and their last one.
func TestHugeDamage(t *testing.T) {
	t.Parallel()
	recent := func(path string) (Log, error) { return Recent(path, at(1, 0, 0)) }
	for name, tt := range map[string]struct {
		read func(string) (Log, error)
		most int64
	}{"Read": {Read, mostRead}, "Recent": {recent, mostRecent}} {
		for hole, want := range map[int64]int{tt.most / 2: 2, tt.most: 1} {
			path := inFolder(t)
			for _, s := range []Session{left("a", at(1, 0, 0)), left("b", at(2, 0, 0))} {
				if err := Append(path, s); err != nil {
					t.Fatal(err)
				}
				if s.ID == "a" {
					if err := os.Truncate(path, hole); err != nil {
						t.Fatal(err)
					}
				}
			}
			if l, err := tt.read(path); err != nil || len(l.Sessions) != want || l.Sessions[want-1].ID != "b" {
				t.Errorf("%s, a hole of %d bytes: %d sessions, %v; want %d", name, hole, len(l.Sessions), err, want)
			}
		}
	}
}

func BenchmarkRead(b *testing.B) {
	path := tenYears(b, 100_000, time.Hour)
	for b.Loop() {
		if l, err := Read(path); err != nil || len(l.Sessions) != 100_000 {
			b.Fatal(err, len(l.Sessions))
		}
	}
}

// FuzzParse reads any bytes as a log. It never panics, every session that it finds
// can be written and read again, and a good line behind it is always found.
func FuzzParse(f *testing.F) {
	b, _ := left("good", at(27, 9, 0)).line()
	good := string(b)
	for _, s := range []string{"", good, good[:50], `{"v":1,"x":[{"a":null}]}`, "{\"said\":[\"\\u0000\"]}", "\x00\xff", `{"start":"2026-02-30T25:00:00Z"}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		log := parse([]byte(text + "\n" + good))
		n := len(log.Sessions)
		if n == 0 || log.Sessions[n-1].ID != "good" && parse([]byte(text)).Sessions == nil {
			t.Fatalf("the good line behind %q is lost", text)
		}
		for _, s := range log.Sessions {
			line, err := s.line()
			if err != nil {
				t.Fatal(err)
			}
			if again := parse(line); len(again.Sessions) != 1 {
				t.Fatalf("%s is not read again", line)
			}
		}
		log.MoreOften(at(27, 9, 0))
		log.FineFrom("both", at(27, 9, 0))
	})
}
