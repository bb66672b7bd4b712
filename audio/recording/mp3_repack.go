package recording

import "errors"

// mp3Repacker makes every frame of an MPEG-2 stream with padding one that needs
// no other: of one size, without padding, and with all of its own main data in
// it. The decoder halves the length of such a frame after the padding is added.
// Where the rest is even that loses the padding, and with it a byte of the main
// data that the next frames are waiting for. Only 22.05 kHz has padding.
type mp3Repacker struct {
	on   bool   // from the first frame on that would lose a byte
	main []byte // main data so far, as far back as a frame can reach
	out  []byte
}

const mp3FarthestMain = 255 // bytes, what eight bits hold

var errRepack = errors.New("an MP3 at 22.05 kHz with frames of more than 160 kbit/s, which is not read")

// wanted tells whether a frame has to be repacked.
func (r *mp3Repacker) wanted(h mp3Header) bool {
	r.on = r.on || h.low() && h.padded() && 144*1000*mp3Bitrates[true][h>>12&15]/int(h.rate())%2 == 0
	return r.on
}

// remember keeps the main data that the next frames can reach back to.
func (r *mp3Repacker) remember(main []byte) {
	r.main = append(r.main, main...)
	r.main = append(r.main[:0], r.main[max(0, len(r.main)-mp3FarthestMain):]...)
}

// repack returns the frame as the decoder shall have it, until the next call.
// The frame's data begins at most as far back as there has been any.
func (r *mp3Repacker) repack(h mp3Header, frame []byte) ([]byte, error) {
	const widest = 14 << 12 // the index of 160 kbit/s
	head := h&^(15<<12|1<<9) | widest | 1<<16
	r.out = append(r.out[:0], byte(head>>24), byte(head>>16), byte(head>>8), byte(head))
	r.out = append(r.out, frame[h.sideAt():h.mainAt()]...)
	side := r.out[mp3HeaderBytes:]
	side[0] = 0 // its data begins with it
	need := (h.mainBits(side) + 7) / 8
	if need > head.size()-head.mainAt() {
		return nil, errRepack
	}
	r.out = append(r.out, r.main[len(r.main)-h.reservoir(frame):]...)
	r.out = append(r.out, frame[h.mainAt():]...)
	r.out = r.out[:min(len(r.out), head.mainAt()+need)]
	r.out = append(r.out, make([]byte, head.size()-len(r.out))...)
	return r.out, nil
}

// mainBits is how many bits of main data an MPEG-2 frame has, by its side
// information (ISO 13818-3, 2.4.1.7): the first 12 of the 63 bits that there
// are for each channel.
func (h mp3Header) mainBits(side []byte) (n int) {
	at := 8 + 2
	if h.mono() {
		at = 8 + 1
	}
	for range h.channels() {
		for i := range 12 {
			bit := at + i
			n += int(side[bit/8]>>(7-bit%8)&1) << (11 - i)
		}
		at += 63
	}
	return n
}
