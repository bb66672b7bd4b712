package recording

import (
	"math"
	"math/bits"
)

// MaxChannels are folded down to two ears.
const MaxChannels = 8

// earGain is what a channel has in the left ear and the right one.
type earGain [2]float64

// speakers are the places of channels, by their bit in a WAV file's mask
// (Microsoft, Multiple Channel Audio Data and WAVE Files, 2001), and what is heard
// of them: after ITU-R BS.775, annex 4, the centre and the sides are 3 dB down,
// and what has no direction, the channel of low frequencies, is left out. A
// single one behind or above is 3 dB down too, shared by both ears.
var speakers = [...]earGain{
	{1, 0}, {0, 1}, // front left, right
	{down3, down3},         // front centre
	{0, 0},                 // low frequencies
	{down3, 0}, {0, down3}, // back left, right
	{1, 0}, {0, 1}, // front left, right of the centre
	{0.5, 0.5},             // back centre
	{down3, 0}, {0, down3}, // side left, right
	{0.5, 0.5},                         // above
	{down3, 0}, {0.5, 0.5}, {0, down3}, // above, in front
	{down3, 0}, {0.5, 0.5}, {0, down3}, // above, behind
}

const down3 = math.Sqrt2 / 2

// usual are the masks of so many channels that FLAC has (RFC 9639, 9.1.3), and
// WAV files without a mask.
var usual = [MaxChannels + 1]uint32{3: 0x7, 4: 0x33, 5: 0x37, 6: 0x3f, 7: 0x70f, 8: 0x63f}

// foldDown is what the ears have of each channel; nil of one or two, which are
// heard as they are. A mask that is not of so many channels does not count.
func foldDown(channels int, mask uint32) (gains []earGain) {
	if channels < 3 || channels > MaxChannels {
		return nil
	}
	if bits.OnesCount32(mask&(1<<len(speakers)-1)) != channels {
		mask = usual[channels]
	}
	for i, g := range speakers {
		if mask>>i&1 == 1 {
			gains = append(gains, g)
		}
	}
	return gains
}
