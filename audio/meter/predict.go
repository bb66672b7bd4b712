package meter

// order is how many samples a predictor looks back: enough for the resonances
// of a voice, about one for each kHz of bandwidth (Markel and Gray, Linear
// Prediction of Speech, 1976), and for the partials of a chime.
const order = 20

// predictor foretells a sample from those before it.
type predictor struct {
	a [order]float64 // a[i] weighs the sample i+1 back
}

// fit makes the predictor that leaves the least energy of a windowed stretch of
// sound: the autocorrelation method, solved by Levinson and Durbin's recursion
// (Makhoul, Linear prediction: a tutorial review, Proc. IEEE 63(4), 1975).
func (p *predictor) fit(windowed []float64) {
	p.a = [order]float64{}
	r := autocorrelation(windowed)
	if r[0] == 0 {
		return
	}
	left := r[0] * (1 + 1e-9) // a floor 90 dB down keeps pure tones solvable
	for i := range p.a {
		k := r[i+1]
		for j := range i {
			k -= p.a[j] * r[i-j]
		}
		k /= left
		for j, m := 0, i-1; j <= m; j, m = j+1, m-1 {
			p.a[j], p.a[m] = p.a[j]-k*p.a[m], p.a[m]-k*p.a[j]
		}
		p.a[i] = k
		left *= 1 - k*k
	}
}

// autocorrelation at the lags 0 to order, three of them at a time, so that each
// sample is fetched once for all three. There are more samples than lags.
func autocorrelation(x []float64) (r [order + 1]float64) {
	for lag := 0; lag < len(r); lag += 3 {
		var r0, r1, r2 float64
		late := x[lag+2:]
		a, b, c := x[2:], x[1:], x
		a, b, c = a[:len(late)], b[:len(late)], c[:len(late)]
		for i, v := range late {
			r0 += v * a[i]
			r1 += v * b[i]
			r2 += v * c[i]
		}
		// The lags' first products, which the shared loop has no room for.
		r0 += x[lag]*x[0] + x[lag+1]*x[1]
		r1 += x[lag+1] * x[0]
		r[lag], r[lag+1], r[lag+2] = r0, r1, r2
	}
	return r
}

// residual is what the predictor did not foretell of x[order:], in dst, which
// is as long as that.
func (p *predictor) residual(dst, x []float64) {
	a := &p.a
	for i := range dst {
		past := (*[order]float64)(x[i:])
		var even, odd float64 // two sums do not wait for each other
		for j := 0; j < order; j += 2 {
			even += a[j] * past[order-1-j]
			odd += a[j+1] * past[order-2-j]
		}
		dst[i] = x[i+order] - even - odd
	}
}
