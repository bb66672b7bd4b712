// Copyright 2017 Hajime Hoshi
//
// Licensed under the Apache License, Version 2.0: see LICENSE in this folder.
// Derived from go-mp3 v0.3.4, github.com/hajimehoshi/go-mp3. Changed: one
// channel, and read in one piece.

package layer3

import (
	"encoding/binary"
	"errors"
)

// sideBytes is the length of the side information of a mono frame.
const sideBytes = 17

// sideInfo says how to read the main data: ISO/IEC 11172-3, 2.4.1.7.
type sideInfo struct {
	mainDataBegin int   // bytes of main data that earlier frames hold
	shared        uint8 // groups of scale factors that the second granule takes from the first, the top bit of four the lowest bands
	granules      [2]granule
}

// granule is the side information of half a frame.
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

// readSideInfo reads the first sideBytes of b.
func readSideInfo(b []byte) (s sideInfo) {
	r := sideReader{bytes: b[:sideBytes]}
	s.mainDataBegin = r.read(9)
	r.read(5) // private
	s.shared = uint8(r.read(4))
	for i := range s.granules {
		g := &s.granules[i]
		g.bits = r.read(12)
		g.big = 2 * r.read(9)
		g.gain = r.read(8)
		g.compress = r.read(4)
		if g.switched = r.read(1) == 1; g.switched {
			g.block = r.read(2)
			g.mixed = r.read(1) == 1
			g.tables = [3]int{r.read(5), r.read(5)}
			g.subgain = [3]int{r.read(3), r.read(3), r.read(3)}
		} else {
			g.tables = [3]int{r.read(5), r.read(5), r.read(5)}
			g.regions = [2]int{r.read(4) + 1, r.read(3) + 1}
		}
		g.preflag = r.read(1)
		g.coarse = r.read(1)
		g.quads = r.read(1)
	}
	return s
}

// check tells what the standard does not have.
func (g *granule) check() error {
	switch {
	case g.big > granuleSamples:
		return errors.New("more lines than a granule has")
	case g.switched && g.block == longBlock:
		return errors.New("no such type of block")
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
