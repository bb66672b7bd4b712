package meter

// The two filters of the K-weighting at 48 kHz: a shelf for the head in a sound
// field, and a high pass, whose numerator is 1, -2, 1 (BS.1770-4, annex 1, tables
// 1 and 2).
const (
	shelfB0 = 1.53512485958697
	shelfB1 = -2.69169618940638
	shelfB2 = 1.19839281085285
	shelfA1 = -1.69065929318241
	shelfA2 = 0.73248077421585

	passA1 = -1.99004745483398
	passA2 = 0.99007225036621
)

// weighting is the state of one channel's filters, which are in transposed
// direct form II: two numbers of the shelf, two of the high pass.
type weighting struct{ s1, s2, p1, p2 float64 }

// weigh returns the sum of the squares of frames, K-weighted. Both channels count
// in full, as the left and the right do in table 3. They go side by side, so that
// neither waits for the other.
func weigh(w *[2]weighting, frames [][2]float64) (energy float64) {
	l, r := w[0], w[1]
	for _, f := range frames {
		x := f[0]
		y := float64(shelfB0*x) + l.s1
		l.s1 = (float64(shelfB1*x) + l.s2) - float64(shelfA1*y)
		l.s2 = float64(shelfB2*x) - float64(shelfA2*y)
		z := y + l.p1
		l.p1 = (l.p2 - (y + y)) - float64(passA1*z)
		l.p2 = y - float64(passA2*z)
		energy += float64(z * z)

		x = f[1]
		y = float64(shelfB0*x) + r.s1
		r.s1 = (float64(shelfB1*x) + r.s2) - float64(shelfA1*y)
		r.s2 = float64(shelfB2*x) - float64(shelfA2*y)
		z = y + r.p1
		r.p1 = (r.p2 - (y + y)) - float64(passA1*z)
		r.p2 = y - float64(passA2*z)
		energy += float64(z * z)
	}
	w[0], w[1] = l, r
	return energy
}
