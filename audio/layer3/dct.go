package layer3

import "math"

// dct32 is the DCT of type II of 32 points after Lee (1984). It puts value 16+i
// into row i of one slot's rows, at one place, and value 16-i into the next's.
func dct32(x *[subbands]float32, above *rows, placeAbove int, below *rows, placeBelow int) {
	up, down := placeAbove&15, placeBelow&15
	var p, q, r, s [8]float32
	for i := range 8 {
		a, b := x[i]+x[31-i], (x[i]-x[31-i])*secants32[i]
		c, d := x[15-i]+x[16+i], (x[15-i]-x[16+i])*secants32[15-i]
		p[i], q[i] = a+c, (a-c)*secants16[i]
		r[i], s[i] = b+d, (b-d)*secants16[i]
	}
	p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7] = dct8(p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7])
	q[0], q[1], q[2], q[3], q[4], q[5], q[6], q[7] = dct8(q[0], q[1], q[2], q[3], q[4], q[5], q[6], q[7])
	r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7] = dct8(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7])
	s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7] = dct8(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7])

	var odd [17]float32 // each with the next is an odd value
	odd[0] = r[0]
	odd[1] = s[0] + s[1]
	odd[2] = r[1]
	odd[3] = s[1] + s[2]
	odd[4] = r[2]
	odd[5] = s[2] + s[3]
	odd[6] = r[3]
	odd[7] = s[3] + s[4]
	odd[8] = r[4]
	odd[9] = s[4] + s[5]
	odd[10] = r[5]
	odd[11] = s[5] + s[6]
	odd[12] = r[6]
	odd[13] = s[6] + s[7]
	odd[14] = r[7]
	odd[15] = s[7]
	below[0][down] = p[4]
	below[1][down] = odd[7] + odd[8]
	below[2][down] = q[3] + q[4]
	below[3][down] = odd[6] + odd[7]
	below[4][down] = p[3]
	below[5][down] = odd[5] + odd[6]
	below[6][down] = q[2] + q[3]
	below[7][down] = odd[4] + odd[5]
	below[8][down] = p[2]
	below[9][down] = odd[3] + odd[4]
	below[10][down] = q[1] + q[2]
	below[11][down] = odd[2] + odd[3]
	below[12][down] = p[1]
	below[13][down] = odd[1] + odd[2]
	below[14][down] = q[0] + q[1]
	below[15][down] = odd[0] + odd[1]
	below[16][down] = p[0]
	above[0][up] = p[4]
	above[1][up] = odd[8] + odd[9]
	above[2][up] = q[4] + q[5]
	above[3][up] = odd[9] + odd[10]
	above[4][up] = p[5]
	above[5][up] = odd[10] + odd[11]
	above[6][up] = q[5] + q[6]
	above[7][up] = odd[11] + odd[12]
	above[8][up] = p[6]
	above[9][up] = odd[12] + odd[13]
	above[10][up] = q[6] + q[7]
	above[11][up] = odd[13] + odd[14]
	above[12][up] = p[7]
	above[13][up] = odd[14] + odd[15]
	above[14][up] = q[7]
	above[15][up] = odd[15]
}

// dct8 is the same of 8 points.
func dct8(x0, x1, x2, x3, x4, x5, x6, x7 float32) (y0, y1, y2, y3, y4, y5, y6, y7 float32) {
	const (
		a0 = 0.5097955791041592 // 0.5 / cos((2i+1) pi / 16)
		a1 = 0.6013448869350453
		a2 = 0.8999762231364156
		a3 = 2.5629154477415055
		b0 = 0.5411961001461970 // 0.5 / cos((2i+1) pi / 8)
		b1 = 1.3065629648763766
		c0 = 0.7071067811865476 // 0.5 / cos(pi / 4)
	)
	e0, e1, e2, e3 := x0+x7, x1+x6, x2+x5, x3+x4
	f0, f1, f2, f3 := (x0-x7)*a0, (x1-x6)*a1, (x2-x5)*a2, (x3-x4)*a3

	g0, g1 := e0+e3, e1+e2
	h0, h1 := (e0-e3)*b0, (e1-e2)*b1
	y0, y4 = g0+g1, (g0-g1)*c0
	y6 = (h0 - h1) * c0
	y2 = h0 + h1 + y6

	g0, g1 = f0+f3, f1+f2
	h0, h1 = (f0-f3)*b0, (f1-f2)*b1
	t4 := (g0 - g1) * c0
	y7 = (h0 - h1) * c0
	t2 := h0 + h1 + y7
	return y0, g0 + g1 + t2, y2, t2 + t4, y4, t4 + y7, y6, y7
}

// secants are 0.5 / cos((2i+1) pi / 2n).
var secants32, secants16 = func() (s32 [16]float32, s16 [8]float32) {
	for i := range s32 {
		s32[i] = float32(0.5 / math.Cos((float64(i)+0.5)*math.Pi/32))
	}
	for i := range s16 {
		s16[i] = float32(0.5 / math.Cos((float64(i)+0.5)*math.Pi/16))
	}
	return s32, s16
}()
