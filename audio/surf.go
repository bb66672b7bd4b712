package audio

import "sync"

// surfSeconds is how long the loop of the breathing bed is: the right ear hears
// it half a loop later, and a noise that returns after so long is not noticed.
const surfSeconds = 24

// SurfLoop returns noise like surf far away, at -20 LUFS, whose end goes on at
// its beginning: full below 400 Hz, falling by 6 dB an octave above and faster
// from 3 kHz on, and without the rumble below 70 Hz that headphones cannot give.
// It is made of integers, so that it is the same on every processor.
var SurfLoop = sync.OnceValue(func() []int16 {
	const (
		n      = surfSeconds * int(Rate)
		warmUp = 1 << 14 // samples, in which the filters forget how they began
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

// surfGain brings the noise to its level, in 2^-32 steps of 16 bit.
const surfGain = 43_340

// white returns the sample of white noise at i, with a deviation of 2^32 / sqrt(3)
// and as good as normal: the sum of four uniform ones.
func white(i int) int64 {
	x := scramble(i)
	return int64(x&0xffff+x>>16&0xffff+x>>32&0xffff+x>>48-2*0xffff) << 16
}

// scramble returns 64 bits that look random: SplitMix64 (Steele, Lea and Flood,
// 2014) of a counter.
func scramble(i int) uint64 {
	x := uint64(i+1) * 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
