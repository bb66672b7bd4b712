package screen

import (
	"strings"

	"github.com/rivo/uniseg"
)

// cells returns how many cells of a terminal a text takes.
func cells(text string) int { return uniseg.StringWidth(text) }

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

// truncate cuts a text off that takes more than width cells, and marks the cut if
// the mark has room.
func truncate(text string, width int, mark string) string {
	if cells(text) <= width {
		return text
	}
	if cells(mark) > width {
		mark = ""
	}
	first, _ := split(text, width-cells(mark))
	return first + mark
}

// fold breaks a text between its words into rows lines of at most width cells. The
// last of them are empty if it is short, and cut off if it is long.
func fold(text string, width, rows int, mark string) []string {
	lines := []string{""}
	add := func(word string) {
		last := &lines[len(lines)-1]
		switch {
		case *last == "":
			*last = word
		case cells(*last)+1+cells(word) <= width:
			*last += " " + word
		default:
			lines = append(lines, word)
		}
	}
	for _, word := range strings.Fields(text) {
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
		lines[rows-1] = truncate(strings.Join(lines[rows-1:], " "), width, mark)
		return lines[:rows]
	}
	return append(lines, make([]string, rows-len(lines))...)
}
