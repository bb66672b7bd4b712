package device

import (
	"context"
	"errors"
	"time"

	"github.com/jfreymuth/pulse/proto"
)

// margin is how much of what a server has not yet read is not replaced: while
// the replacement is made, the server reads on.
const margin = 30 * time.Millisecond

// recall rewinds src to what the server has not read yet.
func (st *pulseStream) recall(src *frames) error {
	asked := time.Now()
	r, err := st.askPosition()
	if err != nil {
		return err
	}
	read := int(src.read.Load())
	n := int(max(0, r.ReadIndex)/frameBytes) + Rate.N(time.Since(asked)+margin)
	if n < 0 || n > read { // n < 0 if a server says more than an int holds
		n = read
	}
	src.rewind(n)
	st.wanted.Add(int64(read-n) * frameBytes)
	st.client.back.by(int64(read-n) * frameBytes)
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
		if r, err := st.askPosition(); err == nil {
			queued := Rate.N(time.Duration(r.Latency) * time.Microsecond)
			st.head.report(int(r.ReadIndex/frameBytes)-queued, r.Running)
		}
	}
}

// askPosition asks the server where it is. A server that does not answer is
// lost.
func (st *pulseStream) askPosition() (*proto.GetPlaybackLatencyReply, error) {
	ctx, cancel := context.WithTimeout(st.gone, answerWithin)
	defer cancel()
	var r proto.GetPlaybackLatencyReply
	err := st.client.request(ctx, &proto.GetPlaybackLatency{StreamIndex: st.index}, &r)
	if errors.Is(err, errSilent) {
		st.client.fail(err)
	}
	if err != nil {
		return nil, err // r may still be written to
	}
	return &r, nil
}
