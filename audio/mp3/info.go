package mp3

import (
	"bytes"
	"encoding/binary"
)

// DecoderDelay is the number of samples that every Layer III decoder adds in front of
// the encoder's delay: 528 by the filter bank and one by the overlap (LAME technical
// FAQ, "decoder delay").
const DecoderDelay = 529

// Info is the content of an Info, Xing or VBRI frame. Such a frame stands first in a
// file, holds no sound, and describes the frames behind it.
type Info struct {
	Frames         int // behind it; 0 if it does not say
	Gapless        bool
	Delay, Padding int // samples that the encoder put before and behind the recording
}

// ReadInfo reads the tag of a frame (gabriel.mp3-tech.org/mp3infotag.html). It
// reports false for a frame with sound in it.
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
