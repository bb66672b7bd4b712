//go:build !static

package device

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// pace compares what a card takes with the clock. oto ignores the rate that a
// card agrees to, so that a card without 48 kHz would play slowly. And a device
// that leads to a file takes a whole session at once.
type pace struct {
	begun  time.Time
	settle time.Time // when the buffers had been filled
	first  int       // samples taken by then
	last   int       // samples taken at the last check
	steady int       // how often in succession the rate was that of another card
	done   bool
}

const (
	settleTime = 400 * time.Millisecond
	judgeAfter = time.Second     // a period more or less is then no other rate
	judgeUntil = 5 * time.Second // a machine that is busy for so long is not judged
	judgeTimes = 5               // a busy machine is not at another card's rate for so long
	aheadLimit = 2 * time.Second // no driver buffers so much
	rateError  = 0.02            // of a measured rate
)

var errUnpaced = errors.New("the default device takes sound faster than it can be heard: it may lead to a file")

// check returns an error if the card plays at another pace. taken is how many
// samples it has taken since the start of a Play. Once a card has been corked it
// is not judged.
func (p *pace) check(taken int, corked bool, now time.Time) error {
	if p.begun.IsZero() {
		p.begun = now
	}
	if Rate.D(taken) > now.Sub(p.begun)+aheadLimit {
		return errUnpaced
	}
	p.done = p.done || corked || now.Sub(p.begun) > judgeUntil
	if p.done || taken == p.last || now.Sub(p.begun) < settleTime {
		return nil
	}
	p.last = taken
	if p.settle.IsZero() {
		p.settle, p.first = now, taken
	}
	took := now.Sub(p.settle)
	if took < judgeAfter {
		return nil
	}
	other := cardRate(float64(taken-p.first) / took.Seconds())
	if other == 0 {
		p.steady = 0
		return nil
	}
	if p.steady++; p.steady < judgeTimes {
		return nil
	}
	return fmt.Errorf("the default device plays at %g kHz only, not at 48: a device of type plug in ~/.asoundrc converts", other/1000)
}

// cardRate returns the rate of cards that a measured rate is near to, or 0 if
// there is none, or it is 48 kHz.
func cardRate(measured float64) float64 {
	for _, rate := range []float64{8000, 11025, 16000, 22050, 32000, 44100, 88200, 96000, 192000} {
		if math.Abs(measured/rate-1) < rateError {
			return rate
		}
	}
	return 0
}
