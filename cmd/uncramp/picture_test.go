package main

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"uncramp/routine"
)

// drawn is a picture as read from SVG.
type drawn struct {
	Width float64 `xml:"width,attr"`
	Texts []struct {
		X     float64 `xml:"x,attr"`
		Y     float64 `xml:"y,attr"`
		Class string  `xml:"class,attr"`
		Words string  `xml:",chardata"`
	} `xml:"text"`
	Marks []struct {
		Class string `xml:"class,attr"`
	} `xml:"path"`
	Bells  []struct{} `xml:"circle"`
	Script []struct{} `xml:"script"`
}

// TestPicture: the picture has every sentence, phase, breath and chime of the
// plan, no text lies on another, and none leaves the paper.
func TestPicture(t *testing.T) {
	for _, args := range []string{
		"", "both --rounds 4 --words full", "right --from 0:10", "--from 6:00", "--breath 2-2 --hold 20s --rest 20s --voice michael", "--rounds 1 --after none",
	} {
		args := strings.Fields(args)
		r := uncramp(t, append([]string{"plan", "--picture", "-"}, args...)...)
		if r.code != exitDone || r.stderr != "" {
			t.Fatalf("%q: exit %d, %s", args, r.code, r.stderr)
		}
		var got drawn
		if err := xml.Unmarshal([]byte(r.stdout), &got); err != nil {
			t.Fatalf("%q: %v", args, err)
		}
		if got.Width != 1200 || len(got.Script) > 0 || strings.Contains(r.stdout, "NaN") || !strings.Contains(r.stdout, "prefers-color-scheme:dark") {
			t.Errorf("%q: %v wide, %d scripts", args, got.Width, len(got.Script))
		}

		plan := openSession(t, args...).plan
		var said, phases []string
		for _, text := range got.Texts[2:] { // below the title
			switch text.Class {
			case "words":
				said = append(said, text.Words)
			case "name":
				phases = append(phases, text.Words)
			}
		}
		for _, phase := range plan.Phases {
			if want := phase.Name + "  " + seconds(phase.End-phase.Start); len(phases) == 0 || phases[0] != want {
				t.Errorf("%q: no band for %q among %q", args, want, phases)
			} else {
				phases = phases[1:]
			}
		}
		var words []string
		chimes := 0
		for _, e := range plan.Events {
			switch e.Bus {
			case routine.BusVoice:
				words = append(words, e.Text)
			case routine.BusChime:
				chimes++
			}
		}
		if got, want := strings.Join(said, " "), strings.Join(words, " "); got != want {
			t.Errorf("%q: the words are\n%s\nwant\n%s", args, got, want)
		}
		marks := len(got.Bells)
		for _, m := range got.Marks {
			if m.Class == "chime" {
				marks++
			}
		}
		if marks -= 3; marks != chimes { // three explain the others
			t.Errorf("%q: %d marks for %d chimes", args, marks, chimes)
		}
		if got, want := strings.Count(r.stdout, "C")/2, len(plan.Breaths); got < want {
			t.Errorf("%q: %d breaths, want %d", args, got, want)
		}
		got.overlaps(t)
	}
}

// overlaps complains of texts that lie on one another or leave the paper, at 7
// units a letter and 13 a line.
func (d *drawn) overlaps(t *testing.T) {
	t.Helper()
	type box struct{ left, right, base float64 }
	var boxes []box
	for _, text := range d.Texts {
		b := box{text.X, text.X + 7*float64(len([]rune(text.Words))), text.Y}
		if text.Class == "time" {
			b.left, b.right = 2*b.left-b.right, b.left
		}
		if b.left < 0 || b.right > d.Width {
			t.Errorf("%q goes from %.0f to %.0f", text.Words, b.left, b.right)
		}
		for i, other := range boxes {
			if b.left < other.right && other.left < b.right && max(b.base-other.base, other.base-b.base) < 13 {
				t.Errorf("%q lies on %q", text.Words, d.Texts[i].Words)
			}
		}
		boxes = append(boxes, b)
	}
}

// TestPictureFiles: a picture is written by the rules for rendered files.
func TestPictureFiles(t *testing.T) {
	folder := t.TempDir()
	there, link := filepath.Join(folder, "there.svg"), filepath.Join(folder, "no", "such.svg")
	for _, tt := range []struct {
		args         []string
		code         int
		stdout, want string // standard output begins, and standard error contains
	}{
		{[]string{there}, exitDone, "", "wrote " + there},
		{[]string{there}, exitFailed, "", "there.svg exists\nhint: --force replaces it\n"},
		{[]string{there, "--force"}, exitDone, "", "wrote "},
		{[]string{there, "--force", "--json"}, exitDone, `{"routine":`, "wrote "},
		{[]string{link}, exitFailed, "", "such.svg: "},
		{[]string{"-"}, exitDone, "<svg ", ""},
		{[]string{"-", "--json"}, exitUsage, "", "standard output is for the picture or for --json, not for both"},
		{[]string{"picture.png"}, exitUsage, "", "\"picture.png\": not an .svg file\nhint: name one: uncramp plan --picture session.svg\n"},
		{[]string{".svg"}, exitUsage, "", "\".svg\": not an .svg file"},
		{[]string{""}, exitUsage, "", "--picture needs a value"},
	} {
		r := uncramp(t, append([]string{"plan", "--picture"}, tt.args...)...)
		if r.code != tt.code || !strings.HasPrefix(r.stdout, tt.stdout) || tt.stdout == "" && r.stdout != "" || !strings.Contains(r.stderr, tt.want) {
			t.Errorf("%q: exit %d, %.20q, %s", tt.args, r.code, r.stdout, r.stderr)
		}
	}
	drawn := uncramp(t, "plan", "--picture", "-").stdout
	for _, file := range []string{there, "../../README.svg"} {
		if svg, err := os.ReadFile(file); err != nil || string(svg) != drawn {
			t.Errorf("%s is not what is drawn (%v): uncramp plan --picture %s --force", file, err, filepath.Base(file))
		}
	}
}
