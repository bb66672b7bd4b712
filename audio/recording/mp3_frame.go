package recording

import (
	"encoding/binary"

	"github.com/gopxl/beep/v2"
)

// mp3Header is the head of one MPEG audio frame (ISO 11172-3, 2.4.1.3; for the
// low rates ISO 13818-3).
type mp3Header uint32

func readMP3Header(b []byte) mp3Header { return mp3Header(binary.BigEndian.Uint32(b)) }

// Kilobits a second by index; 0 is the free format, which tells no length.
var mp3Bitrates = map[bool][16]int{
	false: {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
	true:  {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
}

const mp3HeaderBytes = 4

// valid tells whether it is the head of a Layer III frame of MPEG-1 or MPEG-2
// with a length.
func (h mp3Header) valid() bool {
	return h>>21 == 0x7ff && h>>20&1 == 1 && // not MPEG-2.5
		h>>17&3 == 1 &&
		h>>12&15 != 0 && h>>12&15 != 15 &&
		h>>10&3 != 3 &&
		h&3 != 2
}

// follows tells whether a frame with this head can come after another.
func (h mp3Header) follows(other mp3Header) bool {
	return h.valid() && h.low() == other.low() && h>>10&3 == other>>10&3 && h.mono() == other.mono()
}

func (h mp3Header) low() bool    { return h>>19&1 == 0 } // MPEG-2
func (h mp3Header) mono() bool   { return h>>6&3 == 3 }
func (h mp3Header) padded() bool { return h>>9&1 == 1 }

func (h mp3Header) rate() beep.SampleRate {
	r := [3]beep.SampleRate{44100, 48000, 32000}[h>>10&3]
	if h.low() {
		r /= 2
	}
	return r
}

func (h mp3Header) channels() int {
	if h.mono() {
		return 1
	}
	return 2
}

// samples of each channel in a frame.
func (h mp3Header) samples() int {
	if h.low() {
		return 576
	}
	return 1152
}

// size of the whole frame in bytes.
func (h mp3Header) size() int {
	n := h.samples() / 8 * 1000 * mp3Bitrates[h.low()][h>>12&15] / int(h.rate())
	if h.padded() {
		n++
	}
	return n
}

// sideAt is where the side information begins, behind a checksum if there is
// one.
func (h mp3Header) sideAt() int {
	if h>>16&1 == 0 {
		return mp3HeaderBytes + 2
	}
	return mp3HeaderBytes
}

// mainAt is where the main data begins.
func (h mp3Header) mainAt() int {
	side := [2][2]int{{32, 17}, {17, 9}} // by MPEG-2, by mono
	return h.sideAt() + side[btoi(h.low())][btoi(h.mono())]
}

// reservoir is how many bytes before its own a frame's main data begins.
func (h mp3Header) reservoir(frame []byte) int {
	begin := int(frame[h.sideAt()])
	if !h.low() { // nine bits instead of eight
		begin = begin<<1 | int(frame[h.sideAt()+1]>>7)
	}
	return begin
}

// farthest is how many bytes back a frame's main data can begin: what the field
// holds.
func (h mp3Header) farthest() int {
	if h.low() {
		return 1<<8 - 1
	}
	return 1<<9 - 1
}

// silence empties a frame's side information, so that it decodes to nothing but
// what the frame before it left to ring out. Its main data, of no bits, begins
// as far back as it can in have bytes of it: what lies before its beginning is
// gone for the frames that follow.
func (h mp3Header) silence(frame []byte, have int) {
	side := frame[h.sideAt():h.mainAt()]
	clear(side)
	begin := min(have, h.farthest())
	if h.low() {
		side[0] = byte(begin)
		return
	}
	side[0], side[1] = byte(begin>>1), byte(begin<<7)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
