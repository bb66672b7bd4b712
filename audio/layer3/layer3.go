// Copyright 2017 Hajime Hoshi
//
// Licensed under the Apache License, Version 2.0: see LICENSE in this folder.
// Derived from go-mp3 v0.3.4, github.com/hajimehoshi/go-mp3. Changed: from memory
// to memory, in buffers that stay, and damage is an error, or silence, instead of
// something to skip.

// Package layer3 decodes Layer III of MPEG-1, MPEG-2 and MPEG-2.5, which is MP3, as
// fast as plain Go can and without garbage.
//
// It is go-mp3 by Hajime Hoshi with its arithmetic done anew: code words are
// looked up instead of walked, a gain is computed per band instead of per line,
// and both transforms are the fast ones. A [Decoder] is for the program's own
// recordings, a [Stream] for anybody's.
package layer3

import (
	"errors"
	"fmt"
	"sync"
)

// FrameSamples is the length of a frame of MPEG-1, two granules.
const FrameSamples = 2 * granuleSamples

const granuleSamples = subbands * lines // ISO/IEC 11172-3, 2.4.2.1

// Decoder decodes recordings of one channel of MPEG-1, in 16 bits; whatever is
// wrong with one is an error. It holds what one frame leaves to the next. The zero
// value is ready, and one that is used again needs no more memory. It is for one
// goroutine.
type Decoder struct {
	main mainData
	side sideInfo
	channel
}

// channel is what one frame leaves to the next of one channel.
type channel struct {
	scale     scaleFactors
	spectrum  [granuleSamples]float32
	hybrid    hybrid
	synthesis synthesis
}

var (
	errReservoir = errors.New("refers to data before the first frame")
)

// ErrShort is the end of the frames before that of the samples.
var ErrShort = errors.New("ends early")

var prepare = sync.OnceFunc(func() {
	prepareCodes()
	preparePowers()
	prepareBlocks()
	prepareWindow()
})

// Decode decodes frames, the first at frames[0], into all of samples, without
// the first skip samples, which may be many frames. What is behind the last
// frame it needs it does not read.
//
// It returns how many samples it decoded, all but with an error, which names
// the frame, the first being 0. Where the data end between two frames or in one
// that is [ErrShort].
func (d *Decoder) Decode(samples []int16, frames []byte, skip int) (int, error) {
	prepare()
	d.reset()
	var first Header
	var buf [granuleSamples]float32
	done := 0
	for frame := 0; done < len(samples); frame++ {
		if len(frames) < HeaderBytes {
			return done, fmt.Errorf("frame %d: %w", frame, ErrShort)
		}
		h := ReadHeader(frames)
		if frame == 0 {
			first = h
		}
		if err := h.check(first); err != nil {
			return done, fmt.Errorf("frame %d: %w", frame, err)
		}
		size := h.Size()
		if len(frames) < size {
			return done, fmt.Errorf("frame %d: %w", frame, ErrShort)
		}
		d.side.read(h, frames)
		if err := d.main.add(frames[h.MainAt():size], d.side.mainDataBegin); err != nil {
			return done, fmt.Errorf("frame %d: %w", frame, err)
		}
		frames = frames[size:]
		for i := range d.side.granules {
			if done == len(samples) {
				break // in the middle of a frame, the rest of which may be damaged
			}
			g := &d.side.granules[i][0]
			count, err := d.lines(&d.main, h, g, d.side.shared[0], i, false)
			if err != nil {
				return done, fmt.Errorf("frame %d: %w", frame, err)
			}
			d.subbands(h.bands(), g, count)
			d.synthesis.run(&d.hybrid, &buf)
			n := min(skip, len(buf))
			skip -= n
			left := samples[done:min(len(samples), done+len(buf)-n)]
			for i, v := range buf[n:][:len(left)] {
				left[i] = round(v)
			}
			done += len(left)
		}
	}
	return done, nil
}

func (d *Decoder) reset() {
	d.main.held = 0
	d.hybrid = hybrid{}
	d.synthesis = synthesis{}
}

// lines reads the lines of granule i of a frame. Places tells that the scale
// factors are of intensity stereo below 32 kHz. It returns how many lines there
// are before the last are all 0.
func (c *channel) lines(m *mainData, h Header, g *granule, shared uint8, i int, places bool) (count int, err error) {
	rate := h.bands()
	if err := g.check(rate); err != nil {
		return 0, err
	}
	end := m.at + g.bits
	if end > 8*m.held {
		return 0, errLong
	}
	if h.version() == 0 {
		c.scale.read(m, g, shared, i)
	} else {
		c.scale.readLow(m, g, rate, places)
	}
	if m.at > end {
		return 0, errLong
	}
	var s steps
	s.set(g, &c.scale, rate)
	if count, err = m.readSpectrum(&c.spectrum, g, &s, rate, end); err != nil {
		return 0, err
	}
	m.at = end
	return count, nil
}

// subbands makes a granule's subbands of its lines.
func (c *channel) subbands(rate *bands, g *granule, count int) {
	if g.short() {
		count = reorder(&c.spectrum, g, rate, count)
	}
	c.hybrid.run(&c.spectrum, g, count)
}
