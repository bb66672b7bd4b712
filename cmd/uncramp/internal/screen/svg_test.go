package screen

import (
	"encoding/xml"
	"fmt"
	"regexp"
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

var runs = regexp.MustCompile("\x1b\\[\\d+m|█+|░+|[^\x1b█░]+")

// svg is a picture on a dark terminal. Bars are drawn, and the width of words is
// given, so that it looks the same with every font.
func svg(lines []string, columns int) string {
	const cell, high, edge = 9, 22, 18
	var b strings.Builder
	width, height := columns*cell+2*edge, len(lines)*high+2*edge
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="15" fill="#d8dee9">`+"\n", width, height)
	fmt.Fprintf(&b, "<title>The screen of a session, during a hold</title>\n<rect width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#1e2530\"/>\n", width, height)
	shades := map[rune]string{'█': "#d8dee9", '░': "#4c566a"}
	bolds := map[string]string{"\x1b[1m": ` font-weight="bold"`, "\x1b[22m": ""}
	for i, line := range lines {
		bold, x, y := "", edge, edge+i*high
		for _, run := range runs.FindAllString(line, -1) {
			if weight, ok := bolds[run]; ok {
				bold = weight
				continue
			}
			n := utf8.RuneCountInString(run)
			first, _ := utf8.DecodeRuneInString(run)
			words := strings.TrimLeft(run, " ")
			if shade := shades[first]; shade != "" {
				fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`+"\n", x, y+4, n*cell, high-8, shade)
			} else if words != "" {
				blank := n - utf8.RuneCountInString(words)
				words = strings.TrimRight(words, " ")
				fmt.Fprintf(&b, `<text x="%d" y="%d" textLength="%d"%s>`, x+blank*cell, y+high-6, utf8.RuneCountInString(words)*cell, bold)
				xml.EscapeText(&b, []byte(words)) //nolint:errcheck // a builder takes everything
				b.WriteString("</text>\n")
			}
			x += n * cell
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}
