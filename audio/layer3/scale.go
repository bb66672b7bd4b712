// Copyright 2017 Hajime Hoshi
//
// Licensed under the Apache License, Version 2.0: see LICENSE in this folder.
// Derived from go-mp3 v0.3.4, github.com/hajimehoshi/go-mp3. Changed: a gain
// for each band in place of one for each line, without powers.

package layer3

import "math"

// bands are the edges of the scale factor bands of a sample rate, in lines:
// ISO/IEC 11172-3, annex B, table B.8.
type bands struct {
	long  [23]int
	short [14]int // of one short block
}

// bandsOf is by the header's index of the rate.
var bandsOf = [4]bands{
	{ // 44.1 kHz
		[23]int{0, 4, 8, 12, 16, 20, 24, 30, 36, 44, 52, 62, 74, 90, 110, 134, 162, 196, 238, 288, 342, 418, 576},
		[14]int{0, 4, 8, 12, 16, 22, 30, 40, 52, 66, 84, 106, 136, 192},
	},
	{ // 48 kHz
		[23]int{0, 4, 8, 12, 16, 20, 24, 30, 36, 42, 50, 60, 72, 88, 106, 128, 156, 190, 230, 276, 330, 384, 576},
		[14]int{0, 4, 8, 12, 16, 22, 28, 38, 50, 64, 80, 100, 126, 192},
	},
	{ // 32 kHz
		[23]int{0, 4, 8, 12, 16, 20, 24, 30, 36, 44, 54, 66, 82, 102, 126, 156, 194, 240, 296, 364, 448, 550, 576},
		[14]int{0, 4, 8, 12, 16, 22, 30, 42, 58, 78, 104, 138, 180, 192},
	},
}

// Of a mixed block, the two subbands of long blocks have 8 long bands, and the
// rest begins with the fourth short one, at every rate of MPEG-1.
const (
	mixedLines = 2 * lines
	mixedLong  = 8
	mixedShort = 3
)

// scaleFactors of a granule, the last of each kind always 0.
type scaleFactors struct {
	long  [22]uint8
	short [13][3]uint8
}

// scaleBits are the lengths of the low and of the high scale factors.
var scaleBits = [16][2]int{
	{0, 0}, {0, 1}, {0, 2}, {0, 3}, {3, 0}, {1, 1}, {1, 2}, {1, 3},
	{2, 1}, {2, 2}, {2, 3}, {3, 1}, {3, 2}, {3, 3}, {4, 2}, {4, 3},
}

// read takes the scale factors of a frame's granule.
func (s *scaleFactors) read(m *mainData, g *granule, shared uint8, granule int) {
	low, high := scaleBits[g.compress][0], scaleBits[g.compress][1]
	if !g.short() {
		for i, group := range [4][3]int{{0, 6, low}, {6, 11, low}, {11, 16, high}, {16, 21, high}} {
			if granule == 1 && shared>>(3-i)&1 == 1 {
				continue
			}
			for band := group[0]; band < group[1]; band++ {
				s.long[band] = uint8(m.read(group[2]))
			}
		}
		return
	}
	s.long = [22]uint8{}
	first := 0
	if g.mixed {
		first = mixedShort
		for band := range mixedLong {
			s.long[band] = uint8(m.read(low))
		}
	}
	for band := first; band < 12; band++ {
		n := low
		if band >= 6 {
			n = high
		}
		for window := range s.short[band] {
			s.short[band][window] = uint8(m.read(n))
		}
	}
}

// emphasis is what preflag adds to the scale factors.
var emphasis = [22]int{11: 1, 1, 1, 1, 2, 2, 3, 3, 3, 2, 0}

// steps are the gains of a granule's lines in the order of their code words.
type steps struct {
	n    int
	gain [39]float32
	end  [39]int
}

func (s *steps) add(end, quarters int) {
	s.gain[s.n], s.end[s.n] = power(quarters), end
	s.n++
}

func (s *steps) set(g *granule, f *scaleFactors, b *bands) {
	gain := g.gain - 210
	step := 2 << g.coarse
	long, short := len(f.long), len(f.short)
	switch {
	case g.short() && g.mixed:
		long, short = mixedLong, mixedShort
	case g.short():
		long, short = 0, 0
	}
	for band := range long {
		s.add(b.long[band+1], gain-step*(int(f.long[band])+g.preflag*emphasis[band]))
	}
	for band := short; band < len(f.short); band++ {
		end, width := 3*b.short[band], b.short[band+1]-b.short[band]
		for window, factor := range f.short[band] {
			end += width
			s.add(end, gain-8*g.subgain[window]-step*int(factor))
		}
	}
}

var roots = [4]float32{1, 1.189207115002721, math.Sqrt2, 1.681792830507429}

// power is 2 to a number of quarters, -400 to 400.
func power(quarters int) float32 {
	return roots[quarters&3] * math.Float32frombits(uint32(127+quarters>>2)<<23)
}
