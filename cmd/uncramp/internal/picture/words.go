package picture

import (
	"strings"

	"uncramp/routine"
)

const (
	wordSize = 13.
	wordLine = 16. // from one line to the next
)

// words draws each sentence at its time, or below the one before it if that takes
// more room than time. It returns how far down the last one goes.
func (c *column) words() (bottom float64) {
	x := c.x + wordsAt
	for _, e := range c.plan.Events {
		if e.Bus != routine.BusVoice || !c.has(e.At) {
			continue
		}
		from, to := c.y(e.At), c.y(e.End())
		y := max(from, bottom)
		c.f(`<rect x="%.1f" y="%.1f" width="3" height="%.1f" rx="1.5" class="voice"/>`, c.x+voiceAt, from, max(3, to-from))
		if y > from {
			c.line(c.x+voiceAt+3, from+1, x-3, y+8, "tick")
		}
		for _, line := range wrap(e.Text, columnWidth-wordsAt) {
			c.text(x, y+12, "words", line)
			y += wordLine
		}
		bottom = y + 2
	}
	return bottom
}

// wrap returns a text in lines that are at most so wide, but have one word at least.
func wrap(text string, width float64) (lines []string) {
	for _, word := range strings.Fields(text) {
		last := len(lines) - 1
		if last >= 0 && textWidth(lines[last]+" "+word, wordSize) <= width {
			lines[last] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}

// textWidth returns about how wide a text is in a sans serif font of a size, in the
// picture's units. The estimate is generous, because every viewer has another font.
func textWidth(text string, size float64) float64 {
	return 0.55 * size * float64(len([]rune(text)))
}
