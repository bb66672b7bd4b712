package custombed

import (
	"errors"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/portable"
)

var errChanged = errors.New("the file was changed while it was played")

// loop repeats a stream without end. Its last samples and its first are cross-faded
// with equal power. It ends only if the source fails: then it streams what it has
// read, and Err returns why. It reads a cross-fade ahead, so the length of the source
// need not be known.
type loop struct {
	src    beep.Streamer
	rewind func() error
	cross  int // samples

	block [1024][2]float64
	read  [][2]float32 // what was read and not streamed
	at    int          // the next sample to stream, in read
	ready int          // the end of what can be streamed, in read
	err   error
}

// newLoop repeats src, which rewind brings back to its first sample. cross, the length of
// the cross-fade in samples, is at most half of the length of src.
func newLoop(src beep.Streamer, cross int, rewind func() error) *loop {
	l := &loop{src: src, cross: cross, rewind: rewind}
	l.read = make([][2]float32, 0, cross+len(l.block))
	return l
}

// Err returns why the loop has ended.
func (l *loop) Err() error { return l.err }

func (l *loop) Stream(samples [][2]float64) (n int, ok bool) {
	for n < len(samples) && l.advance() {
		next := l.read[l.at:min(l.ready, l.at+len(samples)-n)]
		for i, v := range next {
			samples[n+i] = [2]float64{float64(v[0]), float64(v[1])}
		}
		n, l.at = n+len(next), l.at+len(next)
	}
	return n, n > 0
}

// advance reads until a sample is ready, and reports whether one is.
func (l *loop) advance() bool {
	for l.at == l.ready && l.err == nil {
		l.read = l.read[:copy(l.read, l.read[l.at:])]
		n, _ := l.src.Stream(l.block[:])
		for _, v := range l.block[:n] {
			l.read = append(l.read, [2]float32{float32(v[0]), float32(v[1])})
		}
		l.at, l.ready = 0, max(0, len(l.read)-l.cross)
		if n < len(l.block) {
			l.begin()
			l.ready = len(l.read)
		}
	}
	return l.at < l.ready
}

// begin rewinds the source and fades from what was read last to its beginning.
func (l *loop) begin() {
	if l.err = l.src.Err(); l.err == nil && len(l.read) < l.cross {
		l.err = errChanged // it was longer when it was measured
	}
	if l.err == nil {
		l.err = l.rewind()
	}
	if l.err != nil {
		return
	}
	tail := l.read[len(l.read)-l.cross:]
	for i := 0; i < len(tail); {
		part := l.block[:min(len(l.block), len(tail)-i)]
		if n, _ := l.src.Stream(part); n < len(part) {
			if l.err = l.src.Err(); l.err == nil {
				l.err = errChanged
			}
			clear(part[n:]) // the end fades out all the same
		}
		for _, in := range part {
			sin, cos := portable.SincosPi((float64(i) + 0.5) / float64(2*len(tail)))
			for c, v := range in {
				tail[i][c] = float32(float64(cos*float64(tail[i][c])) + float64(sin*v))
			}
			i++
		}
	}
}
