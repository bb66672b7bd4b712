// Copyright 2017 Hajime Hoshi
//
// Licensed under the Apache License, Version 2.0: see LICENSE in this folder.
// Derived from go-mp3 v0.3.4, github.com/hajimehoshi/go-mp3. Changed: one
// channel of MPEG-1 alone, from memory to memory, in buffers that stay, and
// damage is an error instead of something to skip.

// Package layer3 decodes mono MPEG-1 Layer III, the MP3 of the recordings, as
// fast as plain Go can and without garbage.
//
// It is go-mp3 by Hajime Hoshi with all else taken out and its arithmetic done
// anew: code words are looked up instead of walked, a gain is computed per band
// instead of per line, and both transforms are the fast ones.
package layer3

import (
	"errors"
	"fmt"
	"sync"
)

// FrameSamples is the length of a frame, two granules.
const FrameSamples = 2 * granuleSamples

const granuleSamples = subbands * lines // ISO/IEC 11172-3, 2.4.2.1

// Decoder holds what one frame leaves to the next. The zero value is ready, and
// one that is used again needs no more memory. It is for one goroutine.
type Decoder struct {
	main      mainData
	scale     scaleFactors
	spectrum  [granuleSamples]float32
	hybrid    hybrid
	synthesis synthesis
}

var (
	errHeader    = errors.New("no header")
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
	var first header
	var buf [granuleSamples]int16
	done := 0
	for frame := 0; done < len(samples); frame++ {
		if len(frames) < headerBytes {
			return done, fmt.Errorf("frame %d: %w", frame, ErrShort)
		}
		h := readHeader(frames)
		if frame == 0 {
			first = h
		}
		if err := h.check(first); err != nil {
			return done, fmt.Errorf("frame %d: %w", frame, err)
		}
		size := h.size()
		if len(frames) < size {
			return done, fmt.Errorf("frame %d: %w", frame, ErrShort)
		}
		side, err := d.read(h, frames[:size])
		if err != nil {
			return done, fmt.Errorf("frame %d: %w", frame, err)
		}
		frames = frames[size:]
		for i := range side.granules {
			if done == len(samples) {
				break // in the middle of a frame, the rest of which may be damaged
			}
			if err := d.granule(h, &side, i); err != nil {
				return done, fmt.Errorf("frame %d: %w", frame, err)
			}
			if left := samples[done:]; skip == 0 && len(left) >= granuleSamples {
				d.synthesis.run(&d.hybrid, (*[granuleSamples]int16)(left))
				done += granuleSamples
				continue
			}
			d.synthesis.run(&d.hybrid, &buf)
			n := min(skip, len(buf))
			skip -= n
			done += copy(samples[done:], buf[n:])
		}
	}
	return done, nil
}

func (d *Decoder) reset() {
	d.main.held = 0
	d.hybrid = hybrid{}
	d.synthesis = synthesis{}
}

// read takes a frame apart and adds its main data to those of the ones before.
func (d *Decoder) read(h header, frame []byte) (sideInfo, error) {
	at := headerBytes
	if h.protected() {
		at += crcBytes // not compared: the encoders of the recordings write none
	}
	side := readSideInfo(frame[at:])
	return side, d.main.add(frame[at+sideBytes:], side.mainDataBegin)
}

// granule decodes one granule up to its subbands.
func (d *Decoder) granule(h header, side *sideInfo, i int) error {
	g := &side.granules[i]
	rate := &bandsOf[h.rate()]
	if err := g.check(); err != nil {
		return err
	}
	end := d.main.at + g.bits
	if end > 8*d.main.held {
		return errLong
	}
	d.scale.read(&d.main, g, side.shared, i)
	if d.main.at > end {
		return errLong
	}
	var s steps
	s.set(g, &d.scale, rate)
	count, err := d.readSpectrum(g, &s, rate, end)
	if err != nil {
		return err
	}
	d.main.at = end
	if g.short() {
		count = reorder(&d.spectrum, g, rate, count)
	}
	d.hybrid.run(&d.spectrum, g, count)
	return nil
}
