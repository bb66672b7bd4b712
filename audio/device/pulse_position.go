package device

import (
	"context"
	"errors"
	"time"
)

// margin is how much of what a server has not yet read is not replaced: while
// the replacement is made, the server reads on.
const margin = 30 * time.Millisecond

// recall rewinds src to what the server has not read yet.
func (st *pulseStream) recall(src *frames) error {
	asked := time.Now()
	at, err := st.askPosition()
	if err != nil {
		return err
	}
	read := int(src.read.Load())
	n := int(min(max(0, at.read)+int64(Rate.N(time.Since(asked)+margin)), int64(read)))
	src.rewind(n)
	st.back += int64(read-n) * frameBytes
	st.wanted.Add(int64(read-n) * frameBytes)
	return nil
}

// trackPosition reports the server's position to the playhead until the stream
// ends.
func (st *pulseStream) trackPosition() {
	tick := time.NewTicker(reportEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-st.jumped:
		case <-st.gone.Done():
			return
		}
		if at, err := st.askPosition(); err == nil {
			st.head.report(int(at.read)-Rate.N(at.queued), at.moving)
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
func (st *pulseStream) askPosition() (pulsePosition, error) {
	ctx, cancel := context.WithTimeout(st.gone, answerWithin)
	defer cancel()
	var p pulsePosition
	const noTime = encoded("T\x00\x00\x00\x00\x00\x00\x00\x00")
	err := st.client.request(ctx, ask(opGetPlaybackLatency, func(v *values) {
		p.queued = time.Duration(v.long('U')) * time.Microsecond
		v.skip("U")
		p.moving = v.bool()
		v.skip("TTr")
		p.read = v.long('r') / frameBytes
	}, st.index, noTime))
	if errors.Is(err, errSilent) {
		st.client.fail(err)
	}
	if err != nil {
		return pulsePosition{}, err // a late answer may still be written to p
	}
	return p, nil
}
