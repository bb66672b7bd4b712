package chart

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// levels draws the scale of loudness.
func (l *layout) levels(s *svg) {
	for lufs := lowest; lufs <= l.highest; lufs += 10 {
		y := l.y(lufs)
		s.line(left, y, right, y, "grid")
		s.text(left-10, y+4, "end", number(lufs))
	}
	s.f(`<text transform="translate(18 %.1f) rotate(-90)" class="middle">momentary loudness, LUFS</text>`, (l.top+l.bottom)/2)
}

// lines draws the reference lines, over the curve. Their names stand behind
// them, at least a line of text apart.
func (l *layout) lines(s *svg) {
	for i, r := range references {
		y := l.y(r.lufs)
		s.line(left, y, right, y, fmt.Sprintf("ref ref%d", i))
		s.text(right+8, y+4, fmt.Sprintf("name%d", i), number(r.lufs)+"  "+r.name)
	}
}

// curve draws the loudness: for each unit of width what it was between, and a
// shade under it.
func (l *layout) curve(s *svg) {
	low, high := l.columns()
	var area, above, below strings.Builder
	y := func(lufs float64) string { return fmt.Sprintf("%.1f", l.y(lufs)) }
	first, last := -1, 0
	for i := range low {
		if math.IsNaN(low[i]) {
			continue
		}
		if first < 0 {
			first = i
		}
		last = i
		fmt.Fprintf(&above, "L%.0f %s", left+float64(i), y(high[i]))
	}
	if first < 0 {
		return
	}
	for i := last; i >= first; i-- {
		if !math.IsNaN(low[i]) {
			fmt.Fprintf(&below, "L%.0f %s", left+float64(i), y(low[i]))
		}
	}
	fmt.Fprintf(&area, "M%.0f %.1f%sL%.0f %.1fZ", left+float64(first), l.bottom, above.String(), left+float64(last), l.bottom)
	s.f(`<path class="area" d="%s"/>`, area.String())
	s.f(`<path class="curve" d="M%s%sZ"/>`, strings.TrimPrefix(above.String(), "L"), below.String())
}

// columns are the lowest and the highest loudness in each unit of width; NaN in
// one that has no reading. A reading stands at the middle of the 400 ms that it
// is of.
func (l *layout) columns() (low, high []float64) {
	n := int(right-left) + 1
	low, high = make([]float64, n), make([]float64, n)
	for i := range low {
		low[i], high[i] = math.NaN(), math.NaN()
	}
	for i, v := range l.Loudness {
		at := l.First + time.Duration(i)*l.Step - momentary/2
		c := int(l.x(at) - left)
		low[c] = min(v, or(low[c], v))
		high[c] = max(v, or(high[c], v))
	}
	return low, high
}

const momentary = 400 * time.Millisecond

func or(v, other float64) float64 {
	if math.IsNaN(v) {
		return other
	}
	return v
}

// times draws the scale of time: about a dozen marks at round times.
func (l *layout) times(s *svg) {
	s.line(left, l.bottom, right, l.bottom, "axis")
	step := timeStep(l.Length)
	for at := time.Duration(0); at <= l.Length; at += step {
		x := l.x(at)
		s.line(x, l.bottom, x, l.bottom+5, "axis")
		s.text(x, l.bottom+20, "middle", clock(at, step))
	}
	unit := "min:s"
	if step < time.Second {
		unit = "s"
	}
	s.text(right+26, l.bottom+20, "", unit)
}

func timeStep(length time.Duration) time.Duration {
	for _, step := range []time.Duration{
		50 * time.Millisecond, 100 * time.Millisecond, 200 * time.Millisecond, 500 * time.Millisecond,
		time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 15 * time.Second, 30 * time.Second,
		time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
	} {
		if length <= 16*step {
			return step
		}
	}
	return (length / 12).Truncate(time.Hour) + time.Hour
}

func clock(at, step time.Duration) string {
	if step < time.Second {
		return strconv.FormatFloat(at.Seconds(), 'f', -1, 64)
	}
	return fmt.Sprintf("%d:%02d", at/time.Minute, at/time.Second%60)
}

// number writes a whole number with a true minus sign.
func number(v float64) string {
	return strings.Replace(fmt.Sprintf("%.0f", v), "-", "−", 1)
}
