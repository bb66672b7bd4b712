// Copyright 2017 Hajime Hoshi
//
// Licensed under the Apache License, Version 2.0: see LICENSE in this folder.
// Derived from go-mp3 v0.3.4, github.com/hajimehoshi/go-mp3. Changed: a gain
// for each band in place of one for each line, without powers, and the rates of
// MPEG-2.5.

package layer3

import "math"

// bands are the edges of the scale factor bands of a sample rate, in lines:
// ISO/IEC 11172-3, annex B, table B.8, and 13818-3, annex B, table B.2.
type bands struct {
	long      [23]int
	short     [14]int // of one short block
	mixedLong int     // long bands of a mixed block, whose rest begins with mixedShort
}

// bandsOf is by the version and the header's index of the rate.
var bandsOf = [9]bands{
	{ // 44.1 kHz
		[23]int{0, 4, 8, 12, 16, 20, 24, 30, 36, 44, 52, 62, 74, 90, 110, 134, 162, 196, 238, 288, 342, 418, 576},
		[14]int{0, 4, 8, 12, 16, 22, 30, 40, 52, 66, 84, 106, 136, 192}, 8,
	},
	{ // 48 kHz
		[23]int{0, 4, 8, 12, 16, 20, 24, 30, 36, 42, 50, 60, 72, 88, 106, 128, 156, 190, 230, 276, 330, 384, 576},
		[14]int{0, 4, 8, 12, 16, 22, 28, 38, 50, 64, 80, 100, 126, 192}, 8,
	},
	{ // 32 kHz
		[23]int{0, 4, 8, 12, 16, 20, 24, 30, 36, 44, 54, 66, 82, 102, 126, 156, 194, 240, 296, 364, 448, 550, 576},
		[14]int{0, 4, 8, 12, 16, 22, 30, 42, 58, 78, 104, 138, 180, 192}, 8,
	},
	{ // 22.05 kHz
		[23]int{0, 6, 12, 18, 24, 30, 36, 44, 54, 66, 80, 96, 116, 140, 168, 200, 238, 284, 336, 396, 464, 522, 576},
		[14]int{0, 4, 8, 12, 18, 24, 32, 42, 56, 74, 100, 132, 174, 192}, 6,
	},
	{ // 24 kHz
		[23]int{0, 6, 12, 18, 24, 30, 36, 44, 54, 66, 80, 96, 114, 136, 162, 194, 232, 278, 332, 394, 464, 540, 576},
		[14]int{0, 4, 8, 12, 18, 26, 36, 48, 62, 80, 104, 136, 180, 192}, 6,
	},
	low, // 16 kHz
	low, // 11.025 kHz
	low, // 12 kHz
	{ // 8 kHz
		[23]int{0, 12, 24, 36, 48, 60, 72, 88, 108, 132, 160, 192, 232, 280, 336, 400, 476, 566, 568, 570, 572, 574, 576},
		[14]int{0, 8, 16, 24, 36, 52, 72, 96, 124, 160, 162, 164, 166, 192}, 0,
	},
}

var low = bands{
	[23]int{0, 6, 12, 18, 24, 30, 36, 44, 54, 66, 80, 96, 116, 140, 168, 200, 238, 284, 336, 396, 464, 522, 576},
	[14]int{0, 4, 8, 12, 18, 26, 36, 48, 62, 80, 104, 134, 174, 192}, 6,
}

// Of a mixed block, the two subbands of long blocks have 8 long bands, or 6 below
// 32 kHz, and the rest begins with the fourth short one.
const (
	mixedLines = 2 * lines
	mixedShort = 3
)

// scaleFactors of a granule, the last of each kind always 0.
type scaleFactors struct {
	long  [22]uint8
	short [13][3]uint8
	// illegal is the least of them that is no place in intensity stereo.
	illegalLong  [22]uint8
	illegalShort [13]uint8
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
		for band := range bandsOf[0].mixedLong {
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

// lowScale is how many scale factors there are of each of four lengths below
// 32 kHz, and how the lengths are packed in an index, each to a base: ISO/IEC
// 13818-3, 2.4.3.2. The last three are for places in intensity stereo.
var lowScale = [6]struct {
	base  [4]int
	count [3][4]int // of long blocks, mixed ones, short ones
}{
	{[4]int{5, 5, 4, 4}, [3][4]int{{6, 5, 5, 5}, {6, 9, 9, 9}, {9, 9, 9, 9}}},
	{[4]int{5, 5, 4, 1}, [3][4]int{{6, 5, 7, 3}, {6, 9, 12, 6}, {9, 9, 12, 6}}},
	{[4]int{4, 3, 1, 1}, [3][4]int{{11, 10, 0, 0}, {15, 18, 0, 0}, {18, 18, 0, 0}}},
	{[4]int{5, 6, 6, 1}, [3][4]int{{7, 7, 7, 0}, {6, 15, 12, 0}, {12, 12, 12, 0}}},
	{[4]int{4, 4, 4, 1}, [3][4]int{{6, 6, 6, 3}, {6, 12, 9, 6}, {12, 9, 9, 6}}},
	{[4]int{4, 3, 1, 1}, [3][4]int{{8, 8, 5, 0}, {6, 18, 9, 0}, {15, 12, 9, 0}}},
}

// readLow takes the scale factors of a granule below 32 kHz, or the places of an
// intensity stereo's right channel.
func (s *scaleFactors) readLow(m *mainData, g *granule, b *bands, places bool) {
	*s = scaleFactors{}
	index, kinds := g.compress, lowScale[:3]
	if places {
		index, kinds = index>>1, lowScale[3:]
	}
	kind := 0
	for {
		size := 1
		for _, base := range kinds[kind].base {
			size *= base
		}
		if index < size || kind == 2 {
			break
		}
		index -= size
		kind++
	}
	if kind == 2 && !places {
		g.preflag = 1
	}
	var bits [4]int
	for i := 3; i >= 0; i-- {
		base := kinds[kind].base[i]
		bits[i], index = index%base, index/base
	}
	form, long := 0, len(s.long)-1
	switch {
	case g.short() && g.mixed:
		form, long = 1, b.mixedLong
	case g.short():
		form, long = 2, 0
	}
	band, window := 0, 0
	for i, count := range kinds[kind].count[form] {
		for range count {
			v, illegal := uint8(m.read(bits[i])), uint8(1<<bits[i]-1)
			if bits[i] == 0 {
				illegal = 1
			}
			if band < long {
				s.long[band], s.illegalLong[band] = v, illegal
				if band++; band == long && form == 1 {
					long, band = 0, mixedShort
				}
				continue
			}
			s.short[band][window], s.illegalShort[band] = v, illegal
			if window++; window == 3 {
				band, window = band+1, 0
			}
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
		long, short = b.mixedLong, mixedShort
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
