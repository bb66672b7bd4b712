package screen

import (
	"math"
	"runtime"
	"strings"
	"unicode"
)

// style is what a terminal can show, and is wanted to.
type style struct {
	unicode bool
	bold    bool
}

// styleOf reads it from the environment, as the C library does.
func styleOf(getenv func(string) string) style {
	s := style{unicode: runtime.GOOS == "windows", bold: getenv("NO_COLOR") == ""}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(getenv(name)); v != "" && !s.unicode {
			s.unicode = strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
			break
		}
	}
	return s
}

// canDraw tells whether a terminal of this kind can move its cursor.
func canDraw(getenv func(string) string) bool {
	kind := getenv("TERM")
	return kind != "dumb" && (kind != "" || runtime.GOOS == "windows")
}

func (s style) strong(text string) string {
	if !s.bold || text == "" {
		return text
	}
	return "\x1b[1m" + text + "\x1b[22m"
}

// tail ends what is cut off.
func (s style) tail() string {
	if s.unicode {
		return "…"
	}
	return ""
}

// bar is how much of something is done, in so many cells and a space; nothing
// where they are too few.
func (s style) bar(cells int, part float64) string {
	if cells < 4 {
		return ""
	}
	full, empty := s.cells()
	n := int(math.Round(min(1, max(0, part)) * float64(cells)))
	return strings.Repeat(full, n) + strings.Repeat(empty, cells-n) + " "
}

// cells are the full and the empty cell of a bar.
func (s style) cells() (full, empty string) {
	if s.unicode {
		return "█", "░"
	}
	return "#", "."
}

var ascii = map[rune]rune{'‘': '\'', '’': '\'', '“': '"', '”': '"', '–': '-', '—': '-'}

// Clean makes one line of words that come from a file or a system, with nothing
// in it that a terminal would obey.
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

// clean is [Clean], in what the terminal can show.
func (s style) clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case s.unicode || r <= unicode.MaxASCII:
			return r
		case ascii[r] != 0:
			return ascii[r]
		}
		return '?'
	}, Clean(text))
}
