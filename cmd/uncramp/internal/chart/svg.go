package chart

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

// svg is the picture as it is written, one element a line.
type svg struct{ bytes.Buffer }

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

// escape makes any text, as a file's name, one that can stand in XML.
func escape(text string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(text)); err != nil {
		panic(err) // a Builder takes everything
	}
	return b.String()
}

// textWidth is about how wide a text is in a sans serif of a size; what draws
// the picture has the last word, so it errs on the wide side.
func textWidth(text string, size float64) float64 {
	return 0.56 * size * float64(len([]rune(text)))
}

// style gives each class its colours, and others on a dark ground. Every text
// has a contrast of 4.5 or more to its ground (WCAG 2.2, 1.4.3).
const style = `
text{font:12px system-ui,-apple-system,"Segoe UI","Helvetica Neue",Arial,"DejaVu Sans",sans-serif;fill:#59636e}
.paper{fill:#fff}
.title{font-size:21px;font-weight:600;fill:#1f2328}
.figure{font-size:14px}
.first{font-weight:600;fill:#1f2328}
.end{text-anchor:end}
.middle{text-anchor:middle}
.grid{stroke:#d8dee4;stroke-width:1}
.axis{stroke:#59636e;stroke-width:1}
.area{fill:#0969da;fill-opacity:.2}
.curve{fill:#0969da;stroke:#0969da;stroke-width:1;stroke-linejoin:round}
.ref{stroke-width:1.3;stroke-dasharray:7 4}
.ref0{stroke:#bc4c00}.ref1{stroke:#1a7f37}.ref2{stroke:#8250df}
.name0{fill:#a04100}.name1{fill:#1a7f37}.name2{fill:#8250df}
.band0{fill:#818b98;fill-opacity:.07}.band1{fill:#1a7f37;fill-opacity:.09}.band2{fill:#bf8700;fill-opacity:.17}
.tab0{fill:#818b98;fill-opacity:.18}.tab1{fill:#1a7f37;fill-opacity:.2}.tab2{fill:#bf8700;fill-opacity:.42}
.phase{font-size:11px;fill:#1f2328;text-anchor:middle}
.group{font-weight:600;fill:#1f2328;text-anchor:middle}
.span{stroke:#818b98;stroke-width:1;fill:none}
.lane0{fill:#0969da}.lane1{fill:#818b98}
.leader{stroke:#afb8c1;stroke-width:.7;fill:none}
.lane{font-size:10.5px;text-anchor:end}
.cue{font-size:10.5px;fill:#1f2328}
@media (prefers-color-scheme:dark){
text{fill:#9198a1}
.paper{fill:#0d1117}
.title,.first,.phase,.group,.cue{fill:#e6edf3}
.grid{stroke:#2a313a}
.axis{stroke:#9198a1}
.area{fill:#4493f8;fill-opacity:.25}
.curve{fill:#4493f8;stroke:#4493f8}
.ref0{stroke:#f0883e}.ref1{stroke:#3fb950}.ref2{stroke:#ab7df8}
.name0{fill:#f0883e}.name1{fill:#3fb950}.name2{fill:#ab7df8}
.lane0{fill:#4493f8}
.leader{stroke:#59636e}
}
`
