package mastering

import (
	"math"
	"time"

	"uncramp/audio/meter"
)

// lookAhead is how long before a peak the limiter begins to turn down, and how
// long after it has turned up again. 10 ms is two periods of a low voice: the
// gain does not follow the voice's own waveform, and is back before the ear
// makes out that it went.
const lookAhead = 10 * time.Millisecond

// limit holds the true peak of samples at 48 kHz down to ceiling, by a gain that
// moves as a Hann window does and delays nothing. peaks are what [meter.Peaks]
// finds in them. It returns the result and the most that it took off anywhere,
// in dB. What overshoots is the rounding of a waveform under a moving gain: less
// than 0.05 dB.
func limit(samples, peaks []float64, ceiling meter.DBTP) (limited []float64, reduction float64) {
	n := Rate.N(lookAhead)
	top := math.Pow(10, float64(ceiling)/20)
	excess := make([]float64, n+len(peaks)+n) // by how much the gain must stay under 1
	for i, p := range peaks {
		excess[n+i] = max(0, 1-top/p) // silence: 1 - Inf
	}
	// A window's mean of what is the greatest in as long a window is nowhere
	// less than what was asked for at its middle.
	taken := smooth(greatest(excess, n), hann(n))[n:]
	limited = make([]float64, len(samples))
	most := 0.0
	for i, s := range samples {
		limited[i] = s * (1 - taken[i])
		most = max(most, taken[i])
	}
	return limited, 20 * math.Log10(1/(1-most))
}

// greatest is the greatest value within n to either side.
func greatest(values []float64, n int) []float64 {
	out := make([]float64, len(values))
	var queue []int // of indices whose values fall: the first is the greatest
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

// smooth is the mean under a window of odd length around each value, zeros
// going on outside. Most values are zero: those that are not spread.
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

// hann is a Hann window of reach n to either side, with a sum of 1.
func hann(n int) []float64 {
	w := make([]float64, 2*n+1)
	for i := range w {
		w[i] = (1 + math.Cos(math.Pi*float64(i-n)/float64(n+1))) / 2 / float64(n+1)
	}
	return w
}
