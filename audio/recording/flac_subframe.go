package recording

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

var errFLACSubframe = fmt.Errorf("%w: a FLAC frame that contradicts itself", ErrDamaged)

// subframe decodes one channel of a frame, of samples of so many bits (RFC 9639,
// 9.2).
func (b *flacBits) subframe(samples []int32, depth int) error {
	if err := b.need(16); err != nil {
		return err
	}
	kind := b.read(7)
	wasted := 0
	if b.read(1) == 1 {
		zeros := bits.LeadingZeros64(b.word())
		b.at += zeros + 1
		wasted = zeros + 1
	}
	if depth -= wasted; depth < 1 {
		return errFLACSubframe
	}
	var err error
	switch {
	case kind == 0:
		v := b.signed(depth)
		for i := range samples {
			samples[i] = v
		}
	case kind == 1:
		err = b.verbatim(samples, depth)
	case kind >= 8 && kind <= 12:
		err = b.fixed(samples, depth, kind-8)
	case kind >= 32 && kind < 64:
		err = b.predicted(samples, depth, kind-31)
	default:
		err = errFLACSubframe
	}
	if err != nil {
		return err
	}
	if wasted > 0 {
		for i := range samples {
			samples[i] <<= wasted
		}
	}
	return b.over()
}

// verbatim reads samples as they are.
func (b *flacBits) verbatim(samples []int32, depth int) error {
	for i := range samples {
		if i%64 == 0 {
			if err := b.need(64 * 4); err != nil {
				return err
			}
			if err := b.over(); err != nil {
				return err
			}
		}
		samples[i] = b.signed(depth)
	}
	return nil
}

// fixed decodes samples that are a residual to one of five predictors.
func (b *flacBits) fixed(samples []int32, depth, order int) error {
	if err := b.warmUp(samples, depth, order); err != nil {
		return err
	}
	if err := b.residual(samples, order); err != nil {
		return err
	}
	s := samples
	switch order {
	case 1:
		for i := 1; i < len(s); i++ {
			s[i] += s[i-1]
		}
	case 2:
		for i := 2; i < len(s); i++ {
			s[i] += 2*s[i-1] - s[i-2]
		}
	case 3:
		for i := 3; i < len(s); i++ {
			s[i] += 3*s[i-1] - 3*s[i-2] + s[i-3]
		}
	case 4:
		for i := 4; i < len(s); i++ {
			s[i] += 4*s[i-1] - 6*s[i-2] + 4*s[i-3] - s[i-4]
		}
	}
	return nil
}

// warmUp reads the samples that a predictor begins with.
func (b *flacBits) warmUp(samples []int32, depth, order int) error {
	if order > len(samples) {
		return errFLACSubframe
	}
	return b.verbatim(samples[:order], depth)
}

// predicted decodes samples that are a residual to a predictor that comes with
// them.
func (b *flacBits) predicted(samples []int32, depth, order int) error {
	if err := b.warmUp(samples, depth, order); err != nil {
		return err
	}
	if err := b.need(2 + 2*order); err != nil {
		return err
	}
	precision := b.read(4) + 1
	shift := b.signed(5)
	if precision == 16 || shift < 0 {
		return errFLACSubframe
	}
	var weights [32 + 3]int64 // of the oldest sample first
	padded := (order + 3) &^ 3
	w := weights[:padded] // with zeros in front
	for i := range order {
		w[padded-1-i] = int64(b.signed(precision))
	}
	if err := b.residual(samples, order); err != nil {
		return err
	}
	for i := order; i < min(padded, len(samples)); i++ {
		var sum int64
		for k, v := range samples[i-order : i] {
			sum += w[padded-order+k] * int64(v)
		}
		samples[i] += int32(sum >> shift)
	}
	predict(samples[min(padded, len(samples)):], samples, w, shift)
	return nil
}

// predict adds to what a predictor left what it foretells, from as many past
// samples as it has weights. Most files have 8 of them or less: those have a loop
// of their own.
func predict(left, all []int32, weights []int64, shift int32) {
	order := len(weights)
	if order == 8 {
		w := (*[8]int64)(weights)
		w0, w1, w2, w3, w4, w5, w6, w7 := w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7]
		for i := range left {
			past := (*[8]int32)(all[i:])
			sum := w0*int64(past[0]) + w1*int64(past[1]) + w2*int64(past[2]) + w3*int64(past[3]) +
				(w4*int64(past[4]) + w5*int64(past[5]) + w6*int64(past[6])) + w7*int64(past[7])
			left[i] += int32(sum >> (shift & 31))
		}
		return
	}
	for i := range left {
		past := all[i : i+order]
		var even, odd int64 // two sums do not wait for each other
		for k := 0; k+4 <= len(past); k += 4 {
			w, past := (*[4]int64)(weights[k:]), (*[4]int32)(past[k:])
			even += w[0]*int64(past[0]) + w[2]*int64(past[2])
			odd += w[1]*int64(past[1]) + w[3]*int64(past[3])
		}
		left[i] += int32((even + odd) >> (shift & 31))
	}
}

// residual reads what a predictor left, from the sample order on, in parts that
// each have a Rice parameter (RFC 9639, 9.2.7).
func (b *flacBits) residual(samples []int32, order int) error {
	if err := b.need(16); err != nil {
		return err
	}
	width, escape := 4, 15
	switch b.read(2) {
	case 0:
	case 1:
		width, escape = 5, 31
	default:
		return errFLACSubframe
	}
	parts := 1 << b.read(4)
	each := len(samples) / parts
	if each*parts != len(samples) || each < order {
		return errFLACSubframe
	}
	from := order
	for part := range parts {
		to := (part + 1) * each
		if err := b.need(16); err != nil {
			return err
		}
		parameter := b.read(width)
		var err error
		if parameter == escape {
			err = b.verbatim(samples[from:to], b.read(5))
		} else {
			err = b.rice(samples[from:to], parameter)
		}
		if err != nil {
			return err
		}
		from = to
	}
	return nil
}

// rice reads numbers of which the high part is how many zeros come before a one,
// and the low part some bits.
func (b *flacBits) rice(samples []int32, low int) error {
	for len(samples) > 0 {
		if err := b.need(flacSlack); err != nil {
			return err
		}
		n := b.short(samples[:min(len(samples), 64)], low)
		samples = samples[n:]
		if err := b.over(); err != nil {
			return err
		}
		if n < 64 && len(samples) > 0 {
			v, err := b.long(low)
			if err != nil {
				return err
			}
			samples[0] = v
			samples = samples[1:]
		}
	}
	return nil
}

// short reads numbers that are in one word each, and returns how many. 64 of them
// have no more bytes than flacSlack.
func (b *flacBits) short(samples []int32, low int) int {
	const most = 24 // zeros
	buf, at := b.buf, b.at
	for i := range samples {
		word := binary.BigEndian.Uint64(buf[at>>3:]) << (at & 7)
		zeros := bits.LeadingZeros64(word)
		if zeros > most {
			b.at = at
			return i
		}
		v := uint32(zeros)<<(low&31) | uint32(word<<((zeros+1)&63)>>1>>((63-low)&63))
		at += zeros + 1 + low
		samples[i] = int32(v>>1) ^ -int32(v&1)
	}
	b.at = at
	return len(samples)
}

// long reads a number of any length that fits.
func (b *flacBits) long(low int) (int32, error) {
	var high uint64
	for {
		if err := b.need(16); err != nil {
			return 0, err
		}
		zeros := min(56, bits.LeadingZeros64(b.word()))
		high += uint64(zeros)
		b.at += zeros
		if err := b.over(); err != nil {
			return 0, err
		}
		if zeros < 56 {
			break
		}
	}
	b.at++
	if high > 1<<32>>low {
		return 0, errFLACSubframe
	}
	v := uint32(high)<<low | uint32(b.read(low))
	return int32(v>>1) ^ -int32(v&1), nil
}
