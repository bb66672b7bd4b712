// Copyright 2017 Hajime Hoshi
//
// Licensed under the Apache License, Version 2.0: see LICENSE in this folder.
// Derived from go-mp3 v0.3.4, github.com/hajimehoshi/go-mp3. Changed: subbands
// of silence are left out, and long blocks go through the transform of nine
// points of minimp3, github.com/lieff/minimp3, CC0.

package layer3

import "math"

const (
	subbands = 32
	lines    = 18 // of a subband
)

// hybrid turns the lines of each subband into its samples.
type hybrid struct {
	out   [lines * subbands]float32 // by time
	saved [subbands][lines]float32  // the second half of the block before
	live  int                       // subbands that are saved; the others are 0
	heard int                       // subbands of out; the others are 0
}

// shapes are the windows of long blocks by type, with the signs of the
// transform and, for the odd subbands, the inversion of every other sample.
var shapes [2][4][2 * lines]float32

var (
	shortShape [12]float32
	shortWave  [6][6]float32 // line, point: the first three and 6 to 8
)

func prepareBlocks() {
	for i := range 2 * lines {
		sine := math.Sin(math.Pi / 36 * (float64(i) + 0.5))
		shapes[0][longBlock][i] = float32(sine)
		shapes[0][startBlock][i] = float32(sine)
		shapes[0][stopBlock][i] = float32(sine)
	}
	for i := range 6 {
		edge := float32(math.Sin(math.Pi / 12 * (float64(i) + 0.5)))
		start, stop := &shapes[0][startBlock], &shapes[0][stopBlock]
		start[18+i], start[29-i], start[30+i] = 1, edge, 0
		stop[i], stop[6+i], stop[12+i] = 0, edge, 1
		shortShape[i], shortShape[11-i] = edge, edge
		for m := range 6 {
			p := i
			if i >= 3 {
				p += 3
			}
			shortWave[m][i] = float32(math.Cos(math.Pi / 24 * float64((2*p+7)*(2*m+1))))
		}
	}
	for t := range shapes[0] {
		for i := range lines / 2 {
			shapes[0][t][i] *= -1
		}
		for i, v := range shapes[0][t] {
			shapes[1][t][i] = v * float32(1-2*(i&1))
		}
	}
}

// run transforms a granule of which all lines from count on are 0.
func (h *hybrid) run(spectrum *[granuleSamples]float32, g *granule, count int) {
	live := (count + lines - 1) / lines
	smooth := live
	if g.short() {
		smooth = 0
		if g.mixed {
			smooth = min(1, live)
		}
	}
	if smooth = min(smooth, subbands-1); smooth > 0 {
		alias(spectrum, smooth)
		live = max(live, smooth+1)
	}
	for sb := range live {
		block := g.block
		if g.mixed && sb < 2 {
			block = longBlock
		}
		in := (*[lines]float32)(spectrum[lines*sb:])
		out := (*[subbands*(lines-1) + 1]float32)(h.out[sb:])
		if block == shortBlock {
			shortIMDCT(in, out, &h.saved[sb], sb&1)
		} else {
			longIMDCT(in, out, &h.saved[sb], &shapes[sb&1][block])
		}
	}
	for sb := live; sb < h.live; sb++ {
		for i, v := range h.saved[sb] {
			h.out[subbands*i+sb] = v
		}
		h.saved[sb] = [lines]float32{}
	}
	for sb := max(live, h.live); sb < h.heard; sb++ {
		for i := range lines {
			h.out[subbands*i+sb] = 0
		}
	}
	h.live, h.heard = live, max(live, h.live)
}

// butterflies of the alias reduction: ISO/IEC 11172-3, table B.9.
var (
	butterflyC = [8]float32{0.857492926, 0.881741997, 0.949628649, 0.983314592, 0.995517816, 0.999160558, 0.999899195, 0.999993155}
	butterflyS = [8]float32{-0.514495755, -0.471731969, -0.313377454, -0.181913200, -0.094574193, -0.040965583, -0.014198569, -0.003699975}
)

// alias undoes what the first n edges between subbands let through.
func alias(spectrum *[granuleSamples]float32, n int) {
	for sb := 1; sb <= n; sb++ {
		at := (*[16]float32)(spectrum[lines*sb-8:])
		for i, c := range butterflyC {
			s := butterflyS[i]
			low, high := at[7-i], at[8+i]
			at[7-i] = low*c - high*s
			at[8+i] = high*c + low*s
		}
	}
}

// reorder sorts the lines of short blocks by line, not by block, and returns
// the count for them.
func reorder(spectrum *[granuleSamples]float32, g *granule, b *bands, count int) int {
	first := 0
	if g.mixed {
		first = mixedShort
		count = max(count, mixedLines)
	}
	var sorted [granuleSamples]float32
	for band := first; band < len(b.short)-1; band++ {
		start, width := 3*b.short[band], b.short[band+1]-b.short[band]
		if start >= count {
			return start
		}
		in := spectrum[start : start+3*width]
		for i := range width {
			sorted[3*i], sorted[3*i+1], sorted[3*i+2] = in[i], in[width+i], in[2*width+i]
		}
		copy(in, sorted[:])
	}
	return granuleSamples
}

// twiddles of the transform of 36 points: cosines, then sines.
var twiddles = func() (t [2 * 9]float32) {
	for i := range 9 {
		s, c := math.Sincos(math.Pi / 72 * (2*float64(i) + 19))
		t[i], t[9+i] = float32(s), float32(c)
	}
	return t
}()

// longIMDCT transforms a long block. The transform of 36 points is antisymmetric
// in its first half and symmetric in its second, and what remains are two of
// nine points.
func longIMDCT(in *[lines]float32, out *[subbands*(lines-1) + 1]float32, saved *[lines]float32, shape *[2 * lines]float32) {
	var co, si [9]float32
	co[0], co[1], co[2], co[3], co[4], co[5], co[6], co[7], co[8] = dct9(
		-in[0], in[1]+in[2], -(in[3] + in[4]), in[5]+in[6], -(in[7] + in[8]),
		in[9]+in[10], -(in[11] + in[12]), in[13]+in[14], -(in[15] + in[16]))
	si[0], si[1], si[2], si[3], si[4], si[5], si[6], si[7], si[8] = dct9(
		in[17], in[16]-in[15], in[13]-in[14], in[12]-in[11], in[9]-in[10],
		in[8]-in[7], in[5]-in[6], in[4]-in[3], in[1]-in[2])
	si[1], si[3], si[5], si[7] = -si[1], -si[3], -si[5], -si[7]
	for i, c := range co {
		s := si[i]
		first := c*twiddles[9+i] + s*twiddles[i]
		second := c*twiddles[i] - s*twiddles[9+i]
		out[subbands*i] = saved[i] + first*shape[i]
		out[subbands*(17-i)] = saved[17-i] + first*shape[17-i]
		saved[i] = second * shape[18+i]
		saved[17-i] = second * shape[35-i]
	}
}

// dct9 is the DCT of type III of nine points, without the factor of 1/2 of the
// first.
func dct9(s0, s1, s2, s3, s4, s5, s6, s7, s8 float32) (y0, y1, y2, y3, y4, y5, y6, y7, y8 float32) {
	const (
		cos10 = 0.98480775
		cos20 = 0.93969262
		cos30 = 0.86602540
		cos40 = 0.76604444
		cos50 = 0.64278761
		cos70 = 0.34202014
		cos80 = 0.17364818
	)
	a := s0 + s6*0.5
	b := s0 - s6
	c := (s4 + s2) * cos20
	d := (s8 + s2) * cos40
	e := (s4 - s8) * cos80
	f := s4 + s8 - s2
	g := b - f*0.5
	y4 = b + f
	even0, even2, even3 := a+c-e, a-c+d, a-d+e

	h := s3 * cos30
	k := (s5 + s1) * cos10
	l := (s5 - s7) * cos70
	m := (s1 + s7) * cos50
	odd1 := (s1 - s5 - s7) * cos30
	odd3 := k - h - m
	odd0 := l - h - k
	odd2 := l + h - m
	return even0 - odd0, g + odd1, even2 - odd2, even3 + odd3, y4, even3 - odd3, even2 + odd2, g - odd1, even0 + odd0
}

// shortIMDCT transforms three short blocks, each over half of the one before.
func shortIMDCT(in *[lines]float32, out *[subbands*(lines-1) + 1]float32, saved *[lines]float32, odd int) {
	var sum [2 * lines]float32
	for window := range 3 {
		var y [6]float32
		for m := range 6 {
			v := in[3*m+window]
			for p, c := range &shortWave[m] {
				y[p] += v * c
			}
		}
		at := (*[12]float32)(sum[6+6*window:])
		for p := range 3 {
			at[p] += y[p] * shortShape[p]
			at[5-p] -= y[p] * shortShape[5-p]
			at[6+p] += y[3+p] * shortShape[6+p]
			at[11-p] += y[3+p] * shortShape[11-p]
		}
	}
	if odd == 1 {
		for i := 1; i < len(sum); i += 2 {
			sum[i] = -sum[i]
		}
	}
	for i := range saved {
		out[subbands*i] = saved[i] + sum[i]
		saved[i] = sum[lines+i]
	}
}
