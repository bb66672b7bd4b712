package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// row is one line of the table. What is empty does not apply.
type row struct {
	what    string
	uncramp string
	peer    string
	figure  string // the peer's
	ratio   string // uncramp's to the peer's
	goal    string
}

type table struct {
	rows  []row
	notes []string
}

func (t *table) add(r row) { t.rows = append(t.rows, r) }

// note adds a line under the table.
func (t *table) note(format string, args ...any) {
	t.notes = append(t.notes, fmt.Sprintf(format, args...))
}

// skip notes a peer that is not there.
func (t *table) skip(what string, p peer) {
	t.add(row{what: what, peer: p.name, figure: "skipped: not installed (Debian: " + p.debian + ")"})
}

// write prints the table as Markdown that is also legible as text.
func (t *table) write(w io.Writer) error {
	cells := [][]string{{"what", "uncramp", "peer", "its figure", "ratio", "goal"}}
	for _, r := range t.rows {
		cells = append(cells, []string{r.what, r.uncramp, r.peer, r.figure, r.ratio, r.goal})
	}
	widths := make([]int, len(cells[0]))
	for _, line := range cells {
		for i, cell := range line {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var rule []string
	for _, n := range widths {
		rule = append(rule, strings.Repeat("-", n))
	}
	var b strings.Builder
	for _, line := range slices.Insert(cells, 1, rule) {
		for i, cell := range line {
			fmt.Fprintf(&b, "| %s%s ", cell, strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)))
		}
		b.WriteString("|\n")
	}
	for _, n := range t.notes {
		fmt.Fprintf(&b, "\n- %s", n)
	}
	if len(t.notes) > 0 {
		b.WriteString("\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// goal says what is wanted of a figure and whether it is so.
func goal(figure, most float64, text string) string {
	if figure <= most {
		return text + ": met"
	}
	return text + ": MISSED"
}

func seconds(s float64) string   { return fmt.Sprintf("%.3f s", s) }
func megabytes(m float64) string { return fmt.Sprintf("%.1f MB", m) }
func times(r float64) string     { return fmt.Sprintf("%.2f", r) }
