package audio

import "math"

// fullScale is the first step of 16 bit that a positive sample cannot reach.
const fullScale = 1 << 15

// addDither adds to samples noise of one 16-bit step with a triangular
// distribution: two uniform steps added, -1 to 1. It is two things at once.
// Under the session it keeps Bluetooth and HDMI links awake, which sleep at
// digital silence. And it is the dither that makes the error of rounding to 16
// bit independent of the sound (Vanderkooy and Lipshitz, 1987), so a file and
// a sound server that round get the same samples.
//
// The noise at an offset depends on the offset alone.
func addDither(samples [][2]float64, at int) {
	const step = 1.0 / (1 << 16) / fullScale // two 16-bit numbers make -1 to 1 steps
	for i := range samples {
		x := scramble(at + i)
		samples[i][0] += float64(float64(int(x&0xffff)-int(x>>16&0xffff)) * step)
		samples[i][1] += float64(float64(int(x>>32&0xffff)-int(x>>48)) * step)
	}
}

// quantise rounds a sample to 16 bit as PulseAudio does: from 32-bit floats,
// scaled by 2^15, halves to even. So a sound server that plays the stream and a
// file that holds it have the same samples.
func quantise(v float64) int16 {
	// At 1.5 * 2^23 a step of float32 is 1: adding it rounds halves to even,
	// as the processor does, and the low bits of the sum are the number.
	const magic, magicBits = 3 << 22, 0x4b400000
	i := int64(int32(math.Float32bits(float32(float32(v)*fullScale)+magic))) - magicBits
	if uint64(i+fullScale) >= 2*fullScale {
		return int16(min(max(i, -fullScale), fullScale-1))
	}
	return int16(i)
}
