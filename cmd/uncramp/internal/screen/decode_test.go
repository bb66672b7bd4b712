package screen

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestDecode reads keys in what a terminal sends. "|" separates two pieces; at "§" the
// rest of a key has not come in time.
func TestDecode(t *testing.T) {
	for _, tt := range []struct{ bytes, want string }{
		{"q", "q"}, {"Q", "q"}, {"ä", "ä"}, {"Ä", "ä"}, {"\xc3|\xa4", "ä"}, {"\xff", "\ufffd"},
		{"\r", "enter"}, {"\n", "enter"}, {"\t", "other"}, {"\x7f", "other"}, {"\x01", "other"}, {"\x00", ""},
		{"\x03", "ctrl+c"}, {"\x04", "ctrl+d"}, {"\x0c", "ctrl+l"}, {"\x1a", "ctrl+z"}, {"\x1c", `ctrl+\`},
		{"\x1b[A\x1b[B\x1b[C\x1b[D", "up down right left"},
		{"\x1bOA\x1bOB\x1bOC\x1bOD\x1bOP", "up down right left other"},
		{"\x1b[1;2C", "right"}, {"\x1b\x1b[C", "right"}, {"\x1bq", "other"}, {"\x1bä", "other"},
		{"\x1b[H\x1b[15~\x1b[Z", "other other other"}, {"\x1b[[Aq", "other q"},

		// Esc is a key and the first byte of others.
		{"\x1b§", "esc"}, {"\x1b§q", "esc q"}, {"\x1b\x1b§", "esc esc"}, {"\x1b|\x1b|\x1b§q", "esc esc esc q"},
		{"\x1b|[C", "right"}, {"\x1b[|C", "right"}, {"\x1b|[|1;|3C", "right"}, {"x\x1b|OC", "x right"},
		{"\x1b[§C", "esc c"}, {"\x1b[\x03", "ctrl+c"}, {"\x1b[1\x1b[C", "right"},

		// No keys: pastes, and reports of a mouse, of the focus and of the terminal.
		{"\x1b[200~q pasted\nthings\x1b[201~a", "a"}, {"\x1b[200~q|\x1b|[201|~a", "a"}, {"\x1b[200~q§\x1b[C", "right"}, {"\x1b[201~a", "a"},
		{"\x1b[1~\x1b[15;2~\x1bOI\x1bOR", "other other other other"}, {"\x1b[M !!a", "a"}, {"\x1b[M |!!a", "a"}, {"\x1b[<0;3;3Ma", "a"}, {"\x1b[<0;3;3m", ""},
		{"\x1b[I\x1b[O", ""}, {"\x1b[12;40R\x1b[?62;c\x1b[0n", ""},
	} {
		var d decoder
		var got []string
		for i, part := range strings.Split(tt.bytes, "§") {
			if i > 0 && !d.due().IsZero() {
				got = append(got, d.flush()...)
			}
			for piece := range strings.SplitSeq(part, "|") {
				got = append(got, d.feed([]byte(piece), time.Now())...)
			}
		}
		if text := strings.Join(got, " "); text != tt.want {
			t.Errorf("%q: %q, want %q", tt.bytes, text, tt.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("\x1b[200~q\x1b[201~\x1b[<0;3;3M\x1b[M !!-", 3)
	f.Add("\x1b\x1b[1;3C\x1b[", 1)
	f.Fuzz(func(t *testing.T, bytes string, size int) {
		var whole, pieces decoder
		now := time.Now()
		want := whole.feed([]byte(bytes), now)
		var got []string
		for piece := range slices.Chunk([]byte(bytes), 1+max(0, size)%16) {
			got = append(got, pieces.feed(piece, now)...)
		}
		// An Esc that is held down may come in one piece with an arrow: Alt and the arrow.
		if !strings.Contains(bytes, "\x1b\x1b") && (!slices.Equal(got, want) || pieces.due() != whole.due()) {
			t.Errorf("%q in pieces: %q, want %q", bytes, got, want)
		}
		whole.flush()
		if got := whole.feed([]byte("q"), now); !slices.Equal(got, []string{"q"}) {
			t.Errorf("after %q: q is %q", bytes, got)
		}
	})
}
