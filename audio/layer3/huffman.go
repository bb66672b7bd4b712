// Copyright 2017 Hajime Hoshi
//
// Licensed under the Apache License, Version 2.0: see LICENSE in this folder.
// Derived from go-mp3 v0.3.4, github.com/hajimehoshi/go-mp3. Changed: tables to
// look code words up in, made of the trees, in place of walking them.

package layer3

import (
	"errors"
	"math"
)

const (
	rootBits   = 8  // of a code word that one look at a table tells
	maxCode    = 19 // the longest code word
	maxLinbits = 13
	escape     = 15 // a number that is continued in linbits
)

// codeBook is one of the standard's: where its tree is, how many bits continue
// a number of 15, and the table made of the tree.
type codeBook struct {
	tree, end int
	linbits   int
	root      *[1 << rootBits]code
}

// quadBooks is where the code books of quadruples begin.
const quadBooks = 32

var codeBooks = [...]codeBook{
	1:  {tree: 0, end: 7},
	2:  {tree: 7, end: 24},
	3:  {tree: 24, end: 41},
	5:  {tree: 41, end: 72},
	6:  {tree: 72, end: 103},
	7:  {tree: 103, end: 174},
	8:  {tree: 174, end: 245},
	9:  {tree: 245, end: 316},
	10: {tree: 316, end: 443},
	11: {tree: 443, end: 570},
	12: {tree: 570, end: 697},
	13: {tree: 697, end: 1208},
	15: {tree: 1208, end: 1719},
	16: {tree: 1719, end: 2230, linbits: 1},
	17: {tree: 1719, end: 2230, linbits: 2},
	18: {tree: 1719, end: 2230, linbits: 3},
	19: {tree: 1719, end: 2230, linbits: 4},
	20: {tree: 1719, end: 2230, linbits: 6},
	21: {tree: 1719, end: 2230, linbits: 8},
	22: {tree: 1719, end: 2230, linbits: 10},
	23: {tree: 1719, end: 2230, linbits: 13},
	24: {tree: 2230, end: 2742, linbits: 4},
	25: {tree: 2230, end: 2742, linbits: 5},
	26: {tree: 2230, end: 2742, linbits: 6},
	27: {tree: 2230, end: 2742, linbits: 7},
	28: {tree: 2230, end: 2742, linbits: 8},
	29: {tree: 2230, end: 2742, linbits: 9},
	30: {tree: 2230, end: 2742, linbits: 11},
	31: {tree: 2230, end: 2742, linbits: 13},
	32: {tree: 2742, end: 2773},
	33: {tree: 2773, end: 2804},
}

// code is what the next bits say. A code word:
//
//	bits 0-7    its length, from where the table begins
//	bits 8-14   that and the signs
//	bit  15     there is a sign of x
//	bits 17-20  x
//	bits 25-28  y
//
// A quadruple has its four bits at 17, the first the highest. Where the table
// ends before the code word, bits 0-7 are 0, 8-15 the bits that the rest of the
// longest has, and from 16 on is the place of their table in longCodes.
// 0 is no code word.
type code uint32

var longCodes []code

// prepareCodes makes the tables.
func prepareCodes() {
	for i := range codeBooks {
		b := &codeBooks[i]
		if b.end == 0 {
			continue
		}
		if b.linbits > 0 && codeBooks[i-1].tree == b.tree {
			b.root = codeBooks[i-1].root
			continue
		}
		b.root = new([1 << rootBits]code)
		t := tree{nodes: trees[b.tree:b.end], quads: i >= quadBooks}
		t.fill(b.root[:], 0, rootBits)
	}
}

type tree struct {
	nodes []uint16
	quads bool
}

func (t tree) leaf(node int) bool { return t.nodes[node]>>8 == 0 }

// next follows a bit.
func (t tree) next(node int, bit int) int {
	const far = 250
	for {
		by := int(t.nodes[node] >> 8)
		if bit == 1 {
			by = int(t.nodes[node] & 0xff)
		}
		node += by
		if by < far {
			return node
		}
	}
}

func (t tree) depth(node int) int {
	if t.leaf(node) {
		return 0
	}
	return 1 + max(t.depth(t.next(node, 0)), t.depth(t.next(node, 1)))
}

// fill makes the table of the next bits from a node on.
func (t tree) fill(table []code, node, bits int) {
	for i := range table {
		at, n := node, 0
		for n < bits && !t.leaf(at) {
			n++
			at = t.next(at, i>>(bits-n)&1)
		}
		if t.leaf(at) {
			table[i] = t.code(at, n)
			continue
		}
		deeper := t.depth(at)
		start := len(longCodes)
		longCodes = append(longCodes, make([]code, 1<<deeper)...)
		table[i] = code(start<<16 | deeper<<8)
		t.fill(longCodes[start:], at, deeper)
	}
}

// code is that of a leaf n bits down.
func (t tree) code(leaf, n int) code {
	xy := int(t.nodes[leaf])
	if t.quads {
		return code(xy<<17 | n)
	}
	x, y := xy>>4, xy&15
	signX, signY := min(x, 1), min(y, 1)
	return code(y<<25 | x<<17 | signX<<15 | (n+signX+signY)<<8 | n)
}

var errCode = errors.New("no such code word")

// powers are the numbers to the power of 4/3, each twice: the second negative.
var powers [2 << 10]float32

func preparePowers() {
	for i := range len(powers) / 2 {
		v := powerOf(i)
		powers[2*i], powers[2*i+1] = v, -v
	}
}

func powerOf(i int) float32 { return float32(float64(i) * math.Cbrt(float64(i))) }

// readSpectrum reads and scales the lines of a granule, whose code words end at
// the bit end. It returns how many lines there are before the last are all 0.
func (m *mainData) readSpectrum(spectrum *[granuleSamples]float32, g *granule, s *steps, b *bands, end int) (int, error) {
	edges := [3]int{granuleSamples, granuleSamples, granuleSamples}
	switch {
	case g.short():
		edges[0] = 3 * b.short[3]
	case g.switched:
		edges[0] = b.long[8]
	default:
		edges[0] = b.long[g.regions[0]]
		edges[1] = b.long[min(g.regions[0]+g.regions[1], len(b.long)-1)]
	}
	line, step := 0, 0
	for region, edge := range edges {
		edge = min(edge, g.big)
		if line >= edge {
			continue
		}
		book := &codeBooks[g.tables[region]]
		if book.root == nil {
			if g.tables[region] != 0 {
				return 0, errors.New("no such code book")
			}
			clear(spectrum[line:edge])
			line = edge
			continue
		}
		for line < edge {
			for s.end[step] <= line {
				step++
			}
			to := min(edge, s.end[step])
			ok := false
			if book.linbits == 0 {
				ok = m.pairs(spectrum[line:to], book.root, s.gain[step])
			} else {
				ok = m.longPairs(spectrum[line:to], book, s.gain[step])
			}
			if !ok {
				return 0, errCode
			}
			line = to
		}
		if m.at > end {
			return 0, errLong
		}
	}
	line = m.readQuads(spectrum, &codeBooks[quadBooks+g.quads], s, line, end)
	clear(spectrum[line:])
	return line, nil
}

// pairs reads lines of pairs of numbers up to 15.
func (m *mainData) pairs(lines []float32, root *[1 << rootBits]code, gain float32) bool {
	at := m.at
	for ; len(lines) >= 2; lines = lines[2:] {
		w := m.word(at)
		c := root[w>>(64-rootBits)]
		if c&0xff == 0 {
			if c == 0 {
				return false
			}
			at += rootBits
			w <<= rootBits
			c = longCodes[uint64(c>>16)+w>>(64-c>>8&63)]
		}
		w <<= c & 63
		lines[0] = powers[c>>16&30|code(w>>63)] * gain
		w <<= c >> 15 & 1
		lines[1] = powers[c>>24&30|code(w>>63)] * gain
		at += int(c >> 8 & 63)
	}
	m.at = at
	return true
}

// longPairs reads lines of pairs of which a number can be continued.
func (m *mainData) longPairs(lines []float32, book *codeBook, gain float32) bool {
	for ; len(lines) >= 2; lines = lines[2:] {
		w := m.word(m.at)
		c := book.root[w>>(64-rootBits)]
		if c&0xff == 0 {
			if c == 0 {
				return false
			}
			m.at += rootBits
			w <<= rootBits
			c = longCodes[uint64(c>>16)+w>>(64-c>>8&63)]
		}
		m.at += int(c & 63)
		lines[0] = m.number(int(c>>17&15), book.linbits) * gain
		lines[1] = m.number(int(c>>25&15), book.linbits) * gain
	}
	return true
}

// number reads the rest of a number, and its sign.
func (m *mainData) number(v, linbits int) float32 {
	if v == 0 {
		return 0
	}
	if v == escape {
		v += m.read(linbits)
	}
	sign := m.read(1)
	if i := 2*v + sign; i < len(powers) {
		return powers[i]
	}
	return powerOf(v) * float32(1-2*sign)
}

// readQuads reads quadruples of 0 and 1 from a line to the end of the code
// words. One that reaches behind it is none.
func (m *mainData) readQuads(spectrum *[granuleSamples]float32, book *codeBook, s *steps, line, end int) int {
	at, step := m.at, 0
	for at < end && line <= granuleSamples-4 {
		w := m.word(at)
		c := book.root[w>>(64-rootBits)]
		at += int(c & 63)
		w <<= c & 63
		quad := spectrum[line : line+4 : line+4]
		for i := range quad {
			if i&1 == 0 { // bands begin at even lines
				for s.end[step] <= line+i {
					step++
				}
			}
			v := float32(0)
			if c>>(20-i)&1 == 1 {
				v = s.gain[step]
				if w>>63 == 1 {
					v = -v
				}
				w <<= 1
				at++
			}
			quad[i] = v
		}
		if at > end {
			break
		}
		line += 4
	}
	return line
}
