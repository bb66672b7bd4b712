package captions

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"uncramp/routine"
)

const ms = routine.Rate / 1000

func voice(at, length routine.Samples, text string) routine.Event {
	return routine.Event{At: at * ms, Length: length * ms, Bus: routine.BusVoice, Text: text}
}

// plan has a sentence before, in and over breaths, and words that are hard to write.
var plan = &routine.Plan{
	Length: 20_000 * ms,
	Events: []routine.Event{
		voice(1000, 1500, "Sit.\nClose <your> eyes & rest."),
		{At: 4000 * ms, Length: 2000 * ms, Bus: routine.BusChime},
		voice(4600, 400, "In."),
		voice(8300, 400, "Out --> now."),
		voice(9000, 500, "Steady."),
		voice(19_500, 400, "Bye."),
	},
	Breaths: []routine.PlannedBreath{
		{In: 4000 * ms, Full: 8000 * ms, Out: 8000 * ms, Empty: 14_000 * ms, End: 14_000 * ms},
		{In: 14_000 * ms, Full: 16_000 * ms, Out: 18_000 * ms, Empty: 19_000 * ms, End: 19_800 * ms},
	},
}

func TestOf(t *testing.T) {
	want := []Caption{
		{1000, 2500, "Sit. Close <your> eyes & rest.", false},
		{4000, 4600, "breathe in", true},
		{4600, 5600, "In.", false}, // for a second, so that it can be read
		{5600, 8000, "breathe in", true},
		{8300, 9000, "Out --> now.", false}, // until the next one
		{9000, 10_000, "Steady.", false},
		{10_000, 14_000, "breathe out", true},
		{14_000, 16_000, "breathe in", true},
		{16_000, 18_000, "pause", true},
		{18_000, 19_000, "breathe out", true},
		{19_000, 19_500, "pause", true},
		{19_500, 20_000, "Bye.", false}, // until the end
	}
	got := Of(plan)
	for i := range got {
		got[i].Start, got[i].End = got[i].Start/ms, got[i].End/ms
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestFormatOf(t *testing.T) {
	for path, want := range map[string]Format{"a.vtt": VTT, "a.b/C.SRT": SRT, ".lrc": LRC, "vtt": "", "a.txt": ""} {
		if got := FormatOf(path); got != want {
			t.Errorf("%q: %q, want %q", path, got, want)
		}
	}
	if err := Format("ass").Write(new(bytes.Buffer), nil, "", ""); err == nil {
		t.Error("an unknown format was written")
	}
}

// TestWrite holds the first captions to what a person can check.
func TestWrite(t *testing.T) {
	for f, want := range map[Format]string{
		VTT: "WEBVTT\nKind: captions\nLanguage: en-US\n\n00:00:01.000 --> 00:00:02.500\nSit. Close &lt;your&gt; eyes &amp; rest.\n\n00:00:04.000 --> 00:00:04.600\n[breathe in]\n",
		SRT: "1\n00:00:01,000 --> 00:00:02,500\nSit. Close <your> eyes & rest.\n\n2\n00:00:04,000 --> 00:00:04,600\n[breathe in]\n\n",
		LRC: "[ti:A title]\n[00:01.00]Sit. Close <your> eyes & rest.\n[00:02.50]\n[00:04.00](breathe in)\n[00:04.60]\n",
	} {
		var got bytes.Buffer
		if err := f.Write(&got, Of(plan)[:2], "A title", "en-US"); err != nil || got.String() != want {
			t.Errorf("%s: %v\n%s\nwant\n%s", f, err, got.String(), want)
		}
	}
	const hours = 3*3600*routine.Rate + 25*60*routine.Rate + 1
	if got, lrc := stamp(hours, "."), lrcStamp(hours); got != "03:25:00.000" || lrc != "205:00.00" {
		t.Errorf("hours: %s, %s", got, lrc)
	}
}

// TestReadByFFmpeg has a parser that is not ours read every format, and give back the same
// times and words.
func TestReadByFFmpeg(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("no ffmpeg:", err)
	}
	all := slices.Clone(Of(plan))
	all[0].Text = "Sit & rest." // ffmpeg takes <your> for a mark-up of SubRip
	var want bytes.Buffer
	if err := SRT.Write(&want, all, "", ""); err != nil {
		t.Fatal(err)
	}
	for _, f := range Formats() {
		path := filepath.Join(t.TempDir(), "captions."+string(f))
		var text bytes.Buffer
		if err := f.Write(&text, all, "A title", "en-US"); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("ffmpeg", "-v", "warning", "-i", path, "-f", "srt", "-").CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v: %s", f, err, out)
		}
		got, want := string(out), want.String()
		if f == LRC { // a line has no end there
			got, want = startsAndWords(strings.NewReplacer("(", "[", ")", "]").Replace(got)), startsAndWords(want)
		}
		if got != want {
			t.Errorf("%s: ffmpeg read\n%s\nwant\n%s", f, got, want)
		}
	}
}

// startsAndWords takes numbers, ends and empty captions out of SubRip text.
func startsAndWords(srt string) string {
	var lines []string
	for _, m := range regexp.MustCompile(`(?m)^(\S+) --> \S+\n(.+)$`).FindAllStringSubmatch(srt, -1) {
		lines = append(lines, m[1]+" "+m[2])
	}
	return strings.Join(lines, "\n")
}
