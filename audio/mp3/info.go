package mp3

import (
	"bytes"
	"encoding/binary"
)

// DecoderDelay is what every Layer III decoder adds in front of the encoder's
// own delay: 528 samples of the filter bank and one of the overlap (LAME's
// technical FAQ, "decoder delay").
const DecoderDelay = 529

// Info is what the first frame of a file says of the others, if it is an Info,
// Xing or VBRI frame, which holds no sound.
type Info struct {
	Frames         int // behind it; 0 if it does not say
	Gapless        bool
	Delay, Padding int // samples that the encoder put before and behind the recording
}

// ReadInfo reads the tag of a frame. It reports false for a frame with sound in
// it. The layout of the tag: gabriel.mp3-tech.org/mp3infotag.html.
func ReadInfo(h Header, frame []byte) (Info, bool) {
	at, size := h.SideInfo()
	for _, at := range []int{at + size, HeaderBytes + size} { // LAME leaves no room for a checksum
		if at+8 <= len(frame) && isInfo(frame[at:]) {
			return readInfo(frame[at:]), true
		}
	}
	const vbri, vbriFrames = HeaderBytes + 32, 14
	if len(frame) >= vbri+vbriFrames+4 && bytes.HasPrefix(frame[vbri:], []byte("VBRI")) {
		return Info{Frames: int(binary.BigEndian.Uint32(frame[vbri+vbriFrames:]))}, true
	}
	return Info{}, false
}

func isInfo(b []byte) bool {
	return bytes.HasPrefix(b, []byte("Info")) || bytes.HasPrefix(b, []byte("Xing"))
}

func readInfo(tag []byte) (i Info) {
	flags := binary.BigEndian.Uint32(tag[4:])
	tag = tag[8:]
	for n, size := range []int{4, 4, 100, 4} { // frames, bytes, table, quality
		if flags>>n&1 == 0 {
			continue
		}
		if len(tag) < size {
			return i
		}
		if n == 0 {
			i.Frames = int(binary.BigEndian.Uint32(tag))
		}
		tag = tag[size:]
	}
	// LAME's extension, which ffmpeg writes too: its delays stand 21 bytes in.
	if len(tag) >= 24 && (bytes.HasPrefix(tag, []byte("LAME")) || bytes.HasPrefix(tag, []byte("Lav"))) {
		d := tag[21:]
		i.Gapless, i.Delay, i.Padding = true, int(d[0])<<4|int(d[1])>>4, int(d[1]&15)<<8|int(d[2])
	}
	return i
}
