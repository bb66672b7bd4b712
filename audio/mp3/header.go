// Package mp3 reads the frames of MP3 files: [ReadHeader] their headers, [ReadInfo]
// the Info tag that encoders put in front, and a [Decoder] the samples.
package mp3

import "encoding/binary"

// HeaderBytes is the length of a frame's header.
const HeaderBytes = 4

// Header is the first four bytes of a Layer III frame (ISO/IEC 11172-3, 2.4.1.3
// and 13818-3, 2.4.2.3).
type Header uint32

// Versions of MPEG audio.
const (
	MPEG25 = 0
	MPEG2  = 2
	MPEG1  = 3
)

// rates1 and rates2 are the bit rates by their index, in kbit/s, of MPEG-1 and of the
// others. Index 0 is free format, in which frames do not say how long they are.
var (
	rates1 = [16]int{1: 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
	rates2 = [16]int{1: 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
)

// ReadHeader returns the header at the start of b, and reports whether it begins a
// Layer III frame of known length. The methods of Header are for one that does.
func ReadHeader(b []byte) (Header, bool) {
	if len(b) < HeaderBytes {
		return 0, false
	}
	h := Header(binary.BigEndian.Uint32(b))
	return h, h>>21 == 0x7ff && h.Version() != 1 && h.layerIII() && h.bitRate() > 0 && h>>10&3 != 3
}

// Version returns MPEG1, MPEG2 or MPEG25.
func (h Header) Version() int { return int(h >> 19 & 3) }

func (h Header) layerIII() bool { return h>>17&3 == 1 }

// bitRate returns the bit rate in kbit/s, 0 for free format.
func (h Header) bitRate() int {
	if h.Version() == MPEG1 {
		return rates1[h>>12&15]
	}
	return rates2[h>>12&15]
}

// Rate returns the sample rate in Hz.
func (h Header) Rate() int {
	rate := [4]int{44100, 48000, 32000, 0}[h>>10&3]
	switch h.Version() {
	case MPEG2:
		rate /= 2
	case MPEG25:
		rate /= 4
	}
	return rate
}

// Channels returns 1 or 2.
func (h Header) Channels() int {
	if h>>6&3 == 3 {
		return 1
	}
	return 2
}

// Samples returns how many samples a frame holds for each channel.
func (h Header) Samples() int {
	if h.Version() == MPEG1 {
		return 1152
	}
	return 576
}

// Size returns the length of the frame in bytes, its header included.
func (h Header) Size() int {
	return h.Samples()/8*h.bitRate()*1000/h.Rate() + int(h>>9&1)
}

// SideInfo returns the offset of the side information in the frame and its size,
// both in bytes. It follows the header and the checksum.
func (h Header) SideInfo() (at, size int) {
	at = HeaderBytes
	if h>>16&1 == 0 {
		at += 2 // a checksum
	}
	switch {
	case h.Version() == MPEG1 && h.Channels() == 2:
		return at, 32
	case h.Version() == MPEG1 || h.Channels() == 2:
		return at, 17
	}
	return at, 9
}

// Alike reports whether two frames can belong to one recording: their versions,
// rates and numbers of channels agree.
func (h Header) Alike(other Header) bool {
	const versionLayerRate = 0xfffe0c00
	return (h^other)&versionLayerRate == 0 && h.Channels() == other.Channels()
}
