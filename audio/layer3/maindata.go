// Copyright 2017 Hajime Hoshi
//
// Licensed under the Apache License, Version 2.0: see LICENSE in this folder.
// Derived from go-mp3 v0.3.4, github.com/hajimehoshi/go-mp3. Changed: one
// buffer that stays, and as many bits at once as fit a word.

package layer3

import (
	"encoding/binary"
	"errors"
)

const (
	maxReservoir = 1<<9 - 1
	// What a damaged frame can read behind its end before that is noticed:
	// a granule of the longest code words.
	maxOverrun = granuleSamples / 2 * (maxCode + 2*(maxLinbits+1)) / 8
	wordBytes  = 8
	mainBytes  = 4096
)

// mainData are the scale factors and code words of a frame, some of which came
// with frames before it: the bit reservoir.
type mainData struct {
	held  int // bytes
	at    int // bits
	bytes [mainBytes + wordBytes]byte
}

// There is room for all that can be read, wherever the damage is.
const _ = uint(mainBytes - (maxReservoir + MaxFrame + maxOverrun))

var errLong = errors.New("more code words than it holds")

// add puts a frame's main data behind the begin bytes before them. Where there
// are not as many, it keeps what there is for the frames that follow.
func (m *mainData) add(b []byte, begin int) error {
	missing := begin > m.held
	if missing {
		begin = m.held
	}
	copy(m.bytes[:], m.bytes[m.held-begin:m.held])
	m.held = begin + copy(m.bytes[begin:], b)
	clear(m.bytes[m.held:]) // what is damaged has the same error each time
	m.at = 0
	if missing {
		return errReservoir
	}
	return nil
}

// word returns the bits from at on, at the top: at least 57 of them.
func (m *mainData) word(at int) uint64 {
	i := uint(at) >> 3 % mainBytes // never more: it saves the check
	return binary.BigEndian.Uint64(m.bytes[i:i+wordBytes]) << (uint(at) & 7)
}

// read takes up to 57 bits.
func (m *mainData) read(n int) int {
	v := m.word(m.at) >> 1 >> (63 - n)
	m.at += n
	return int(v)
}
