package screen

import (
	"strings"
	"testing"

	"uncramp/routine"
)

// TestCursorWriter draws a session on a screen that has lines on it already, with
// room for the picture and without: it stands below them, nothing else is on the
// screen, and at the end it is gone. Between two pictures the cursor is on the first
// cell, hidden. Only lines that have changed are drawn, and all of them on a terminal
// that has another size.
func TestCursorWriter(t *testing.T) {
	f := newFixture(t, func(*routine.Settings) {})
	for _, width := range []int{20, 39, 40, 66, 80, 118} {
		for _, height := range []int{1, 3, 9, 24} {
			e := newEmulator(width, height)
			e.write("$\r\n$\r\n")
			var c cursorWriter
			var p Picture
			var last []string
			for at := routine.Samples(0); at < f.course.Plan().Length; at += 7 * routine.Rate {
				p = p.Then(f.course.Moment(at), "")
				lines := p.Draw(width, height, utf8Style)
				changes := c.draw(lines, width, height)
				e.write(changes)
				got := strings.TrimLeft(e.shows(), "$\n")
				if want := trimmed(lines); got != want || !e.hidden || e.column != 0 || !strings.HasPrefix(e.line(e.row), strings.TrimRight(lines[0], " ")) {
					t.Fatalf("%d by %d: got\n%s\nwant\n%s\ncursor at %d, %d, hidden %v", width, height, got, want, e.row, e.column, e.hidden)
				}
				changed := 0
				for i := range last {
					if lines[i] != last[i] {
						changed++
					}
				}
				if n := strings.Count(changes, eraseLine); last != nil && n != changed {
					t.Fatalf("%d by %d: %d lines have changed, %d are drawn", width, height, changed, n)
				}
				last = lines
			}
			other := c.draw(last, width+1, height)
			if want := hideCursor + eraseBelow + eraseLine + last[0]; !strings.HasPrefix(other, want) || strings.Count(other, eraseLine) != 1+len(last) {
				t.Errorf("%d by %d: with another column %q is drawn", width, height, other)
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
