package meter

import "math"

// Quiet is the magnitude, -60 dBFS, under which a sample is quiet.
const Quiet = 0.001

// Stretch is a part of a recording, in samples.
type Stretch struct{ At, Length int }

// stretch finds the longest part of a recording in which every sample of every
// channel is quiet. One that is not ends it.
type stretch struct {
	at      int // samples so far
	present Stretch
	longest Stretch
}

// write takes frames of one or two channels.
func (s *stretch) write(frames [][2]float64, channels int) {
	for _, f := range frames {
		s.at++
		if math.Abs(f[0]) >= Quiet || channels == 2 && math.Abs(f[1]) >= Quiet {
			s.present = Stretch{At: s.at}
			continue
		}
		if s.present.Length++; s.present.Length > s.longest.Length {
			s.longest = s.present
		}
	}
}
