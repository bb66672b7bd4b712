// Copyright 2017 Hajime Hoshi
//
// Licensed under the Apache License, Version 2.0: see LICENSE in this folder.
// Derived from go-mp3 v0.3.4, github.com/hajimehoshi/go-mp3. Changed: mono
// MPEG-1 Layer III alone, and all frames of a kind.

package layer3

import (
	"encoding/binary"
	"errors"
)

const (
	headerBytes = 4
	crcBytes    = 2
	maxFrame    = 144*320000/32000 + 1
)

// header is that of a frame: ISO/IEC 11172-3, 2.4.1.3.
type header uint32

func readHeader(b []byte) header { return header(binary.BigEndian.Uint32(b)) }

func (h header) protected() bool { return h>>16&1 == 0 }
func (h header) rate() int       { return int(h >> 10 & 3) }
func (h header) padding() int    { return int(h >> 9 & 1) }

// kilobits and hertz are by the header's index; 0 is not to be had.
var (
	kilobits = [16]int{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0}
	hertz    = [4]int{44100, 48000, 32000, 0}
)

// size is that of the frame in bytes, with the header.
func (h header) size() int {
	return FrameSamples/8*1000*kilobits[h>>12&15]/hertz[h.rate()] + h.padding()
}

// check tells what this package does not decode, and a change between frames.
func (h header) check(first header) error {
	const kind = 0xfffe0cc0 // sync word, version, layer, rate and mode
	switch {
	case h>>21 != 0x7ff:
		return errHeader
	case h>>17&0xf != 0b1101:
		return errors.New("not MPEG-1 Layer III")
	case h>>6&3 != 0b11:
		return errors.New("not mono")
	case hertz[h.rate()] == 0:
		return errors.New("no sample rate")
	case kilobits[h>>12&15] == 0:
		return errors.New("no bit rate")
	case (h^first)&kind != 0:
		return errors.New("of another kind than the first")
	}
	return nil
}
