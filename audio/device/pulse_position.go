package device

import (
	"context"
	"errors"
	"time"
)

// reportEvery is the interval at which the server is asked for its position.
const reportEvery = 500 * time.Millisecond

// watch reports the server's position to the playhead, and keeps Muted up to date,
// until the stream ends.
func (p *pulse) watch() {
	tick := time.NewTicker(reportEvery)
	defer tick.Stop()
	p.muted.Store(p.askMuted())
	for {
		select {
		case <-tick.C:
		case <-p.news:
			p.muted.Store(p.askMuted())
		case <-p.client.alive.Done():
			return
		}
		if at, err := p.askPosition(); err == nil {
			p.head.report(int(at.read)-Rate.N(at.queued), at.moving)
		}
	}
}

// pulsePosition says where a server is in a stream.
type pulsePosition struct {
	read   int64         // frames that the server has read
	queued time.Duration // how much of them is not heard yet
	moving bool
}

// askPosition asks the server where it is. A server that does not answer is
// lost.
func (p *pulse) askPosition() (pulsePosition, error) {
	ctx, cancel := context.WithTimeout(p.client.alive, answerWithin)
	defer cancel()
	var at pulsePosition
	const noTime = encoded("T\x00\x00\x00\x00\x00\x00\x00\x00")
	err := p.client.request(ctx, ask(opGetPlaybackLatency, func(v *values) {
		at.queued = time.Duration(v.long('U')) * time.Microsecond
		v.skip("U")
		at.moving = v.bool()
		v.skip("TTr")
		at.read = v.long('r') / frameBytes
	}, p.index, noTime))
	if errors.Is(err, errSilent) {
		p.client.fail(err)
	}
	if err != nil {
		return pulsePosition{}, err // a late answer may still be written to at
	}
	return at, nil
}
