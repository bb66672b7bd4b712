package recording

import "github.com/gopxl/beep/v2"

// Balance finds out whether the two channels of a recording cancel each other. Then a
// listener with one loudspeaker would hear next to nothing.
type Balance struct{ sum, each float64 }

// Add adds samples of the recording.
func (b *Balance) Add(frames [][2]float64) {
	for _, f := range frames {
		b.sum += float64((f[0] + f[1]) * (f[0] + f[1]))
		b.each += float64(f[0]*f[0]) + float64(f[1]*f[1])
	}
}

// Cancels reports whether the sum of the channels is 20 dB under what unlike
// channels add up to.
func (b *Balance) Cancels() bool { return b.sum < 0.01*b.each }

// OneChannel returns a stream with the first channel of s in both.
func OneChannel(s beep.Streamer) beep.Streamer { return oneChannel{s} }

type oneChannel struct{ beep.Streamer }

func (s oneChannel) Stream(samples [][2]float64) (n int, ok bool) {
	n, ok = s.Streamer.Stream(samples)
	for i := range samples[:n] {
		samples[i][1] = samples[i][0]
	}
	return n, ok
}
