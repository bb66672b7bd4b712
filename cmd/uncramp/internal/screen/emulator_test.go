package screen

import (
	"regexp"
	"strconv"
	"strings"
)

// emulator is a terminal that knows the sequences that pictures use.
type emulator struct {
	width, height int
	rows          [][]rune // the screen
	above         []string // what was scrolled out
	row, column   int
	saved         [2]int
	hidden        bool
}

func newEmulator(width, height int) *emulator {
	e := &emulator{width: width, height: height}
	for range height {
		e.rows = append(e.rows, make([]rune, width))
	}
	return e
}

var sequences = regexp.MustCompile(`^\x1b(?:\[([?\d]*)([A-Za-z])|([78]))`)

func (e *emulator) write(text string) {
	for text != "" {
		if m := sequences.FindStringSubmatch(text); m != nil {
			e.sequence(m[1], m[2]+m[3])
			text = text[len(m[0]):]
			continue
		}
		r := []rune(text)[0]
		text = text[len(string(r)):]
		switch {
		case r == '\r':
			e.column = 0
		case r == '\n':
			e.down()
		default:
			if e.column == e.width {
				e.column = 0
				e.down()
			}
			e.rows[e.row][e.column] = r
			e.column++
		}
	}
}

func (e *emulator) down() {
	if e.row++; e.row == e.height {
		e.row--
		e.above = append(e.above, e.line(0))
		e.rows = append(e.rows[1:], make([]rune, e.width))
	}
}

func (e *emulator) sequence(parameter, kind string) {
	n, _ := strconv.Atoi(parameter)
	column := min(e.column, e.width-1)
	switch {
	case kind == "A":
		e.row = max(0, e.row-max(1, n))
	case kind == "C":
		e.column = min(e.width-1, column+max(1, n))
	case kind == "K":
		clear(e.rows[e.row][column:])
	case kind == "J":
		clear(e.rows[e.row][column:])
		for _, row := range e.rows[e.row+1:] {
			clear(row)
		}
	case kind == "7":
		e.saved = [2]int{e.row, e.column}
	case kind == "8":
		e.row, e.column = e.saved[0], e.saved[1]
	case parameter == "?25":
		e.hidden = kind == "l"
	case kind == "m" || strings.HasPrefix(parameter, "?"):
	default:
		panic("no such sequence: " + parameter + kind)
	}
}

func (e *emulator) line(row int) string {
	return strings.TrimRight(strings.ReplaceAll(string(e.rows[row]), "\x00", " "), " ")
}

// shows returns what the screen shows, without empty lines at its end.
func (e *emulator) shows() string {
	var lines []string
	for row := range e.rows {
		lines = append(lines, e.line(row))
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}
