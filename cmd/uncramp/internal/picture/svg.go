package picture

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
)

// svg holds the elements of a picture, one on each line.
type svg struct{ bytes.Buffer }

// write writes the elements as a picture of a size, below a title.
func (s *svg) write(w io.Writer, width, height float64, title, subtitle string) error {
	var out svg
	out.f(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img">`, width, height, width, height)
	out.f(`<title>%s: %s</title>`, escape(title), escape(subtitle))
	out.f(`<style>%s</style>`, style)
	out.f(`<rect width="%.0f" height="%.0f" class="paper"/>`, width, height)
	out.text(margin, 38, "title", title)
	out.text(margin, 62, "words", subtitle)
	out.Write(s.Bytes())
	out.f(`</svg>`)
	_, err := out.WriteTo(w)
	return err
}

// legend draws what the marks mean, in one line; that of a pause only if there are pauses.
func (s *svg) legend(pauses bool) {
	const y = 84.
	x := margin
	for _, cue := range []struct{ cue, means string }{{"chime-in", "breathe in"}, {"chime-out", "breathe out"}, {"chime-pause", "pause"}, {"", "bell or chime that begins or ends something"}} {
		if cue.cue == "chime-pause" && !pauses {
			continue
		}
		s.mark(x, y-4, cue.cue)
		s.text(x+14, y, "", cue.means)
		x += 14 + textWidth(cue.means, 12) + 20
	}
	s.f(`<path d="M%.1f %.1fc9 0 9 -9 18 -9s9 9 18 9" class="breath"/>`, x, y)
	s.text(x+44, y, "", "the breath")
	s.f(`<rect x="%.1f" y="%.1f" width="3" height="12" rx="1.5" class="voice"/>`, x+132, y-10)
	s.text(x+142, y, "", "the voice, and its words")
}

// f adds an element, formatted as by [fmt.Sprintf].
func (s *svg) f(format string, args ...any) {
	fmt.Fprintf(&s.Buffer, format, args...)
	s.WriteByte('\n')
}

func (s *svg) text(x, y float64, class, words string) {
	s.f(`<text x="%.1f" y="%.1f" class="%s">%s</text>`, x, y, class, escape(words))
}

func (s *svg) line(x1, y1, x2, y2 float64, class string) {
	s.f(`<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" class="%s"/>`, x1, y1, x2, y2, class)
}

// escape returns a text that can stand in XML, with marks in place of what
// cannot.
func escape(text string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(text)) // a Buffer takes everything
	return b.String()
}

// Every text has a contrast of 4.5 or more to what is behind it (WCAG 2.2, 1.4.3).
const style = `
text{font:12px system-ui,-apple-system,"Segoe UI","Helvetica Neue",Arial,"DejaVu Sans",sans-serif;fill:#59636e;white-space:pre}
.title{font-size:22px;font-weight:600;fill:#1f2328}
.words{font-size:13px;fill:#1f2328}
.name{font-weight:600;fill:#1f2328}
.time{text-anchor:end}
.paper{fill:#fff}
.tick{stroke:#818b98}
.phase{fill:#eff2f5}.hold{fill:#fbe3b0}.rest{fill:#d3efdb}
.breath{fill:none;stroke:#0969da;stroke-width:1.5}
.chime{fill:#8250df}.bell{fill:none;stroke:#8250df;stroke-width:2}
.voice{fill:#0969da}
@media (prefers-color-scheme:dark){
text{fill:#a9b3bd}
.title,.words,.name{fill:#e6edf3}
.paper{fill:#0d1117}
.tick{stroke:#6e7681}
.phase{fill:#21262d}.hold{fill:#4d3800}.rest{fill:#12391f}
.breath{stroke:#4493f8}
.chime{fill:#b083f0}.bell{stroke:#b083f0}
.voice{fill:#4493f8}
}
`
