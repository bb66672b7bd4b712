package main

import (
	"bytes"
	"encoding/xml"
	"os"
	"path/filepath"
	"slices"
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

		shown := map[string][]string{}       // by class
		for _, text := range got.Texts[2:] { // below the title
			shown[text.Class] = append(shown[text.Class], text.Words)
		}
		plan := openSession(t, args...).plan
		var phases, words []string
		chimes := 3 // that explain the others
		for _, phase := range plan.Phases {
			phases = append(phases, phase.Name+"  "+seconds(phase.End-phase.Start))
		}
		for _, e := range plan.Events {
			switch e.Bus {
			case routine.BusVoice:
				words = append(words, e.Text)
			case routine.BusChime:
				chimes++
			}
		}
		if !slices.Equal(shown["name"], phases) {
			t.Errorf("%q: the bands are %q, want %q", args, shown["name"], phases)
		}
		if got, want := strings.Join(shown["words"], " "), strings.Join(words, " "); got != want {
			t.Errorf("%q: the words are\n%s\nwant\n%s", args, got, want)
		}
		if marks := len(got.Bells) + strings.Count(r.stdout, `class="chime"`); marks != chimes {
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

// TestReadmePicture: the README shows the picture of the default session, which is drawn
// into a file beside a plan for programs.
func TestReadmePicture(t *testing.T) {
	file := filepath.Join(t.TempDir(), "session.svg")
	r := uncramp(t, "plan", "--picture", file, "--json")
	drawn, err := os.ReadFile(file)
	if err != nil || !strings.HasPrefix(r.stdout, `{"routine":`) || r.stderr != "wrote "+file+"\n" {
		t.Fatalf("%v, exit %d, %.20q, %s", err, r.code, r.stdout, r.stderr)
	}
	if svg, err := os.ReadFile("../../README.svg"); err != nil || !bytes.Equal(svg, drawn) {
		t.Errorf("README.svg is not what is drawn (%v): uncramp plan --picture README.svg --force", err)
	}
}
