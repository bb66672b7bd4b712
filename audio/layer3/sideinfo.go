// Copyright 2017 Hajime Hoshi
//
// Licensed under the Apache License, Version 2.0: see LICENSE in this folder.
// Derived from go-mp3 v0.3.4, github.com/hajimehoshi/go-mp3. Changed: read in one
// piece.

package layer3

import (
	"encoding/binary"
	"errors"
)

// sideInfo says how to read the main data: ISO/IEC 11172-3, 2.4.1.7, and
// 13818-3, 2.4.1.7.
type sideInfo struct {
	mainDataBegin int      // bytes of main data that earlier frames hold
	shared        [2]uint8 // groups of scale factors that the second granule takes from the first, the top bit of four the lowest bands
	granules      [2][2]granule
}

// granule is the side information of half a frame of MPEG-1, or of a whole one,
// for one channel.
type granule struct {
	bits     int // of scale factors and code words
	big      int // lines in code books of pairs
	gain     int // global gain, 210 is 1, four a factor of two
	compress int // index of the lengths of scale factors
	block    int // type of block
	switched bool
	mixed    bool // the lowest two subbands are long
	tables   [3]int
	subgain  [3]int // of each short block, in factors of 1/4
	regions  [2]int // scale factor bands of the first two regions
	preflag  int
	coarse   int // 1: scale factors are steps of 2, else of the root of it
	quads    int // code book of quadruples
}

// The types of blocks.
const (
	longBlock = iota
	startBlock
	shortBlock
	stopBlock
)

func (g *granule) short() bool { return g.block == shortBlock }

// readSideInfo reads that of a frame.
func (s *sideInfo) read(h Header, frame []byte) {
	r := sideReader{bytes: frame[h.SideAt():h.MainAt()]}
	channels := h.Channels()
	begin, private, compress := 9, 7-2*channels, 4
	if h.version() > 0 {
		begin, private, compress = 8, channels, 9
	}
	s.mainDataBegin = r.read(begin)
	r.read(private)
	s.shared = [2]uint8{}
	if h.version() == 0 {
		for c := range channels {
			s.shared[c] = uint8(r.read(4))
		}
	}
	for i := range s.granules[:h.granules()] {
		for c := range channels {
			g := &s.granules[i][c]
			*g = granule{}
			g.bits = r.read(12)
			g.big = 2 * r.read(9)
			g.gain = r.read(8)
			g.compress = r.read(compress)
			if g.switched = r.read(1) == 1; g.switched {
				g.block = r.read(2)
				g.mixed = r.read(1) == 1
				g.tables = [3]int{r.read(5), r.read(5)}
				g.subgain = [3]int{r.read(3), r.read(3), r.read(3)}
			} else {
				g.tables = [3]int{r.read(5), r.read(5), r.read(5)}
				g.regions = [2]int{r.read(4) + 1, r.read(3) + 1}
			}
			if h.version() == 0 {
				g.preflag = r.read(1)
			}
			g.coarse = r.read(1)
			g.quads = r.read(1)
		}
	}
}

// check tells what the standard does not have.
func (g *granule) check(b *bands) error {
	switch {
	case g.big > granuleSamples:
		return errors.New("more lines than a granule has")
	case g.switched && g.block == longBlock:
		return errors.New("no such type of block")
	case g.short() && g.mixed && b.mixedLong == 0:
		return errors.New("no mixed blocks at this rate")
	}
	return nil
}

// sideReader reads numbers of up to 16 bits.
type sideReader struct {
	bytes []byte
	at    int
}

func (r *sideReader) read(n int) int {
	var b [4]byte
	copy(b[:], r.bytes[r.at>>3:])
	v := binary.BigEndian.Uint32(b[:]) << (r.at & 7)
	r.at += n
	return int(v >> (32 - n))
}
