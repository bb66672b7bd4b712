package mastering

import (
	"math"
	"time"

	"uncramp/audio/meter"
)

// lookAhead is the time from the start of a gain change to the peak, and from the peak
// to its end. It is two periods of a low voice, so the gain does not follow the
// waveform, and too short for the change to be heard.
const lookAhead = 10 * time.Millisecond

// limit returns samples with a true peak of at most ceiling, and the most that it took
// off, in dB. peaks are the [meter.Peaks] of samples. The gain moves along
// a Hann window; while it moves, a peak may exceed the ceiling by less than 0.05 dB.
func limit(samples, peaks []float64, ceiling meter.DBTP) (limited []float64, reduction float64) {
	n := Rate.N(lookAhead)
	top := math.Pow(10, float64(ceiling)/20)
	excess := make([]float64, n+len(peaks)+n) // 1 minus the greatest gain that is allowed
	for i, p := range peaks {
		excess[n+i] = max(0, 1-top/p) // -Inf for silence
	}
	// All maxima under the window include the value in its middle, so their mean is
	// not less than it.
	taken := smooth(greatest(excess, n), hann(n))[n:]
	limited = make([]float64, len(samples))
	most := 0.0
	for i, s := range samples {
		limited[i] = s * (1 - taken[i])
		most = max(most, taken[i])
	}
	return limited, 20 * math.Log10(1/(1-most))
}

// greatest returns the greatest value within n of each value.
func greatest(values []float64, n int) []float64 {
	out := make([]float64, len(values))
	var queue []int // indices of falling values
	next := 0
	for i := range values {
		for ; next < len(values) && next <= i+n; next++ {
			for len(queue) > 0 && values[queue[len(queue)-1]] <= values[next] {
				queue = queue[:len(queue)-1]
			}
			queue = append(queue, next)
		}
		if queue[0] < i-n {
			queue = queue[1:]
		}
		out[i] = values[queue[0]]
	}
	return out
}

// smooth returns the mean under a window of odd length around each value, with zeros
// outside. Most values are zero, so it adds up the windows of the others.
func smooth(values, window []float64) []float64 {
	n := len(window) / 2
	out := make([]float64, len(values))
	for i, v := range values {
		if v == 0 {
			continue
		}
		from, to := max(0, i-n), min(len(values), i+n+1)
		for j, w := range window[from-(i-n) : to-(i-n)] {
			out[from+j] += w * v
		}
	}
	return out
}

// hann returns a Hann window of 2n+1 values with a sum of 1.
func hann(n int) []float64 {
	w := make([]float64, 2*n+1)
	for i := range w {
		w[i] = (1 + math.Cos(math.Pi*float64(i-n)/float64(n+1))) / 2 / float64(n+1)
	}
	return w
}
