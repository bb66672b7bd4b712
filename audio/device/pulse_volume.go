package device

import (
	"context"
	"fmt"
)

// askMuted asks the server for the volumes of the stream and of its sink, and
// returns what Muted is to return, or "" if the server does not say.
func (p *pulse) askMuted() string {
	ctx, cancel := context.WithTimeout(p.client.alive, answerWithin)
	defer cancel()
	var stream, sink string
	var sinkIndex uint32
	err := p.client.request(ctx, ask(opGetSinkInputInfo, func(v *values) {
		v.skip("LsLL")
		sinkIndex = v.number()
		v.skip("am")
		volumes := v.volumes()
		v.skip("UUss")
		stream = muted("In the mixer, uncramp", v.bool(), volumes)
	}, p.input))
	if err != nil {
		return ""
	}
	err = p.client.request(ctx, ask(opGetSinkInfo, func(v *values) {
		v.skip("L")
		name := v.string()
		v.skip("samL")
		volumes := v.volumes()
		sink = muted("The output "+name, v.bool(), volumes)
	}, sinkIndex, ""))
	if err == nil && sink != "" {
		return sink
	}
	return stream
}

// muted returns a sentence that says what is silent about something that has
// these volumes, or "".
func muted(what string, mute bool, volumes []uint32) string {
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
