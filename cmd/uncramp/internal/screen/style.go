package screen

import (
	"math"
	"runtime"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// style is what a terminal can show and its user wants to see.
type style struct {
	unicode bool
	bold    bool
	draws   bool // the cursor can be moved
}

// styleOf reads the style from the environment, as the C library does.
func styleOf(getenv func(string) string) style {
	kind, windows := getenv("TERM"), runtime.GOOS == "windows"
	s := style{unicode: windows, bold: getenv("NO_COLOR") == "", draws: kind != "dumb" && (kind != "" || windows)}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(getenv(name)); v != "" && !s.unicode {
			s.unicode = strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
			break
		}
	}
	return s
}

// Clean returns words that come from a file or a system as one line, with nothing in
// it that a terminal would obey.
func Clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == unicode.ReplacementChar:
			return '?'
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, text)
}

var ascii = strings.NewReplacer("‘", "'", "’", "'", "“", `"`, "”", `"`, "–", "-", "—", "-", "…", "", "█", "#", "░", ".", "→", "right", "←", "left")

// clean is [Clean], in what the terminal can show.
func (s style) clean(text string) string {
	text = Clean(text)
	if s.unicode {
		return text
	}
	return strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII {
			return '?'
		}
		return r
	}, ascii.Replace(text))
}

// strong returns a text as a heading.
func (s style) strong(text string) string {
	if !s.bold || text == "" {
		return text
	}
	return "\x1b[1m" + text + "\x1b[22m"
}

func quoted(sentence string) string { return "“" + sentence + "”" }

// bar returns a bar of a width, of which a part is full.
func (s style) bar(width int, part float64) string {
	n := int(math.Round(min(1, max(0, part)) * float64(width)))
	return s.clean(strings.Repeat("█", n) + strings.Repeat("░", width-n))
}

// cells returns how many cells of a terminal a clean text takes.
func cells(text string) int {
	if len(text) == utf8.RuneCountInString(text) { // ASCII, as most are: uniseg takes its time
		return len(text)
	}
	return uniseg.StringWidth(text)
}

// split returns as much of a text as takes at most width cells, and the rest.
func split(text string, width int) (first, rest string) {
	used, state := 0, -1
	for rest = text; rest != ""; {
		cluster, after, w, next := uniseg.FirstGraphemeClusterInString(rest, state)
		if used+w > width {
			break
		}
		used, first, rest, state = used+w, first+cluster, after, next
	}
	return first, rest
}

// truncate cuts a clean text off that takes more than width cells, and marks the cut.
func (s style) truncate(text string, width int) string {
	if cells(text) <= width {
		return text
	}
	mark := s.clean("…")
	first, _ := split(text, width-cells(mark))
	return first + mark
}

// fit returns the first of some texts that has room, or else the last, cut off; ""
// if there are none, or no room.
func (s style) fit(width int, all ...string) (text string) {
	if width < 1 {
		return ""
	}
	for _, text = range all {
		if text = s.clean(text); cells(text) <= width {
			return text
		}
	}
	return s.truncate(text, width)
}

// fold breaks a text between its words into rows lines of at most width cells. The
// last of them are empty if it is short, and cut off if it is long.
func (s style) fold(text string, width, rows int) []string {
	lines, room := []string{""}, width // room is what is left of the last line
	add := func(word string) {
		n := cells(word)
		switch last := &lines[len(lines)-1]; {
		case *last == "":
			*last = word
		case 1+n <= room:
			*last += " " + word
			n++
		default:
			lines, room = append(lines, word), width
		}
		room -= n
	}
	for _, word := range strings.Fields(s.clean(text)) {
		for cells(word) > width {
			first, rest := split(word, width)
			if first == "" { // a wide rune in one cell
				return make([]string, rows)
			}
			add(first)
			word = rest
		}
		add(word)
	}
	if len(lines) > rows {
		lines[rows-1] = s.truncate(strings.Join(lines[rows-1:], " "), width)
		return lines[:rows]
	}
	return append(lines, make([]string, rows-len(lines))...)
}
