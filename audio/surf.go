package audio

import "sync"

// surfSeconds is the length of the loop of the breathing bed. The right ear hears
// it half a loop later. Listeners do not notice that such noise comes again after
// so long.
const surfSeconds = 12

// SurfLoop returns noise like distant surf, at -20 LUFS, that can be repeated without
// a seam. Its spectrum is flat from 70 to 400 Hz, falls by 6 dB an octave above that,
// and faster from 3 kHz on. The arithmetic is on integers, so the loop is the same on
// every processor.
var SurfLoop = sync.OnceValue(func() []int16 {
	const (
		n      = surfSeconds * int(Rate)
		warmUp = 1 << 14 // samples after which the filters have forgotten their start
	)
	var low, mid, high, rumble int64
	noise := func(i int) int64 {
		low += (white(i) - low) * 3343 >> 16  // 400 Hz
		mid += (low - mid) * 21284 >> 16      // 3 kHz
		high += (mid - high) * 35656 >> 16    // 6 kHz
		rumble += (high - rumble) * 598 >> 16 // 70 Hz
		return high - rumble
	}
	for i := n - warmUp; i < n; i++ {
		noise(i)
	}
	loop := make([]int16, n)
	for i := range loop {
		loop[i] = int16((noise(i)*surfGain + 1<<31) >> 32)
	}
	return loop
})

// surfGain is the gain that brings the noise to -20 LUFS, in 2^-32 steps of 16 bit.
const surfGain = 43_340

// white returns sample i of white noise: the sum of four uniform numbers, with a
// standard deviation of 2^32 / sqrt(3).
func white(i int) int64 {
	x := scramble(i)
	return int64(x&0xffff+x>>16&0xffff+x>>32&0xffff+x>>48-2*0xffff) << 16
}

// scramble returns output i of the random generator SplitMix64 (Steele, Lea and
// Flood, Fast Splittable Pseudorandom Number Generators, 2014).
func scramble(i int) uint64 {
	x := uint64(i+1) * 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
