package screen

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"uncramp/routine"
)

// TestReadmePicture: the README shows the picture of a hold at 80 columns.
func TestReadmePicture(t *testing.T) {
	f := newFixture(t, func(*routine.Settings) {})
	p := f.picture(f.at(t, "hold", 1, 13*time.Second), "")
	golden(t, "../../../../README-screen.svg", svg(p.Draw(80, 24, style{unicode: true, bold: true}), 80))
}

// svg is a picture on a dark terminal. Bars are drawn, and the width of words is
// given, so that it looks the same with every font.
func svg(lines []string, columns int) string {
	const cell, high, edge = 9, 22, 18
	var b strings.Builder
	width, height := columns*cell+2*edge, len(lines)*high+2*edge
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="15" fill="#d8dee9">`+"\n", width, height)
	fmt.Fprintf(&b, "<title>The screen of a session, during a hold</title>\n<rect width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#1e2530\"/>\n", width, height)
	for i, line := range lines {
		bold, column := "", 0
		for line != "" {
			switch {
			case strings.HasPrefix(line, "\x1b[1m"):
				bold, line = ` font-weight="bold"`, line[len("\x1b[1m"):]
				continue
			case strings.HasPrefix(line, "\x1b[22m"):
				bold, line = "", line[len("\x1b[22m"):]
				continue
			}
			kind, _ := utf8.DecodeRuneInString(line)
			end := strings.IndexAny(line, "█░\x1b")
			shade := map[rune]string{'█': "#d8dee9", '░': "#4c566a"}[kind]
			if shade != "" {
				end = len(line) - len(strings.TrimLeft(line, string(kind)))
			} else if end < 0 {
				end = len(line)
			}
			run := line[:end]
			n, x, y := utf8.RuneCountInString(run), edge+column*cell, edge+i*high
			switch words := strings.TrimLeft(run, " "); {
			case shade != "":
				fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`+"\n", x, y+4, n*cell, high-8, shade)
			case words != "":
				blank := n - utf8.RuneCountInString(words)
				words = strings.TrimRight(words, " ")
				fmt.Fprintf(&b, `<text x="%d" y="%d" textLength="%d"%s>`, x+blank*cell, y+high-6, utf8.RuneCountInString(words)*cell, bold)
				xml.EscapeText(&b, []byte(words)) //nolint:errcheck // a builder takes everything
				b.WriteString("</text>\n")
			}
			line, column = line[end:], column+n
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}
