// Copyright 2017 Hajime Hoshi
//
// Licensed under the Apache License, Version 2.0: see LICENSE in this folder.
// Derived from go-mp3 v0.3.4, github.com/hajimehoshi/go-mp3. Changed: Layer III
// alone, and MPEG-2.5.

package layer3

import (
	"encoding/binary"
	"errors"
)

const (
	// HeaderBytes is the length of a [Header].
	HeaderBytes = 4
	// MaxFrame is the length of the largest frame: one of 320 kbit/s at 32 kHz.
	MaxFrame = 144*320000/32000 + 1

	crcBytes = 2
)

// Header is that of a frame: ISO/IEC 11172-3, 2.4.1.3, and for the lower rates
// ISO/IEC 13818-3, 2.4.2.3. MPEG-2.5 is Fraunhofer's, which halves them again.
type Header uint32

// ReadHeader reads the first HeaderBytes of b.
func ReadHeader(b []byte) Header { return Header(binary.BigEndian.Uint32(b)) }

// Valid tells whether it is the header of a frame of Layer III with a length of
// its own: free format has none.
func (h Header) Valid() bool {
	return h>>21 == 0x7ff &&
		h>>19&3 != 1 &&
		h>>17&3 == 1 &&
		kilobits[0][h>>12&15] != 0 &&
		h>>10&3 != 3 &&
		h&3 != 2 // an emphasis that there is not
}

// Follows tells whether a frame with this header can come behind another: it is
// valid, and of its version, rate and number of channels.
func (h Header) Follows(other Header) bool {
	const kind = 3<<19 | 3<<10
	return h.Valid() && (h^other)&kind == 0 && h.mono() == other.mono()
}

// Rate in Hz.
func (h Header) Rate() int { return hertz[h>>10&3] >> h.version() }

// Channels are 1 or 2.
func (h Header) Channels() int {
	if h.mono() {
		return 1
	}
	return 2
}

// Samples of each channel in a frame.
func (h Header) Samples() int { return h.granules() * granuleSamples }

// Size is that of the whole frame in bytes.
func (h Header) Size() int {
	return h.Samples()/8*1000*kilobits[min(1, h.version())][h>>12&15]/h.Rate() + h.padding()
}

// SideAt is where a frame's side information begins.
func (h Header) SideAt() int {
	if h.protected() {
		return HeaderBytes + crcBytes // not compared: many encoders write none
	}
	return HeaderBytes
}

// MainAt is where a frame's main data begin.
func (h Header) MainAt() int {
	side := [2][2]int{{17, 32}, {9, 17}}
	return h.SideAt() + side[min(1, h.version())][h.Channels()-1]
}

// version is how often the rates of MPEG-1 are halved: 0 to 2.
func (h Header) version() int { return [4]int{2, 2, 1, 0}[h>>19&3] }

// granules of a frame.
func (h Header) granules() int {
	if h.version() > 0 {
		return 1
	}
	return 2
}

func (h Header) protected() bool { return h>>16&1 == 0 }
func (h Header) padding() int    { return int(h >> 9 & 1) }
func (h Header) mono() bool      { return h>>6&3 == 3 }
func (h Header) joint() bool     { return h>>6&3 == 1 }

// middle tells whether the channels are the middle and the sides.
func (h Header) middle() bool { return h.joint() && h>>5&1 == 1 }

// intensity tells whether the right channel has only places from some line on.
func (h Header) intensity() bool { return h.joint() && h>>4&1 == 1 }

// bands are those of the header's rate.
func (h Header) bands() *bands { return &bandsOf[3*h.version()+int(h>>10&3)] }

// kilobits, of MPEG-1 and of the others, and hertz are by the header's index; 0 is
// not to be had.
var (
	kilobits = [2][16]int{
		{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0},
		{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0},
	}
	hertz = [4]int{44100, 48000, 32000, 0}
)

var errHeader = errors.New("no header")

// check tells what a [Decoder] does not decode, and a change between frames.
func (h Header) check(first Header) error {
	const kind = 0xfffe0cc0 // sync word, version, layer, rate and mode
	switch {
	case h>>21 != 0x7ff:
		return errHeader
	case h>>17&0xf != 0b1101:
		return errors.New("not MPEG-1 Layer III")
	case !h.mono():
		return errors.New("not mono")
	case hertz[h>>10&3] == 0:
		return errors.New("no sample rate")
	case kilobits[0][h>>12&15] == 0:
		return errors.New("no bit rate")
	case (h^first)&kind != 0:
		return errors.New("of another kind than the first")
	}
	return nil
}
