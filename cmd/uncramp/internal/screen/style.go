package screen

import (
	"math"
	"runtime"
	"strings"
	"unicode"
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

func (s style) strong(text string) string {
	if !s.bold || text == "" {
		return text
	}
	return "\x1b[1m" + text + "\x1b[22m"
}

// mark returns what stands at the end of a text that is cut off.
func (s style) mark() string {
	if s.unicode {
		return "…"
	}
	return ""
}

// bar returns a bar of a width, of which a part is full, and a space; "" if the
// width is too small.
func (s style) bar(width int, part float64) string {
	if width < 4 {
		return ""
	}
	full, empty := s.barCells()
	n := int(math.Round(min(1, max(0, part)) * float64(width)))
	return strings.Repeat(full, n) + strings.Repeat(empty, width-n) + " "
}

// barCells returns a full and an empty cell of a bar.
func (s style) barCells() (full, empty string) {
	if s.unicode {
		return "█", "░"
	}
	return "#", "."
}

var ascii = map[rune]rune{'‘': '\'', '’': '\'', '“': '"', '”': '"', '–': '-', '—': '-'}

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

// quoted returns a sentence in quotation marks.
func (s style) quoted(text string) string {
	if s.unicode {
		return "“" + s.clean(text) + "”"
	}
	return `"` + s.clean(text) + `"`
}

// cleaned returns texts as clean does.
func (s style) cleaned(texts []string) (all []string) {
	for _, text := range texts {
		all = append(all, s.clean(text))
	}
	return all
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
