package device

import (
	"context"
	"fmt"

	"github.com/jfreymuth/pulse/proto"
)

// trackVolumes keeps the output's Muted up to date until the stream ends.
func (st *pulseStream) trackVolumes() {
	for {
		muted := st.askMuted()
		st.output.muted.Store(&muted)
		select {
		case <-st.volumes:
		case <-st.gone.Done():
			return
		}
	}
}

// askMuted asks the server for the volumes of the sink and of the stream, and
// returns what Muted is to return.
func (st *pulseStream) askMuted() string {
	ctx, cancel := context.WithTimeout(st.gone, answerWithin)
	defer cancel()
	var sink proto.GetSinkInfoReply
	if err := st.client.request(ctx, &proto.GetSinkInfo{SinkIndex: st.sink.index()}, &sink); err == nil {
		if s := muted("The output "+sink.SinkName, sink.Mute, sink.ChannelVolumes); s != "" {
			return s
		}
	}
	var input proto.GetSinkInputInfoReply
	if err := st.client.request(ctx, &proto.GetSinkInputInfo{SinkInputIndex: st.input}, &input); err == nil {
		return muted("In the mixer, uncramp", input.Muted, input.ChannelVolumes)
	}
	return ""
}

// muted returns a sentence that says what is silent about something that has
// these volumes, or "".
func muted(what string, mute bool, volumes proto.ChannelVolumes) string {
	silent, side := 0, ""
	for i, v := range volumes {
		if v == 0 {
			silent++
			side = [2]string{"left", "right"}[i&1]
		}
	}
	switch {
	case mute:
		return what + " is muted"
	case silent > 0 && silent == len(volumes):
		return what + " is turned down to 0"
	case silent == 1 && len(volumes) == 2:
		return fmt.Sprintf("%s is turned down to 0 in the %s ear", what, side)
	}
	return ""
}
