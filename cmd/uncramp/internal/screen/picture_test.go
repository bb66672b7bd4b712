package screen

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"uncramp/routine"
	"uncramp/sounds"
)

var utf8Style = style{unicode: true}

// TestPicture compares the picture at widths and moments with testdata.
func TestPicture(t *testing.T) {
	const lost = "the sound output was lost: paused, and trying again"
	for _, m := range []struct {
		name  string
		in    string
		nth   int
		at    time.Duration
		do    routine.Verb
		later time.Duration // than the command
		news  string
		style *style // nil: utf8Style
		only  int    // rounds, 0 for three
		sound bool   // a sound check
	}{
		{name: "run-in", in: "opening", nth: 1, at: 100 * time.Millisecond},
		{name: "opening-sentence", in: "opening", nth: 1, at: 6 * time.Second},
		{name: "open-step", in: "opening", nth: 1, at: 16 * time.Second},
		{name: "take", in: "take", nth: 1, at: 2 * time.Second},
		{name: "angle", in: "angle", nth: 1, at: 12 * time.Second},
		{name: "hold-in", in: "hold", nth: 1, at: 2500 * time.Millisecond},
		{name: "hold-out", in: "hold", nth: 1, at: 7 * time.Second},
		{name: "hold-ascii", in: "hold", nth: 1, at: 7 * time.Second, style: &style{}},
		{name: "hold-bold", in: "hold", nth: 1, at: 7 * time.Second, style: &style{unicode: true, bold: true}},
		{name: "rest-lingering", in: "rest", nth: 1, at: 500 * time.Millisecond},
		{name: "other-side", in: "rest", nth: 3, at: 22 * time.Second},
		{name: "other-side-1-round", in: "rest", nth: 1, at: 22 * time.Second, only: 1},
		{name: "paused", in: "hold", nth: 1, at: 7 * time.Second, do: routine.Toggle, later: time.Second},
		{name: "lost", in: "hold", nth: 1, at: 7 * time.Second, do: routine.Lose, later: time.Second, news: lost},
		{name: "lost-bed", in: "hold", nth: 1, at: 17 * time.Second, news: "rain.mp3 went away: on without it"},
		{name: "stopping", in: "hold", nth: 1, at: 7 * time.Second, do: routine.Stop, later: time.Second},
		{name: "stopped", in: "hold", nth: 1, at: 7 * time.Second, do: routine.Stop, later: time.Hour},
		{name: "end", in: "closing", nth: 1, at: time.Hour},
		{name: "sound-check", sound: true, in: "in the middle", nth: 1, at: 4 * time.Second},
		{name: "sound-check-paused", sound: true, in: "in the left ear only", nth: 1, do: routine.Toggle, later: 2 * time.Second},
	} {
		t.Run(m.name, func(t *testing.T) {
			f := newFixture(t, func(s *routine.Settings) {
				s.Side = routine.Both
				if m.only > 0 {
					s.Rounds = m.only
				}
			})
			if m.sound {
				f = newCheck()
			}
			at := f.at(t, m.in, m.nth, m.at)
			if m.do != 0 {
				f.picture(at, "")
				f.course.Do(routine.Command{Verb: m.do}, at)
				at += routine.SamplesIn(m.later)
			}
			if m.style == nil {
				m.style = &utf8Style
			}
			golden(t, filepath.Join("testdata", m.name+".golden"), drawn(f.picture(at, m.news), *m.style))
		})
	}
}

// drawn is a picture at some widths.
func drawn(p Picture, s style) string {
	var all strings.Builder
	for _, width := range []int{20, 40, 80, 200} {
		fmt.Fprintf(&all, "%d columns\n%s\n", width, edged(p.Draw(width, 24, s)))
	}
	return all.String()
}

// TestBreathing: a session without sides and holds has neither in its picture, and its
// breath stands still in a pause.
func TestBreathing(t *testing.T) {
	const s = routine.Rate
	m := routine.Moment{
		Phases:   []routine.Phase{{Name: routine.PhaseBreathe, Title: "box breathing", Round: 1, End: 100 * s}, {Name: routine.Closing, Start: 100 * s, End: 110 * s}},
		Position: 50 * s, Length: 110 * s, Remaining: 60 * s,
	}
	var all strings.Builder
	for _, breath := range []struct {
		on    routine.Breathing
		depth float64
	}{{routine.BreatheIn, 0.5}, {routine.BreathHeld, 1}, {routine.BreatheOut, 0.25}, {routine.BreathHeld, 0}} {
		m.Breathing, m.Breath = breath.on, breath.depth
		all.WriteString(drawn(Picture{Now: m}, utf8Style))
	}
	golden(t, filepath.Join("testdata", "breathing.golden"), all.String())
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s\ngo test . -update writes it anew", file, got, want)
	}
}

// TestSentencesWhole: every sentence there is is shown whole from 20 columns on.
func TestSentencesWhole(t *testing.T) {
	f := newFixture(t, func(*routine.Settings) {})
	for width := 20; width <= 120; width++ {
		for _, l := range sounds.Script() {
			p := f.picture(0, "")
			p.Now.Words = l.Words
			shown := strings.Join(strings.Fields(strings.Join(p.Draw(width, 24, utf8Style), " ")), "")
			if want := "“" + strings.Join(strings.Fields(l.Words), "") + "”"; !strings.HasSuffix(shown, want) {
				t.Fatalf("%d columns: %q ends %q", width, want, shown[len(shown)/2:])
			}
		}
	}
}

// TestHeights: at a width all pictures are equally high. On a low terminal, what one has
// to do is left out last.
func TestHeights(t *testing.T) {
	f := newFixture(t, func(s *routine.Settings) { s.Side = routine.Both })
	for width, want := range map[int]int{20: 15, 40: 11, 66: 9, 80: 8, 200: 8, 300: 8} {
		for at := routine.Samples(0); at < f.course.Plan().Length; at += 3 * routine.Rate {
			if got := len(f.picture(at, "").Draw(width, 24, utf8Style)); got != want {
				t.Errorf("%d columns at %v: %d lines, want %d", width, at.Duration(), got, want)
			}
		}
	}
	p := f.picture(f.at(t, "hold", 1, 2*time.Second), "")
	for height, want := range map[int]string{
		1: "Hold, left side, round 1 of 3, then release",
		2: "Hold, left side, round 1 of 3, then release\nStop at once if anything hurts.",
		4: "Hold, left side, round 1 of 3, then release\n" +
			"████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 0:28 left\nStop at once if anything hurts.\n“Breathe in.”",
	} {
		if got := strings.Join(p.Draw(80, height, utf8Style), "\n"); got != want {
			t.Errorf("%d lines: got\n%s\nwant\n%s", height, got, want)
		}
	}
}

// FuzzPicture draws moments of sessions, with any words and news, at any width: no
// line is wider, there are not too many, and nothing is there that a terminal would
// obey.
func FuzzPicture(f *testing.F) {
	var moments []routine.Moment
	for i, verb := range []routine.Verb{0, routine.Toggle, routine.Next, routine.Again, routine.WhereAmI, routine.Lose, routine.Stop} {
		c := newFixture(f, func(s *routine.Settings) { s.Side, s.Rounds = routine.Both, 1 }).course
		at := routine.Samples(0)
		for ; at < c.Plan().Length; at += 11 * routine.Rate {
			if moments = append(moments, c.Moment(at)); at > routine.Samples(i)*30*routine.Rate && verb != 0 {
				c.Do(routine.Command{Verb: verb}, at)
				verb = 0
			}
		}
		moments = append(moments, c.Moment(at))
	}
	long := strings.Repeat("Hold it right there. Keep taking deep, steady breaths. ", 4)
	f.Add(uint16(0), uint16(79), uint8(24), uint8(1), "", "")
	f.Add(uint16(20), uint16(39), uint8(40), uint8(1), long, "gone")
	f.Add(uint16(8), uint16(105), uint8(60), uint8(7), long[:90], "gone")
	f.Add(uint16(40), uint16(26), uint8(40), uint8(1), strings.ReplaceAll(long, " ", ""), "")
	f.Add(uint16(60), uint16(19), uint8(30), uint8(0), "é\tlong long long\r\n", "")
	f.Add(uint16(60), uint16(79), uint8(30), uint8(5), "überkreuzen", "")
	f.Add(uint16(60), uint16(79), uint8(30), uint8(4), "\xc3\x1b[2Jüber", "")
	f.Add(uint16(80), uint16(19), uint8(30), uint8(1), "語語", "\x1b[2J\xff\u202e語語\u009b1m")
	f.Fuzz(func(t *testing.T, which, width uint16, height, bits uint8, words, news string) {
		if len(words) > 300 {
			t.Skip() // takes time, and shows no more
		}
		s := style{unicode: bits&1 != 0}
		w, h := 1+int(width)%400, 1+int(height)
		p := Picture{Said: words}.Then(moments[int(which)%len(moments)], news)
		if bits&2 != 0 {
			p.Now.Words = words
		}
		if bits&4 != 0 {
			p.Now.Phases = slices.Clone(p.Now.Phases)
			for i := range p.Now.Phases {
				p.Now.Phases[i].Title = words
			}
		}
		lines := p.Draw(w, h, s)
		if most := min(h, 15); len(lines) > most {
			t.Fatalf("%d lines, at most %d:\n%q", len(lines), most, lines)
		}
		for _, l := range lines {
			if cells(l) > w {
				t.Fatalf("%q is wider than %d", l, w)
			}
			if !utf8.ValidString(l) {
				t.Fatalf("%q is not UTF-8", l)
			}
			for _, r := range l {
				if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x80 && !s.unicode {
					t.Fatalf("%q has %U in it", l, r)
				}
			}
		}
	})
}
