package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mewkiz/flac"
	"github.com/spf13/cobra"

	"uncramp/routine"
	"uncramp/sounds"
)

func flacFrames(t testing.TB, path string) (frames [][2]int16) {
	t.Helper()
	stream, err := flac.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	for {
		f, err := stream.ParseNext()
		if errors.Is(err, io.EOF) {
			return frames
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range f.Subframes[0].Samples {
			frames = append(frames, [2]int16{int16(f.Subframes[0].Samples[i]), int16(f.Subframes[1].Samples[i])})
		}
	}
}

// TestComplaints: each wrong word gets its exit code, one line with the fact,
// and a hint where there is one.
func TestComplaints(t *testing.T) {
	folder := t.TempDir()
	exists := filepath.Join(folder, "exists.wav")
	if err := os.WriteFile(exists, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	text, broken := filepath.Join(folder, "mine.yaml"), filepath.Join(folder, "broken")
	if err := errors.Join(os.WriteFile(text, []byte("uncramp: 1 # and so on"), 0o644), os.MkdirAll(filepath.Join(broken, "voice.yaml"), 0o755)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args string
		code int
		want string
	}{
		{"lefft", exitUsage, "uncramp: neither a side nor a command: \"lefft\": there is left, right, both, completion, help, plan, play, render, routine, soundcheck, version, voice\nhint: did you mean \"left\"?\n"},
		{"plan lefft", exitUsage, "uncramp: side \"lefft\": must be left, right, both\nhint: did you mean \"left\"?\n"},
		{"plan left right", exitUsage, "uncramp: one side only, not \"right\" too: both is left, then right\n"},
		{"plan --hold 45s", exitUsage, "uncramp: hold 45s: must be 20s to 30s: the text says 20 to 30 seconds\nhint: for another value copy the routine: uncramp routine show > mine.yaml\n"},
		{"plan --hold -5s", exitUsage, "uncramp: hold \"-5s\": a length of time is 0s to 1h\n"},
		{"plan --hold soon", exitUsage, "uncramp: hold \"soon\" is not a length of time: 30s, 0.7s and 1m30s are\n"},
		{"plan --rounds 99999999999999999999", exitUsage, "uncramp: rounds \"99999999999999999999\": must be a whole number\n"},
		{"plan --rounds 0", exitUsage, "uncramp: rounds 0: must be 1 to 4: the text says three or four times\nhint: for another value copy the routine: uncramp routine show > mine.yaml\n"},
		{"plan --breath 46", exitUsage, "uncramp: breath \"46\": must be seconds in and seconds out, as 4-6\n"},
		{"plan --words fw", exitUsage, "uncramp: words \"fw\": must be full, fading, few\n"},
		{"plan --words ful", exitUsage, "uncramp: words \"ful\": must be full, fading, few\nhint: did you mean \"full\"?\n"},
		{"plan --from 99:00", exitUsage, "uncramp: from 1h39m0s: the session ends at 6m"},
		{"plan --from noon", exitUsage, "uncramp: from \"noon\" is not a time: 2:30, 150s and 2m30s are\n"},
		{"plan --from 99:99", exitUsage, "uncramp: from \"99:99\" is not a time: 2:30, 150s and 2m30s are\n"},
		{"plan --from -5s", exitUsage, "uncramp: from \"-5s\" is not a time: 2:30, 150s and 2m30s are\n"},
		{"plan --from=", exitUsage, "uncramp: --from is empty\nhint: uncramp plan --help lists what there is\n"},
		{"--hold=", exitUsage, "uncramp: --hold is empty\nhint: uncramp --help lists what there is\n"},
		{"soundcheck --voice=", exitUsage, "uncramp: --voice is empty\nhint: uncramp soundcheck --help lists what there is\n"},
		{"plan --json=maybe", exitUsage, "uncramp: --json \"maybe\": must be true or false\nhint: uncramp plan --help lists what there is\n"},
		{"plan --voice-level -21", exitUsage, "uncramp: voice-level \"-21\": must be -8 to 0 dB: what is under the voice goes down with it, and softer chimes leave 8 s of silence, which reads as a crash\n"},
		{"plan --voice-level 1", exitUsage, "uncramp: voice-level \"1\": must be -8 to 0 dB: nothing may be louder than the sound check\n"},
		{"plan --bed-level NaN", exitUsage, "uncramp: bed-level \"NaN\": must be -12 to 1 dB\n"},
		{"plan --bed " + folder, exitFailed, "uncramp: " + folder + ": is a directory\nhint: --bed breath and --bed none need no file\n"},
		{"plan --bed " + text, exitFailed, "uncramp: " + text + ": not a WAV, FLAC or MP3 file\nhint: ffmpeg makes a WAV file of most other kinds: ffmpeg -i FILE out.wav\n"},
		{"plan --bed " + os.DevNull, exitFailed, "uncramp: " + os.DevNull + ": is a pipe or a device, not a file\nhint: --bed breath and --bed none need no file\n"},
		{"plan --bed rain.mp3", exitUsage, "uncramp: bed \"rain.mp3\": neither breath, none nor a file\n"},
		{"plan --voice nobody", exitUsage, "uncramp: no such voice: \"nobody\" (built in: heart, michael)\nhint: a voice of your own is named by its folder, as ./anna\n"},
		{"plan --voice " + folder + "/no", exitUsage, "uncramp: no such voice: \"" + folder + "/no\" (built in: heart, michael)\nhint: a voice of your own is named by its folder, as ./anna\n"},
		{"soundcheck --voice micheal", exitUsage, "uncramp: no such voice: \"micheal\" (built in: heart, michael)\nhint: did you mean \"michael\"?\n"},
		{"plan --voice " + folder, exitFailed, "uncramp: " + folder + ": no voice.yaml in it\n"},
		{"plan --voice " + exists, exitFailed, "uncramp: " + exists + ": a voice is a folder with a voice.yaml in it\n"},
		{"plan --routine neck", exitUsage, "uncramp: no such routine: \"neck\" (built in: buttock)\nhint: a routine of your own is named by its file, as ./mine.yaml\n"},
		{"plan --routine " + folder + "/no.yaml", exitFailed, "uncramp: " + folder + "/no.yaml: no such file or directory\nhint: uncramp routine show > mine.yaml is a start\n"},
		{"plan --bogus", exitUsage, "uncramp: unknown flag: --bogus\nhint: uncramp plan --help lists what there is\n"},
		{"--device speakers", exitUsage, "uncramp: device \"speakers\": there is auto, pulse, oto, none\n"},
		{"render", exitUsage, "uncramp: no file named\nhint: name one: uncramp render -o session.wav\n"},
		{"render -o x.ogg", exitUsage, "uncramp: \"x.ogg\": neither a .wav nor a .flac file\nhint: --format says what it is\n"},
		{"render -o x --format ogg", exitUsage, "uncramp: format \"ogg\": must be wav or flac\n"},
		{"render -o x.wav --format flac", exitUsage, "uncramp: format \"flac\": x.wav is the name of another one\nhint: without --format it is wav\n"},
		{"render -o X.FLAC --format wav", exitUsage, "uncramp: format \"wav\": X.FLAC is the name of another one\nhint: without --format it is flac\n"},
		{"render -o " + exists, exitFailed, "uncramp: " + exists + " exists\nhint: --force replaces it\n"},
		{"render --force -o " + folder + "/no/x.wav", exitFailed, "uncramp: " + folder + "/no/x.wav: no such file or directory\n"},
		{"routine", exitUsage, "uncramp: routine needs one of check, list, show\n"},
		{"routine chek", exitUsage, "uncramp: routine has no \"chek\": there is check, list, show\nhint: did you mean \"check\"?\n"},
		{"routine show a b", exitUsage, "uncramp: routine show takes one name, not \"b\" too\n"},
		{"plan --voice " + broken, exitFailed, "uncramp: " + filepath.Join(broken, "voice.yaml") + ": is a directory\n"},
		{"help nosuch", exitUsage, "uncramp: no such command: \"nosuch\": there is completion, help, plan, play, render, routine, soundcheck, version, voice\n"},
		{"help voice mak", exitUsage, "uncramp: no such command: \"mak\": there is check, list, make, script\nhint: did you mean \"make\"?\n"},
		{"help plan left", exitUsage, "uncramp: plan has no command \"left\"\n"},
		{"completion", exitUsage, "uncramp: completion needs one of bash, fish, powershell, zsh\n"},
		{"completion x", exitUsage, "uncramp: completion has no \"x\": there is bash, fish, powershell, zsh\n"},
		{"completion bash x", exitUsage, "uncramp: completion bash takes no \"x\"\n"},
		{"version 2", exitUsage, "uncramp: version takes no \"2\"\n"},
	} {
		r := uncramp(t, strings.Fields(tt.args)...)
		if r.code != tt.code || !strings.HasPrefix(r.stderr, tt.want) || r.stdout != "" {
			t.Errorf("uncramp %s\nexit %d, want %d\n%s%s\nwant\n%s", tt.args, r.code, tt.code, r.stdout, r.stderr, tt.want)
		}
		if fact, _, _ := strings.Cut(r.stderr, "\n"); strings.Count(fact, "uncramp: ") != 1 || strings.Contains(fact, "uncramp: uncramp") {
			t.Errorf("uncramp %s: the program's name stands there more than once: %s", tt.args, fact)
		}
	}
	if b, err := os.ReadFile(exists); err != nil || string(b) != "mine" {
		t.Errorf("the file that existed now holds %.20q, %v", b, err)
	}
}

// TestRoutineOfOnesOwn: what "routine show" prints can be changed, checked and
// planned; a fault in it is told with its place.
func TestRoutineOfOnesOwn(t *testing.T) {
	source := uncramp(t, "routine", "show").stdout
	mine := filepath.Join(t.TempDir(), "mine.yaml")
	write := func(old, new string) {
		if err := os.WriteFile(mine, []byte(strings.Replace(source, old, new, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("hold: {from: 20s, to: 30s", "hold: {from: 20s, to: 60s")
	if r := uncramp(t, "routine", "check", mine); r.code != exitDone || r.stdout != mine+": buttock: good with voice heart, in 36 plans\n" {
		t.Errorf("exit %d, %s%s", r.code, r.stdout, r.stderr)
	}
	p := planJSON(t, "--routine", mine, "--hold", "50s")
	for _, ph := range p.Phases {
		if ph.Name == "hold" && ph.End-ph.Start != 50*48000 {
			t.Errorf("a hold of 50 s lasts %d samples", ph.End-ph.Start)
		}
	}
	write("say: release-{side}", "say: relese-{side}")
	r := uncramp(t, "routine", "check", mine)
	if r.code != exitFailed || !strings.HasPrefix(r.stderr, "uncramp: "+mine+":") ||
		!strings.HasSuffix(r.stderr, ": unknown cue \"relese-left\"\n    - say: relese-{side}\nhint: did you mean \"release-left\"?\n") {
		t.Errorf("exit %d, %s", r.code, r.stderr)
	}
}

// TestNobodyEndsWithNothing: without sound output the session becomes a file
// with a free name, and a device that was named is missed.
func TestNobodyEndsWithNothing(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("elsewhere than on Linux a sound output cannot be taken away for a test")
	}
	folder, env := t.TempDir(), withoutSound(t)
	start := func(args ...string) (int, string) {
		c := exec.Command(program, args...)
		c.Dir, c.Env = folder, env
		out, err := c.CombinedOutput()
		if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		return c.ProcessState.ExitCode(), string(out)
	}
	for _, name := range []string{"uncramp-right.wav", "uncramp-right-2.wav"} {
		code, out := start("right", "--words", "few")
		lines := strings.Split(strings.TrimSpace(out), "\n")
		if code != exitDone || len(lines) != 2 || !strings.HasPrefix(lines[0], "uncramp: no sound output: ") ||
			!strings.Contains(lines[1], filepath.Join(folder, name)) {
			t.Errorf("exit %d, %s", code, out)
		}
		p := planJSON(t, "right", "--words", "few")
		if info, err := os.Stat(filepath.Join(folder, name)); err != nil || info.Size() != 44+4*int64(p.Length) {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	for _, device := range []string{"pulse", "oto"} {
		if code, out := start("--device", device); code != exitNoSound || strings.Count(out, "\n") != 2 || !strings.HasPrefix(out, "uncramp: no sound output: ") ||
			!strings.HasSuffix(out, "\nhint: --device auto takes what there is, and writes a file where there is nothing\n") {
			t.Errorf("%s: exit %d, %s", device, code, out)
		}
	}
	if files, err := os.ReadDir(folder); err != nil || len(files) != 2 {
		t.Errorf("it left %v, %v", files, err)
	}
}

// TestClosedPipe: a reader that goes away gets no crash; where it misses part
// of a sound, it gets a line.
func TestClosedPipe(t *testing.T) {
	for args, want := range map[string]string{
		"render -o -":            "uncramp: standard output was closed before the end of the session\n",
		"plan --words full both": "",
	} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		c := exec.Command(program, strings.Fields(args)...)
		c.Stdout = w
		var stderr strings.Builder
		c.Stderr = &stderr
		c.Run()
		w.Close()
		if code := c.ProcessState.ExitCode(); code != exitFailed || stderr.String() != want {
			t.Errorf("%q: exit %d, %s", args, code, stderr.String())
		}
	}
}

func TestHelp(t *testing.T) {
	r := uncramp(t, "--help")
	built, err := openRoutine(t.Context(), routine.Default, sounds.DefaultVoice, openSession(t).library)
	if err != nil {
		t.Fatal(err)
	}
	l, d := built.Limits, built.Defaults
	for _, want := range []string{
		"Usage:", "Examples:", "space", "q, Esc", "Ctrl-C, Ctrl-D", "Ctrl-Z", "headset", "--rounds N ", "Exit codes:", "130  interrupted",
		fmt.Sprintf("N from %d to %d (default %d)", l.Rounds.From, l.Rounds.To, d.Rounds),
		fmt.Sprintf("a TIME from %v to %v (default %v)", l.Hold.From, l.Hold.To, d.Hold),
		fmt.Sprintf("a TIME from %v to 60s (default %v)", l.Rest.From, d.Rest),
		fmt.Sprintf("%.0f to %.0f each way (default %v)", l.Breath.From.Seconds(), l.Breath.To.Seconds(), d.Breath),
	} {
		if !strings.Contains(r.stdout, want) {
			t.Errorf("the help does not mention %q", want)
		}
	}
	if l.Rest.To != time.Minute {
		t.Errorf("a rest is %v at most", l.Rest.To)
	}
	for side, about := range map[string]time.Duration{"left": 7 * time.Minute, "both": 12 * time.Minute} {
		if length := planJSON(t, side).Length.Duration(); length.Round(time.Minute) != about {
			t.Errorf("%s takes %v, the help says %v", side, length, about)
		}
	}
	var each func(c *cobra.Command)
	each = func(c *cobra.Command) {
		r := uncramp(t, append(strings.Fields(c.CommandPath())[1:], "--help")...)
		for line := range strings.Lines(r.stdout) {
			if len(line) > 81 {
				t.Errorf("%s --help has a line of %d columns: %s", c.CommandPath(), len(line)-1, line)
			}
		}
		if helped := uncramp(t, append([]string{"help"}, strings.Fields(c.CommandPath())[1:]...)...); helped != r || r.code != exitDone {
			t.Errorf("help of %s: exit %d, %s%s", c.CommandPath(), helped.code, helped.stdout, helped.stderr)
		}
		for _, sub := range c.Commands() {
			each(sub)
		}
	}
	each(rootCommand())
	if r := uncramp(t, "--version"); r.stdout != "uncramp "+version+"\n" {
		t.Errorf("--version prints %q", r.stdout)
	}
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if r := uncramp(t, "completion", shell); r.code != exitDone || !strings.Contains(r.stdout, "uncramp") {
			t.Errorf("completion %s: exit %d", shell, r.code)
		}
	}
}

// TestCompletion: what a shell is told of what can stand at the end of a line.
func TestCompletion(t *testing.T) {
	sides := []string{"left", "right", "both"}
	for _, tt := range []struct {
		args  string // "." for an empty word
		words []string
		files bool
	}{
		{"plan .", sides, false},
		{"plan left .", nil, false},
		{"play .", sides, false},
		{"render left -o x --format .", []string{"wav", "flac"}, false},
		{"soundcheck --format .", []string{"wav", "flac"}, false},
		{"render -o .", nil, true},
		{"plan --words .", []string{"full", "fading", "few"}, false},
		{"plan --hold .", nil, false},
		{"plan --voice .", []string{"heart", "michael"}, true},
		{"soundcheck --voice .", []string{"heart", "michael"}, true},
		{"plan --bed .", []string{"breath", "none"}, true},
		{"play --device .", []string{"auto", "pulse", "oto", "none"}, false},
		{"help voice .", []string{"check", "list", "make", "script"}, false},
		{"help voice make .", nil, false},
		{"voice check .", []string{"heart", "michael"}, true},
	} {
		args := strings.Fields("__complete " + tt.args)
		args[len(args)-1] = ""
		r := uncramp(t, args...)
		var words []string
		files := true
		for line := range strings.Lines(r.stdout) {
			word, _, _ := strings.Cut(strings.TrimSpace(line), "\t")
			if directive, ok := strings.CutPrefix(word, ":"); ok {
				files = directive == fmt.Sprint(int(orFiles))
			} else {
				words = append(words, word)
			}
		}
		if !slices.Equal(words, tt.words) || files != tt.files {
			t.Errorf("%s: %q, files %v, want %q, %v", tt.args, words, files, tt.words, tt.files)
		}
	}
}
