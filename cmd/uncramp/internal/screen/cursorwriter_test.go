package screen

import (
	"strings"
	"testing"

	"uncramp/routine"
)

// TestCursorWriter draws a session on a screen that has lines on it already, with
// room for the picture and without: it stands below them, nothing else is on the
// screen, and at the end it is gone. Between two pictures the cursor is on the first
// cell, hidden.
func TestCursorWriter(t *testing.T) {
	f := newFixture(t, func(*routine.Settings) {})
	for _, width := range []int{1, 2, 7, 20, 39, 40, 66, 80, 118} {
		for _, height := range []int{1, 3, 9, 24} {
			e := newEmulator(width, height)
			e.write("$\r\n$\r\n")
			var c cursorWriter
			var p Picture
			for at := routine.Samples(0); at < f.course.Plan().Length; at += 7 * routine.Rate {
				p = p.Then(f.course.Moment(at), "")
				lines := p.Draw(width, height, utf8Style)
				e.write(c.draw(lines, width, height))
				if c.draw(lines, width, height) != "" {
					t.Fatalf("%d by %d: what has not changed is drawn", width, height)
				}
				got := strings.TrimLeft(e.shows(), "$\n")
				if want := trimmed(lines); got != want || !e.hidden || e.column != 0 || !strings.HasPrefix(e.line(e.row), strings.TrimRight(lines[0], " ")) {
					t.Fatalf("%d by %d: got\n%s\nwant\n%s\ncursor at %d, %d, hidden %v", width, height, got, want, e.row, e.column, e.hidden)
				}
			}
			e.write(c.draw(nil, 0, 0))
			if all := strings.Join(e.above, "") + strings.ReplaceAll(e.shows(), "\n", ""); all != "$$" || e.hidden || e.column != 0 {
				t.Fatalf("%d by %d: in the end the screen shows %q, the cursor is hidden: %v", width, height, all, e.hidden)
			}
			if c.draw(nil, 0, 0) != "" {
				t.Fatal("what is gone is taken away again")
			}
		}
	}
}

func trimmed(lines []string) string {
	var all []string
	for _, l := range lines {
		all = append(all, strings.TrimRight(l, " "))
	}
	return strings.TrimRight(strings.Join(all, "\n"), "\n")
}

// TestDraw: only the lines that have changed are drawn, and all of them on a terminal
// that has another size.
func TestDraw(t *testing.T) {
	var c cursorWriter
	all := func(first, second string) string {
		return hideCursor + eraseBelow + eraseLine + first + "\r\n" + eraseLine + second + "\x1b[1A\r"
	}
	for _, tt := range []struct {
		lines []string
		width int
		want  string
	}{
		{[]string{"one", "two"}, 80, all("one", "two")},
		{[]string{"one", "2"}, 80, "\r\n" + eraseLine + "2\x1b[1A\r"},
		{[]string{"one", "2"}, 80, ""},
		{[]string{"one", "3"}, 40, all("one", "3")},
		{nil, 40, eraseBelow + showCursor},
		{nil, 40, ""},
	} {
		if got := c.draw(tt.lines, tt.width, 24); got != tt.want {
			t.Errorf("%d columns, %q: %q, want %q", tt.width, tt.lines, got, tt.want)
		}
	}
}
