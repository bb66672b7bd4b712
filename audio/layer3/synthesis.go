// Copyright 2017 Hajime Hoshi
//
// Licensed under the Apache License, Version 2.0: see LICENSE in this folder.
// Derived from go-mp3 v0.3.4, github.com/hajimehoshi/go-mp3. Changed: the fast
// transform of Lee, a window that is added up by rows, and rounding, where
// there was a matrix, a buffer that was moved on, and truncation.

package layer3

import "math"

// synthesis is the polyphase filter bank: ISO/IEC 11172-3, 2.4.3.2.2.
//
// The vector V of the standard is the DCT of 32 subbands, mirrored: output i of
// 32 needs of the even slots before it value 16+i, of the odd ones 16-i, and
// output 32-i the same. So values are kept in rows by i, eight of even slots
// and eight of odd ones, each row a ring: rows[0] for even outputs, rows[1] for
// odd ones.
type synthesis struct {
	rows     [2]rows
	slot     int
	sounding bool // rows are not all 0
}

// rows are those of one parity.
type rows [17][16]float32

// window has for each i four rings of eight factors, each twice so that it can
// be read from any of its places: of even and odd slots for output i, and of
// even and odd ones for 32-i.
var window [17][4 * 16]float32

// halfWindow is the first half of table D.1 in units of 2^-16.
var halfWindow = [257]int32{
	0, -1, -1, -1, -1, -1, -1, -2, -2, -2, -2, -3,
	-3, -4, -4, -5, -5, -6, -7, -7, -8, -9, -10, -11,
	-13, -14, -16, -17, -19, -21, -24, -26, -29, -31, -35, -38,
	-41, -45, -49, -53, -58, -63, -68, -73, -79, -85, -91, -97,
	-104, -111, -117, -125, -132, -139, -147, -154, -161, -169, -176, -183,
	-190, -196, -202, -208, 213, 218, 222, 225, 227, 228, 228, 227,
	224, 221, 215, 208, 200, 189, 177, 163, 146, 127, 106, 83,
	57, 29, -2, -36, -72, -111, -153, -197, -244, -294, -347, -401,
	-459, -519, -581, -645, -711, -779, -848, -919, -991, -1064, -1137, -1210,
	-1283, -1356, -1428, -1498, -1567, -1634, -1698, -1759, -1817, -1870, -1919, -1962,
	-2001, -2032, -2057, -2075, -2085, -2087, -2080, -2063, 2037, 2000, 1952, 1893,
	1822, 1739, 1644, 1535, 1414, 1280, 1131, 970, 794, 605, 402, 185,
	-45, -288, -545, -814, -1095, -1388, -1692, -2006, -2330, -2663, -3004, -3351,
	-3705, -4063, -4425, -4788, -5153, -5517, -5879, -6237, -6589, -6935, -7271, -7597,
	-7910, -8209, -8491, -8755, -8998, -9219, -9416, -9585, -9727, -9838, -9916, -9959,
	-9966, -9935, -9863, -9750, -9592, -9389, -9139, -8840, -8492, -8092, -7640, -7134,
	6574, 5959, 5288, 4561, 3776, 2935, 2037, 1082, 70, -998, -2122, -3300,
	-4533, -5818, -7154, -8540, -9975, -11455, -12980, -14548, -16155, -17799, -19478, -21189,
	-22929, -24694, -26482, -28289, -30112, -31947, -33791, -35640, -37489, -39336, -41176, -43006,
	-44821, -46617, -48390, -50137, -51853, -53534, -55178, -56778, -58333, -59838, -61289, -62684,
	-64019, -65290, -66494, -67629, -68692, -69679, -70590, -71420, -72169, -72835, -73415, -73908,
	-74313, -74630, -74856, -74992, 75038,
}

func prepareWindow() {
	const fullScale = 1 << 15
	d := func(i int) float32 {
		switch {
		case i > 256 && i%64 == 0:
			i = 512 - i
		case i > 256:
			return -float32(halfWindow[512-i]) * (fullScale / 65536.0)
		}
		return float32(halfWindow[i]) * (fullScale / 65536.0)
	}
	for i := range window {
		for y := range 16 {
			age := (8 - y) & 7
			w := window[i][y:]
			w[0], w[16] = d(64*age+i), -d(64*age+32+i)
			w[32], w[48] = -d(64*age+32-i), -d((64*age+64-i)%512)
		}
	}
}

// run makes a granule of samples, in steps of 16 bit.
func (s *synthesis) run(h *hybrid, samples *[granuleSamples]float32) {
	if h.heard == 0 && !s.sounding {
		clear(samples[:])
		return
	}
	s.sounding = h.heard > 0 // a granule has more slots than the rows
	for i := range lines {
		parity, place := s.slot&1, s.slot>>1&7
		dct32((*[subbands]float32)(h.out[subbands*i:]), &s.rows[parity], place, &s.rows[1-parity], 8+(s.slot+1)>>1&7)
		s.rows[parity].apply(8-place, (*[subbands]float32)(samples[subbands*i:]))
		s.slot++
	}
}

// apply adds up one slot's samples.
func (r *rows) apply(from int, out *[subbands]float32) {
	for i := 1; i < 16; i++ {
		v := &r[i]
		w := (*[48 + 8]float32)(window[i][from:])
		out[i] = (v[0]*w[0] + v[1]*w[1] + v[2]*w[2] + v[3]*w[3]) +
			(v[4]*w[4] + v[5]*w[5] + v[6]*w[6] + v[7]*w[7]) +
			(v[8]*w[16] + v[9]*w[17] + v[10]*w[18] + v[11]*w[19]) +
			(v[12]*w[20] + v[13]*w[21] + v[14]*w[22] + v[15]*w[23])
		out[32-i] = (v[0]*w[32] + v[1]*w[33] + v[2]*w[34] + v[3]*w[35]) +
			(v[4]*w[36] + v[5]*w[37] + v[6]*w[38] + v[7]*w[39]) +
			(v[8]*w[48] + v[9]*w[49] + v[10]*w[50] + v[11]*w[51]) +
			(v[12]*w[52] + v[13]*w[53] + v[14]*w[54] + v[15]*w[55])
	}
	var first, middle float32
	for i, v := range r[0][:8] {
		first += v*window[0][from+i] + r[0][8+i]*window[0][16+from+i]
		middle += r[16][8+i] * window[16][48+from+i]
	}
	out[0], out[16] = first, middle
}

// round rounds halves to even and clips.
func round(v float32) int16 {
	// At 1.5 * 2^23 a step of float32 is 1, so the sum has the number in its
	// low bits.
	const magic = 3 << 22
	const magicBits = 0x4b400000
	i := int64(int32(math.Float32bits(v+magic))) - magicBits
	if uint64(i+1<<15) >= 1<<16 {
		return int16(min(max(i, math.MinInt16), math.MaxInt16))
	}
	return int16(i)
}
