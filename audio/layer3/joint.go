package layer3

import "math"

// join makes the two channels of a granule of what they have in common: ISO/IEC
// 11172-3, 2.4.3.4.9, and 13818-3, 2.4.3.2. The way through intensity stereo is
// that of minimp3, github.com/lieff/minimp3, CC0.
func (s *Stream) join(h Header, g *[2]granule, counts *[2]int) {
	left, right := &s.channels[0], &s.channels[1]
	most := max(counts[0], counts[1])
	if h.intensity() {
		s.spread(h, &g[1], most)
	} else if h.middle() {
		middleSide(left.spectrum[:most], right.spectrum[:most])
	}
	*counts = [2]int{most, most}
}

// middleSide makes left and right of their sum and their difference.
func middleSide(left, right []float32) {
	right = right[:len(left)]
	for i, m := range left {
		left[i], right[i] = m+right[i], m-right[i]
	}
}

// group is the lines of a scale factor band, of one window where blocks are short.
type group struct {
	start, end int
	place      int // -1: none
}

// pans are the left gains of the places in MPEG-1: tan(p pi/12) to one.
var pans = func() (pans [7]float32) {
	for p := range pans {
		tan := math.Tan(float64(p) * math.Pi / 12)
		pans[p] = float32(tan / (1 + tan))
	}
	pans[6] = 1 // tan is endless
	return pans
}()

// spread puts what the left channel has behind the last line of the right one at
// the places that the right one has for it, for each window by itself; the other
// lines are those of left and right, or of middle and side.
func (s *Stream) spread(h Header, g *granule, most int) {
	left, right := &s.channels[0], &s.channels[1]
	var all [39]group
	groups, windows := right.groups(all[:0], g, h)
	last := [3]int{-1, -1, -1} // the last group of each window that has lines
	for i, b := range groups {
		for _, v := range right.spectrum[b.start:b.end] {
			if v != 0 {
				last[i%windows] = i
				break
			}
		}
	}
	if g.short() && g.mixed {
		windows = 3
		m := max(last[0], last[1], last[2])
		last = [3]int{m, m, m}
	}
	// The last band has no place of its own.
	for w := range windows {
		top := len(groups) - windows + w
		groups[top].place = groups[top-windows].place
		if last[top%windows] >= top-windows {
			groups[top].place = [3]int{3, 0, 0}[h.version()]
		}
	}
	for i, b := range groups {
		l, r := left.spectrum[b.start:b.end], right.spectrum[b.start:b.end]
		switch {
		case i <= last[i%windows] || b.place < 0:
			if h.middle() {
				middleSide(l, r)
			}
			continue
		case b.start >= most:
			continue
		}
		gains := placeGains(h, g, b.place)
		for i, v := range l {
			l[i], r[i] = v*gains[0], v*gains[1]
		}
	}
}

// placeGains are those of both channels at a place.
func placeGains(h Header, g *granule, place int) (gains [2]float32) {
	if h.version() == 0 {
		gains = [2]float32{pans[place], 1 - pans[place]}
	} else {
		// Each second place is a step to one side: of a root of 2, or the root of
		// that.
		step := 1 << (g.compress & 1)
		far := power(-((place + 1) >> 1) * step)
		if gains = [2]float32{1, far}; place&1 == 1 {
			gains = [2]float32{far, 1}
		}
	}
	if h.middle() { // the lines are 3 dB down for it
		gains[0] *= math.Sqrt2
		gains[1] *= math.Sqrt2
	}
	return gains
}

// groups are the scale factor bands of the right channel's granule, with the
// places in them, by the number of windows that they alternate between.
func (c *channel) groups(groups []group, g *granule, h Header) ([]group, int) {
	b := h.bands()
	long, short, windows := len(c.scale.long), len(c.scale.short), 1
	switch {
	case g.short() && g.mixed:
		long, short = b.mixedLong, mixedShort
	case g.short():
		long, short, windows = 0, 0, 3
	}
	place := func(factor, illegal uint8) int {
		if h.version() == 0 {
			illegal = uint8(len(pans))
		}
		if factor >= illegal {
			return -1
		}
		return int(factor)
	}
	for band := range long {
		groups = append(groups, group{b.long[band], b.long[band+1], place(c.scale.long[band], c.scale.illegalLong[band])})
	}
	for band := short; band < len(c.scale.short); band++ {
		start, width := 3*b.short[band], b.short[band+1]-b.short[band]
		for _, factor := range c.scale.short[band] {
			groups = append(groups, group{start, start + width, place(factor, c.scale.illegalShort[band])})
			start += width
		}
	}
	return groups, windows
}
